"""Lessons 2, 3 and 4 are done with a service of one's own: its folder, its table, its editions."""

from sqlalchemy import exists, select

from egov.cases.models import Case
from egov.catalogue import Service, all_services
from egov.course.marks import TYPE_THIS, Mark, done_for_service
from egov.course.playing import OFFICE, PAID, TAKEN
from egov.db import db
from egov.editions.operations import edition_in_force, editions_by_service, folder_was_edited, service_in_force
from egov.errors import NotFound
from egov.forms.page import questions_of
from egov.soundness.examination import Examination, examine
from egov.soundness.staff import roles_held
from egov.texts import _
from workflows.engine import By

MODEL = "dog_licence"
GIVEN = (MODEL, "birth_registration", "building_permit", "parking_fine")


def service_was_made(name: str) -> list[Mark]:
    """Words, questions and rules of its own, and a case that went all the way. Raises NotFound."""
    service, model = _own(name), all_services()[MODEL]
    met, publish = service_in_force(service.name), f"egov publish {service.name} --yes"
    spoken, asks = service.summary != model.summary, bool(_asked(service) - _asked(model))
    applied = bool(db.session.scalar(select(exists().where(Case.service == service.name))))
    paid = not done_for_service(service.name, "fee_charged") or done_for_service(service.name, "payment_received")
    return [
        *_as_it_was_read(service),
        Mark(
            _("It says in its own words what it is"),
            met.summary != model.summary,
            TYPE_THIS if spoken else _("Write a summary of your own in __init__.py."),
            publish if spoken else "",
        ),
        Mark(
            _("Its form asks something of its own"),
            bool(_asked(met) - _asked(model)),
            TYPE_THIS if asks else _("Write a question of your own on one of its pages."),
            publish if asks else "",
        ),
        _nothing_wrong(_examined(service)),
        Mark(_("Somebody applied for it"), applied, _("Be a citizen, apply for it, and pay.")),
        Mark(PAID[0], applied and paid, PAID[1]),
        Mark(TAKEN[0], done_for_service(service.name, "case_claimed"), TAKEN[1]),
        Mark(_("A certificate was issued"), done_for_service(service.name, "certificate_issued"), OFFICE),
    ]


def table_was_proved(name: str) -> list[Mark]:
    """A state of its own where the clock ends the waiting, and a proof. Raises NotFound."""
    service, known = _own(name), {state.code for state in all_services()[MODEL].workflow.states}
    own = {state.code for state in service.workflow.states} - known
    by_clock = {source for step in service.workflow.steps if step.by == By.CLOCK for source in step.sources}
    examination = _examined(service)
    return [
        *_as_it_was_read(service),
        Mark(_("Its table has a state of its own"), bool(own), _("Add the state to the table, as the lesson says.")),
        Mark(
            _("The clock ends the waiting there"),
            bool(own & by_clock),
            _("Add a step by the clock from that state."),
        ),
        Mark(
            _("It was proved: %(states)s states were explored", states=examination.states),
            examination.is_sound,
            _first_fault(examination),
        ),
    ]


def law_was_changed(name: str) -> list[Mark]:
    """A case that began under one edition and follows the next. Raises NotFound."""
    service = _own(name)
    editions, now = editions_by_service().get(service.name, []), edition_in_force(service.name)
    moved = done_for_service(service.name, "case_moved")
    under_first = [Case.edition_id == edition.id for edition in editions[:1]]
    begun = moved or any(db.session.scalar(select(exists().where(each))) for each in under_first)
    publish = f"egov publish {service.name} --policy move --yes"
    second = now is not None and now.number > 1
    return [
        *_as_it_was_read(service),
        Mark(_("A case was begun under the first edition"), begun, _("Be a citizen, apply for it, and pay.")),
        Mark(
            _("A second edition is in force"),
            second,
            TYPE_THIS,
            publish,
        ),
        Mark(
            _("A running case moved to the new edition"),
            moved,
            _("Publish it while a case runs, and let the running cases move."),
            f"egov publish {service.name} --back --yes; {publish}" if second else "",
        ),
    ]


def _own(name: str) -> Service:
    service = all_services().get(name.strip())
    if service is None or service.name in GIVEN:
        raise NotFound(
            _("No service of your own has this name. Make it with egov new-service, and start the demonstration again.")
        )
    return service


def _as_it_was_read(service: Service) -> list[Mark]:
    """On a page of a demonstration that runs since before the last edit; a command reads the folder anew."""
    if not folder_was_edited(service):
        return []
    return [
        Mark(
            _("The demonstration knows its folder as it is now"),
            seen=False,
            cure=_("Somebody edited it since. Start the demonstration again."),
        )
    ]


def _asked(service: Service) -> set[str]:
    return {question.short_name for page in service.pages for question in questions_of(page)}


def _examined(service: Service) -> Examination:
    return examine(service, roles_held())


def _nothing_wrong(examination: Examination) -> Mark:
    return Mark(_("Nothing is wrong with it"), examination.is_sound, _first_fault(examination))


def _first_fault(examination: Examination) -> str:
    return next((str(fault) for fault in examination.faults), "")
