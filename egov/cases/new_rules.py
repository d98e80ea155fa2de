"""A draft meets a new edition of its service: the applicant is told, and keeps every answer."""

from dataclasses import dataclass

from egov.audit.operations import APPLYING, About, record
from egov.cases.models import Draft
from egov.clock import now
from egov.editions.comparison import Change, Part, changes_of
from egov.editions.models import Edition
from egov.editions.operations import edition_in_force, service_of_edition
from egov.forms.carrying import Carried, carry
from egov.identity.operations import actor_of

TOLD = (Part.FORM, Part.MONEY, Part.CALCULATION)  # what an applicant wants to know before he goes on


@dataclass(frozen=True)
class NewRules:
    """The edition in force now, what is different for the applicant, and what becomes of his answers."""

    edition: Edition
    changes: list[Change]
    carried: Carried


def new_rules_for(draft: Draft) -> NewRules | None:
    """What the applicant must be told before he goes on; None where nothing is different for him."""
    return new_rules_under(edition_in_force(draft.service), draft)


def new_rules_under(edition: Edition | None, draft: Draft) -> NewRules | None:
    """The same, of an edition that is known to be in force."""
    if edition is None or edition.id == draft.edition_id:
        return None
    carried = carry(service_of_edition(edition.id).pages, draft.answers)
    told: list[Change] = []
    if draft.edition_id is not None:
        told = [change for change in changes_of(draft.edition_id, edition.id) if change.part in TOLD]
    return NewRules(edition, told, carried) if told or carried.set_aside else None


def follow_new_rules(draft: Draft) -> None:
    """Go on under the edition in force, in the open transaction. What it cannot use is set aside, and asked anew."""
    rules = new_rules_for(draft)
    if rules is None:
        return
    if rules.carried.set_aside:
        aside = {**draft.set_aside.get(str(draft.edition_id), {}), **rules.carried.set_aside}
        draft.set_aside = {**draft.set_aside, str(draft.edition_id): aside}
    draft.answers, draft.edition_id, draft.updated_at = rules.carried.answers, rules.edition.id, now()
    record(
        actor_of(draft.person), "draft_moved", About(draft.person_id), purpose=APPLYING,
        details={"edition": rules.edition.id},
    )  # fmt: skip
