"""Every form that does something to a case, pressed many times in the same moment: it counts once."""

import os
from collections import Counter

from sqlalchemy import select

from egov.audit.models import Entry
from egov.cases.models import Case, Draft, Feedback, StepTaken
from egov.db import db
from egov.notifications.models import OutboxRow
from tests.faults.crowd import at_once, fail, open_case, sender
from tests.faults.walker import Somebody

TIMES, FORMS_OF_A_CASE = 20 if "EGOV_FAULTS" in os.environ else 8, 12
PARCEL = "HA-02-0117"
EFFECTS = Counter(
    {
        "message_sent": 3,  # one with the answer
        "case_claimed": 1,
        "note_written": 1,
        "submit": 1,
        "ask_more": 1,
        "answer": 1,
        "approve": 1,
        "certificate_issued": 1,
        "opinions": 1,
    }
)


def each_form_counts_once(url: str, number: int) -> None:
    """All forms that do something to a case, each pressed many times."""
    amina, omar, reference = Somebody(url, fail), Somebody(url, fail), open_case(guide_dog=True).reference
    amina.sign_in("amina")
    omar.sign_in("omar")
    case, desk = f"/cases/{reference}", f"/office/{reference}"
    forms: list[tuple[Somebody, str, str, dict[str, str]]] = [
        (amina, case, f"{case}/messages", {"message": "Rex has grown."}),
        (omar, desk, f"{desk}/claim", {}),
        (omar, desk, f"{desk}/notes", {"note": "Rex is known here."}),
        (omar, desk, f"{desk}/messages", {"message": "How tall is he?"}),
        (omar, desk, f"{desk}/steps/ask_more", {"reason-ask_more": "Send a picture."}),
        (amina, case, f"{case}/steps/answer", {"reason-answer": "Here it is."}),
        (omar, desk, f"{desk}/steps/approve", {}),
        (amina, case, f"{case}/feedback", {"rating": "5"}),
    ]
    for person, page, path, fields in forms:
        person.open(page)
        press(person, path, fields)
    if number == 0:  # nobody may do this often in an hour
        _open_in_emergency(url, reference)
    effects = effects_on(reference)
    assert effects == EFFECTS + Counter(emergency_access=int(number == 0)), effects
    _add_and_remove_storeys(amina, number)


def _open_in_emergency(url: str, reference: str) -> None:
    nadia, page = Somebody(url, fail), f"/office/{reference}/emergency"
    nadia.sign_in("nadia")
    nadia.open(page)
    press(nadia, page, {"reason": "Rex has bitten somebody at the registry."})


def press(person: Somebody, path: str, fields: dict[str, str]) -> None:
    """Send a form many times in the same moment: it is taken at least once, and the others are told."""
    statuses = Counter(answer.status_code for answer in at_once([sender(person, path, **fields)] * TIMES))
    assert statuses[302] >= 1, (path, statuses)
    assert set(statuses) <= {302, 409}, (path, statuses)


def effects_on(reference: str) -> Counter[str]:
    """How often each thing happened to a case."""
    db.session.rollback()
    actions = db.session.scalars(select(Entry.action).filter_by(case_reference=reference)).all()
    steps = select(StepTaken.action).join(Case, Case.id == StepTaken.case_id).where(Case.reference == reference)
    bodies = db.session.scalars(select(OutboxRow.body).filter_by(case_reference=reference, channel="email")).all()
    opinions = select(Feedback.id).join(Case, Case.id == Feedback.case_id).where(Case.reference == reference)
    found = Counter(action for action in actions if action in EFFECTS or action == "emergency_access")
    found.update(db.session.scalars(steps))
    found["letters that came twice"] = len(bodies) - len(set(bodies))
    found["opinions"] = len(db.session.scalars(opinions).all())
    return found


def _add_and_remove_storeys(amina: Somebody, number: int) -> None:
    """The same storey twice is meant, unless it was sent from the same page."""
    amina.open("/services/building_permit")
    amina.send("/services/building_permit/start")
    for fields in ({"applies_for": "myself"}, {"parcel": PARCEL}, {"work": "new", "description": f"House {number}"}):
        amina.send(amina.path, **fields)
    page = amina.path
    for seen in range(3):
        press(amina, page, {"label": "A floor", "area": "60", "seen": str(seen)})
    assert _storeys(page) == 3, "three were added"
    press(amina, f"{page}/remove?item=0", {"seen": "3"})
    assert _storeys(page) == 2, "one was removed"


def _storeys(page: str) -> int:
    db.session.rollback()
    db.session.expire_all()
    return len(db.session.get_one(Draft, int(page.split("/")[2])).answers["storey"])
