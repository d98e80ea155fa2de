"""The figures of a service: what is no whole number, or none that can be meant, would stop a case half-way."""

from collections.abc import Iterator
from pathlib import Path

from egov.catalogue import Service
from egov.country.money import is_whole
from egov.forms.fields import NumberField, TextField
from egov.forms.page import questions_of
from egov.soundness.faults import Fault, place_of

MOST = 5000  # days, months or years: what is longer ends after all calendars
DEADLINE = "the deadline must be at least one working day."


def unfit_values(service: Service) -> Iterator[Fault]:
    """Each figure that cannot be used, with its line and its cure."""
    yield from _unfit(service, "days", service.days, 1, DEADLINE)
    yield from _unfit(service, "appeal_days", service.appeal_days, 1)
    yield from _unfit(service, "retention_years", service.retention_years, 0)
    yield from _too_long(service)
    if service.certificate and service.certificate.months is not None:
        cure = "write a whole number, 1 or more, or leave it out where it holds for ever."
        yield from _unfit(service, "months", service.certificate.months, 1, cure)
    for page in service.pages:
        yield from _unfit(service, "repeats", page.repeats, 0)
    yield from _unfit_bounds(service)


def _too_long(service: Service) -> Iterator[Fault]:
    months = service.certificate.months if service.certificate else 0
    periods = {"days": service.days, "appeal_days": service.appeal_days, "retention_years": service.retention_years}
    for name, value in (periods | {"months": months}).items():
        if isinstance(value, int) and value > MOST:
            yield Fault(*_place(service, name, value), f"{name} is {value}: write {MOST} or less.")


def _unfit_bounds(service: Service) -> Iterator[Fault]:
    for question in (question for page in service.pages for question in questions_of(page)):
        if isinstance(question, TextField):
            yield from _unfit(service, "longest", question.longest, 1)
        if isinstance(question, NumberField):
            low, high = question.minimum, question.maximum
            yield from _unfit(service, "decimals", question.decimals, 0)
            if not (is_whole(low) and is_whole(high) and low <= high):
                sentence = f"{question.short_name} takes numbers from {low!r} to {high!r}: write two whole numbers, "
                yield Fault(*place_of(service, f"{question.short_name} ="), f"{sentence}the smaller one as minimum.")


def _unfit(service: Service, name: str, value: object, least: int, cure: str = "") -> Iterator[Fault]:
    if not isinstance(value, int) or not is_whole(value) or value < least:
        cure = cure or f"write a whole number, {least} or more."
        yield Fault(*_place(service, name, value), f"{name} is {value!r}: {cure}")


def _place(service: Service, name: str, value: object) -> tuple[Path, int]:
    """The line with just this value, since another one may have the same name; else the first with the name."""
    spelled = value if not isinstance(value, str) else f'"{value}"'
    places = (place_of(service, words) for words in (f"{name}={spelled}", f"{name} = {spelled}"))
    return next((place for place in places if place[1] > 1), place_of(service, f"{name}="))
