"""What a certificate says, for a reader of any language: kept as it was on the day of issue, spelled when it is read.

A day, a number and an amount are kept bare, words in each language as they were then, and what somebody typed as he
typed it. See docs/decisions/0009-a-certificate-keeps-its-words.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from egov.catalogue import Certificate as Definition
from egov.country.formats import format_date, format_moment, format_number
from egov.country.money import Money, format_money
from egov.country.offices import Office
from egov.country.pack import current_pack
from egov.documents.models import Certificate
from egov.forms.page import Answers
from egov.texts import SOURCE_LANGUAGE, Text, _, current_language, listed, use_language


@dataclass(frozen=True)
class Said:
    """What stands on a certificate, in the current language."""

    title: str
    intro: str
    office: str
    rows: Sequence[tuple[str, str]]


def facts_from(definition: Definition, answers: Answers, office: Office) -> dict[str, Any]:
    """All that a certificate says but names, dates and numbers of its own, as JSON."""
    return {
        "title": kept(definition.title),
        "intro": kept(definition.intro),
        "office": kept(office.name),
        "rows": [[kept(label), kept(value)] for label, value in definition.rows(answers)],
    }


def said_by(certificate: Certificate) -> Said:
    """What the certificate says, in the current language; to whom it was issued comes first."""
    facts = _facts_of(certificate)
    rows = [(spelled(label), spelled(value)) for label, value in facts["rows"]]
    holder = [(str(_("Issued to")), certificate.holder_name)] if certificate.holder_name else []
    return Said(spelled(facts["title"]), spelled(facts["intro"]), spelled(facts["office"]), [*holder, *rows])


def kept(value: Any) -> Any:
    """A value as JSON. What is neither typed nor counted is words: those of each language of the country."""
    match value:
        case None | str():
            return value or "–"
        case bool():
            return kept(_("Yes") if value else _("No"))
        case list() | tuple():
            return {"list": [kept(one) for one in value]}
        case Money() | date() | int() | Decimal():
            return _bare(value)
    return {"words": _in_each_language(value)}


def spelled(value: Any) -> str:
    """A kept value in the current language; one that had no words for it on the day of issue has those of now."""
    match value:
        case {"words": words}:
            return str(words.get(current_language()) or Text(words[SOURCE_LANGUAGE]))
        case {"list": values}:
            return listed(spelled(one) for one in values)
        case dict():
            return _written(value, current_language())
    return str(value)


def _bare(value: Money | date | int | Decimal) -> dict[str, Any]:
    match value:
        case Money():
            return {"amount": value.amount, "currency": value.currency}
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
    return {"number": str(value)}


def _written(bare: Mapping[str, Any], language: str) -> str:
    match bare:
        case {"amount": amount, "currency": currency}:
            return format_money(Money(amount, currency), language)
        case {"moment": moment}:
            return format_moment(datetime.fromisoformat(moment), language)
        case {"day": day}:
            return format_date(date.fromisoformat(day), language)
    return format_number(Decimal(bare["number"]), language)


def _in_each_language(words: object) -> dict[str, str]:
    """The English words, and those of each language that has its own."""
    source = _in(SOURCE_LANGUAGE, words)
    others = {language.code: _in(language.code, words) for language in current_pack().languages}
    return {SOURCE_LANGUAGE: source, **{code: said for code, said in others.items() if said != source}}


def _in(language: str, words: object) -> str:
    with use_language(language):
        return str(words)


def _facts_of(certificate: Certificate) -> Mapping[str, Any]:
    """The facts of a certificate; those of earlier versions are pairs of English label and value."""
    if isinstance(certificate.facts, dict):
        return certificate.facts
    return {
        "title": _english(certificate.title),
        "intro": _english(certificate.intro),
        "office": kept(current_pack().office(certificate.office).name),
        "rows": [[_english(label), value] for label, value in certificate.facts],
    }


def _english(sentence: str) -> dict[str, Any]:
    return {"words": {SOURCE_LANGUAGE: sentence}}
