"""What the rules of a service read: nothing that no page asks, or a case would stop half-way."""

from collections.abc import Iterator, Mapping
from typing import Any

from egov.catalogue import Service
from egov.soundness.faults import Fault, place_of
from egov.soundness.hooks import Rule, conditions_of_pages, rules_of
from egov.soundness.made_up import NotAsked, as_they_come, made_up

NEVER = "{name!r}, which no page asks. Ask it, or read another answer."
NOT_YET = "{name!r}, which is not always answered yet. Read it with answers.get({name!r})."
NOT_BY_ALL = "{name!r}, which not everybody is asked. Read it with answers.get({name!r})."


def never_asked(service: Service) -> Iterator[Fault]:
    """Each answer that a rule of the service takes for given, and that no page asks for, or not for everybody."""
    told: set[tuple[str, str]] = set()
    for answers in made_up(service):
        for what, rule in (*conditions_of_pages(service), *rules_of(service)):
            yield from _told_once(service, told, (what, _looked_for_in_vain(rule, answers)), NEVER)
    for answers in made_up(service):
        for some in as_they_come(service, answers):
            for what, rule in conditions_of_pages(service):
                yield from _told_once(service, told, (what, _looked_for_in_vain(rule, some)), NOT_YET)
        for what, rule in rules_of(service):
            yield from _told_once(service, told, (what, _looked_for_in_vain(rule, some)), NOT_BY_ALL)


def _told_once(service: Service, told: set[tuple[str, str]], reads: tuple[str, str], sentence: str) -> Iterator[Fault]:
    what, name = reads
    if name and reads not in told:
        told.add(reads)
        yield Fault(*place_of(service, f'"{name}"'), f"{what} reads {sentence.format(name=name)}")


def _looked_for_in_vain(rule: Rule, answers: Mapping[str, Any]) -> str:
    try:
        rule(answers)
    except NotAsked as missing:
        return str(missing.args[0])
    except Exception:  # answers that are made up need not make sense together
        return ""
    return ""
