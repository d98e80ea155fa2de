"""Whether there are people enough at each office, and one more for whoever must stand aside."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from flask import current_app

from egov.catalogue import Service, all_services
from egov.country.offices import Office
from egov.country.pack import current_pack
from egov.errors import Misconfigured
from egov.operating.findings import Finding, note, wrong
from egov.soundness.staff import Staff, roles_held, staff_for
from egov.soundness.stumbling import untried
from egov.soundness.subjects import subject_of
from egov.texts import _
from workflows.engine import By
from workflows.prover.proof import prove
from workflows.prover.subject import MOST_JUDGES, MOST_OFFICERS, Subject

CURE = (_("Appoint another one."), "egov add-official")


def offices_have_people() -> Iterator[Finding]:
    """Whether each office has as many people as the steps of a service need, and one more for a case of their own; a
    demonstration plays with few."""
    held = None if current_app.config["DEMO"] else roles_held()
    for service in all_services().values():
        staff = staff_for(service.name, held)
        if staff and service.name not in current_pack().left_out and not any(untried(service)):
            with suppress(Misconfigured):  # no office decides on it: egov check says so
                yield from _of(service, staff)


def _of(service: Service, staff: Staff) -> Iterator[Finding]:
    pack = current_pack()
    office = pack.office_deciding(service.name)
    officers = staff("officer", office.code)
    subject = subject_of(service, pack, staff)
    yield from _too_few(service, office, _officers_needed(subject), len(officers))
    if office.appeal_body and any(state.waits_for == By.APPEAL for state in service.workflow.states):
        judges = staff("appeal", office.appeal_body) - officers  # who worked on a case does not hear its appeal
        yield from _too_few(service, pack.office(office.appeal_body), 1, len(judges))


def _officers_needed(subject: Subject) -> int:
    """With how many officers no case waits for another one."""
    alone = replace(subject, judges=MOST_JUDGES, in_both=0)
    for number in range(1, MOST_OFFICERS):
        found = prove(replace(alone, officers=number)).findings
        if all(finding.check != "role-nobody-holds" for finding in found):
            return number
    return MOST_OFFICERS


def _too_few(service: Service, office: Office, needed: int, number: int) -> Iterator[Finding]:
    words = {"service": service.title, "office": office.name, "needed": needed, "number": number}
    if number < needed:
        yield wrong(_("People for “%(service)s” at %(office)s: %(number)s. It needs %(needed)s.", **words), *CURE)
    elif number == needed:
        sentence = _(
            "People for “%(service)s” at %(office)s: %(number)s, and no fewer will do. On a case of their own, of their"
            " family or of their company nobody can act.",
            **words,
        )
        yield note(sentence, *CURE)
