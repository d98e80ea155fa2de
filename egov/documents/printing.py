"""A certificate as a paper: the words in its own language, whoever prints it."""

from flask import current_app

from egov.country.formats import format_date
from egov.country.pack import current_pack
from egov.documents.models import Certificate
from egov.documents.seal import is_unbroken
from egov.documents.succession import predecessor_of
from egov.errors import Unavailable
from egov.papers.paper import CREST, Paper, write_paper
from egov.texts import Text, _, use_language


def paper_of(certificate: Certificate) -> Paper:
    """What stands on the printed certificate."""
    pack = current_pack()
    language = pack.language(certificate.language)
    with use_language(language.code):
        return Paper(
            language=language.code,
            direction=language.direction,
            heading=str(pack.name),
            office=str(pack.office(certificate.office)),
            title=str(Text(certificate.title)),
            intro=str(Text(certificate.intro)),
            rows=tuple((str(label), value) for label, value in rows_of(certificate)),
            number=certificate.number,
            date_line="\n".join(str(line) for line in date_lines(certificate, language.code)),
            footer=(f"{pack.name} · {pack.brand.motto}",),
            qr_url=public_address(certificate),
            specimen_word=str(_not_valid_because(certificate)),
            accent=pack.brand.colour,
            crest=pack.emblem or CREST,
        )


def print_certificate(certificate: Certificate) -> bytes:
    """The certificate as a PDF. Raises Unavailable for one that was changed after it was signed."""
    if not is_unbroken(certificate):
        raise Unavailable(
            _("This certificate was changed after it was signed, so we do not print it. Tell the office.")
        )
    return write_paper(paper_of(certificate))


def rows_of(certificate: Certificate) -> list[tuple[Text, str]]:
    """Labels and values, to whom it was issued first."""
    holder = [(_("Issued to"), certificate.holder_name)] if certificate.holder_name else []
    return [*holder, *((Text(label), value) for label, value in certificate.facts)]


def date_lines(certificate: Certificate, language: str) -> list[Text]:
    """When it was issued, in whose place, and how long it holds; the day counts on the clocks of the country."""
    issued = certificate.issued_at.astimezone(current_pack().timezone).date()
    lines = [_("Issued on %(day)s", day=format_date(issued, language))]
    earlier = predecessor_of(certificate)
    if earlier:
        lines.append(_("In the place of %(number)s", number=earlier.number))
    if certificate.valid_until:
        lines.append(_("Valid until %(day)s", day=format_date(certificate.valid_until, language)))
    return lines


def public_address(certificate: Certificate) -> str:
    """Where anybody who holds the paper can check it."""
    return f"{current_app.config['BASE_URL']}/verify/{certificate.code}"


def _not_valid_because(certificate: Certificate) -> Text | str:
    """The word across a paper that must not be taken for a valid one; empty for a valid one."""
    if certificate.revoked_at:
        return _("REVOKED")
    if certificate.replaced_at:
        return _("REPLACED")
    return _("SPECIMEN") if current_app.config["DEMO"] else ""
