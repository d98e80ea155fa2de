"""A certificate as a paper, in a language of the country."""

from urllib.parse import urlsplit

from flask import current_app

from egov.country.formats import format_date
from egov.country.languages import Language
from egov.country.pack import current_pack
from egov.documents.facts import said_by
from egov.documents.models import Certificate
from egov.documents.seal import is_unbroken
from egov.documents.succession import predecessor_of
from egov.errors import Unavailable
from egov.papers.paper import CREST, Paper, missing_letters, write_paper
from egov.texts import Text, _, use_language


def paper_of(certificate: Certificate, language_code: str = "") -> Paper:
    """What stands on the printed certificate; without a language, in that in which it was applied for."""
    pack = current_pack()
    language = pack.language(language_code or certificate.language)
    with use_language(language.code):
        said = said_by(certificate)
        return Paper(
            language=language.code,
            direction=language.direction,
            heading=str(pack.name),
            office=said.office,
            title=said.title,
            intro=said.intro,
            rows=tuple(said.rows),
            number=certificate.number,
            date_line="\n".join(str(line) for line in date_lines(certificate, language.code)),
            footer=(f"{pack.name} · {pack.brand.motto}",),
            qr_url=public_address(certificate),
            how_to_check=how_to_check(certificate, language),
            specimen_word=str(_not_valid_because(certificate)),
            accent=pack.brand.colour,
            crest=pack.emblem or CREST,
        )


def print_certificate(certificate: Certificate, language_code: str = "") -> bytes:
    """The certificate as a PDF, see ``paper_of``. Raises Unavailable for one that was changed after it was signed."""
    if not is_unbroken(certificate):
        raise Unavailable(
            _("This certificate was changed after it was signed, so we do not print it. Tell the office.")
        )
    return write_paper(paper_of(certificate, language_code))


def languages_of(certificate: Certificate) -> list[Language]:
    """The languages in which it can be printed: a font is needed for the words of each."""
    return [language for language in current_pack().languages if not missing_letters(_words_in(language, certificate))]


def _words_in(language: Language, certificate: Certificate) -> str:
    with use_language(language.code):
        said = said_by(certificate)
        return "\n".join([said.title, said.intro, said.office, *(text for row in said.rows for text in row)])


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


def how_to_check(certificate: Certificate, first: Language) -> tuple[str, ...]:
    """How somebody without a reader of QR codes checks it, in each language that can be printed, that of the paper
    first: who holds the paper need not know it."""
    address = urlsplit(current_app.config["BASE_URL"])
    words = {"number": certificate.number, "address": f"{address.netloc}{address.path}/verify"}
    sentence = _("To check it, scan the code or type %(number)s at %(address)s", **words)
    said = []
    for language in sorted(current_pack().languages, key=lambda language: language != first):
        with use_language(language.code):
            said.append(str(sentence))
    return tuple(words for words in said if not missing_letters(words))


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
