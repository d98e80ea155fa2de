"""The examination of a service: its definition, its workflow with fees, offices and calendars, who holds which role,
and its texts. ``egov check``, ``egov publish`` and the page of the ministry all ask here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from flask import Flask

from egov.catalogue import Catalogue, Service
from egov.country.pack import Pack, current_pack
from egov.editions.models import Edition
from egov.editions.operations import opened
from egov.errors import BadInput, Misconfigured
from egov.soundness.definition import faults_of, missing_texts, stops_half_way
from egov.soundness.effects import failing_effects
from egov.soundness.faults import Fault, fault_at
from egov.soundness.fence import fence
from egov.soundness.staff import Held, staff_for
from egov.soundness.stumbling import untried
from egov.soundness.subjects import subject_of
from egov.soundness.values import unfit_values
from egov.texts import _
from workflows.prover.findings import Finding
from workflows.prover.proof import prove


class Unsound(BadInput):
    """A service that must not be published: ``faults`` says what is wrong, each with its line, story and cure."""

    title = _("The service is not sound")

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(_("The service is not sound, and nothing was published. Correct this first."))
        self.faults = faults


@dataclass(frozen=True)
class Examination:
    """What was found of a service, and how large a state space was explored to find it."""

    service: Service
    faults: tuple[Fault, ...]
    states: int = 0
    transitions: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


def examine(service: Service, held: Sequence[Held] | None) -> Examination:
    """Examine a service together with all that stands around it now; ``held`` is who holds which role, if known.

    Its code is tried behind a fence, and its effects on a database in memory.
    """
    with fence():
        return _examined(service, held)


def _examined(service: Service, held: Sequence[Held] | None) -> Examination:
    in_vain = (*untried(service),)
    faults = (*faults_of(service), *in_vain)
    if in_vain or any(unfit_values(service)):  # nothing can be proved of days that are none
        return Examination(service, faults)
    try:
        subject = subject_of(service, current_pack(), staff_for(service.name, held), tuple(missing_texts(service)))
    except Misconfigured:  # no office decides on it: that is among the faults, and there is nothing to prove
        return Examination(service, faults)
    proof = prove(subject)
    effects = failing_effects(service, subject) if proof.states else ()  # a broken table is not explored
    found = (*faults, *effects, *(fault_at(service, finding) for finding in proof.findings))
    return Examination(service, found, proof.states, proof.transitions)


def findings_of(edition: Edition, held: Sequence[Held] | None) -> tuple[Finding, ...]:
    """What is unsound about a published edition, whose texts and questions nobody changes any more.

    Raises Misconfigured where it cannot be opened.
    """
    service = opened(edition)
    in_vain = tuple(Finding("", str(fault), "") for fault in untried(service))
    return in_vain or prove(subject_of(service, current_pack(), staff_for(edition.service, held))).findings


def refuse_unsound(app: Flask) -> None:
    """Stop the start where a workflow is unsound, unless the country leaves that service out.

    Raises Misconfigured with every fault and its story.

    Who holds which role and what is translated may still change while the application runs: ``egov check`` looks at
    that, and so does each publication. All four services together take a quarter of a second.
    """
    pack = cast(Pack, app.extensions["pack"])
    services = [each for each in cast(Catalogue, app.extensions["services"]).values() if each.name not in pack.left_out]
    with app.app_context():
        faults = {service.name: [*stops_half_way(service), *untried(service)] for service in services}
        if not any(faults.values()):
            faults = {service.name: _unproved(service, pack) for service in services}
    unsound = [name for name, found in faults.items() if found]
    if unsound:
        told = "\n".join(str(fault) for name in unsound for fault in faults[name])
        raise Misconfigured(f"Not sound: {', '.join(unsound)}.\n{told}")


def _unproved(service: Service, pack: Pack) -> list[Fault]:
    return [fault_at(service, finding) for finding in prove(subject_of(service, pack)).findings]
