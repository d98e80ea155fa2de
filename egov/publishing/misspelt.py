"""Names in a crossing that nothing has: a mapping for them would move no case, and there is no second publication."""

from collections.abc import Iterable, Iterator
from contextlib import suppress

from egov.catalogue import Service
from egov.editions.operations import editions_by_service, service_of_edition
from egov.errors import Unavailable
from egov.forms.base import Answer
from egov.forms.fields import ChoiceField
from egov.forms.page import questions_of
from egov.texts import Text, _, listed


def unknown_answer(service: Service, key: str) -> Text | None:
    """A sentence where no question of the new edition has this name, or a box of this name."""
    names = [question.short_name for question in _asked(service, repeated=False)]
    if any(key == name or key.startswith(f"{name}-") for name in names):
        return None
    return _("No question is named “%(name)s”. There are: %(known)s", name=key, known=listed(names))


def unknown_state(service: Service, code: str) -> Text | None:
    """A sentence where no edition has had this state."""
    return _unless_known(code, (state.code for old in _editions(service) for state in old.workflow.states))


def unknown_choice(service: Service, name: str, value: str) -> Text | None:
    """A sentence where no question has this name, or no edition has offered this choice."""
    names = [question.short_name for question in _asked(service) if isinstance(question, ChoiceField)]
    if name not in names:
        return _("No question is named “%(name)s”. There are: %(known)s", name=name, known=listed(names))
    before = [question for old in _editions(service) for question in _asked(old) if question.short_name == name]
    offered = [question for question in before if isinstance(question, ChoiceField)]
    if len(offered) < len(before):  # it was answered in words of one's own
        return None
    return _unless_known(value, (value for question in offered for value, _label in question.given))


def _unless_known(name: str, known: Iterable[str]) -> Text | None:
    names = list(dict.fromkeys(known))
    if name in names or not names:
        return None
    return _("Nothing is named “%(name)s”. There are: %(known)s", name=name, known=listed(names))


def _asked(service: Service, *, repeated: bool = True) -> Iterator[Answer]:
    for page in service.pages:
        if repeated or not page.repeats:
            yield from questions_of(page)


def _editions(service: Service) -> Iterator[Service]:
    """All editions that cases may follow and that can be opened."""
    for edition in editions_by_service().get(service.name, []):
        with suppress(Unavailable):
            yield service_of_edition(edition.id)
