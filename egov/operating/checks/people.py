"""Whether there are people enough at each office, and one more for whoever must stand aside."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

from flask import current_app

from egov.catalogue import Service, all_services
from egov.country.pack import current_pack
from egov.errors import Misconfigured
from egov.operating.findings import Finding, note, wrong
from egov.soundness.staff import Staff, roles_held, staff_for
from egov.soundness.stumbling import untried
from egov.soundness.subjects import subject_of
from egov.texts import Text, _, listed
from workflows.engine import By
from workflows.prover.proof import prove
from workflows.prover.subject import MOST_JUDGES, MOST_OFFICERS, Subject


class Post(NamedTuple):
    """How many people an office needs for a service, and how many it has."""

    office: str
    needed: int
    number: int


CURE = (_("Appoint another one."), "egov add-official")


def offices_have_people() -> Iterator[Finding]:
    """Whether each office has as many people as the steps of a service need, and one more for a case of their own; a
    demonstration plays with few. Services for which the same is lacking are told together."""
    held = None if current_app.config["DEMO"] else roles_held()
    alike: dict[Post, list[Text]] = {}
    for service in all_services().values():
        staff = staff_for(service.name, held)
        if staff and service.name not in current_pack().left_out and not any(untried(service)):
            with suppress(Misconfigured):  # no office decides on it: egov check says so
                for post in _posts(service, staff):
                    alike.setdefault(post, []).append(service.title)
    for post, titles in alike.items():
        yield from _too_few(post, titles)


def _posts(service: Service, staff: Staff) -> Iterator[Post]:
    pack = current_pack()
    office = pack.office_deciding(service.name)
    officers = staff("officer", office.code)
    yield Post(office.code, _officers_needed(subject_of(service, pack, staff)), len(officers))
    if office.appeal_body and any(state.waits_for == By.APPEAL for state in service.workflow.states):
        judges = staff("appeal", office.appeal_body) - officers  # who worked on a case does not hear its appeal
        yield Post(office.appeal_body, 1, len(judges))


def _officers_needed(subject: Subject) -> int:
    """With how many officers no case waits for another one."""
    alone = replace(subject, judges=MOST_JUDGES, in_both=0)
    for number in range(1, MOST_OFFICERS):
        found = prove(replace(alone, officers=number)).findings
        if all(finding.check != "role-nobody-holds" for finding in found):
            return number
    return MOST_OFFICERS


def _too_few(post: Post, titles: Sequence[Text]) -> Iterator[Finding]:
    words = {"services": listed(titles), "office": current_pack().office(post.office).name, "number": post.number}
    if post.number < post.needed:
        told = _("People at %(office)s: %(number)s. Needed: %(needed)s (%(services)s).", needed=post.needed, **words)
        yield wrong(told, *CURE)
    elif post.number == post.needed:
        sentence = _(
            "People at %(office)s: %(number)s, and no fewer will do (%(services)s). On a case of their own, of their"
            " family or of their company nobody can act.",
            **words,
        )
        yield note(sentence, *CURE)
