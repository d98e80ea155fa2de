"""From which list an officer came: the tab, the service and the page, kept in his browser's session, so that he comes
back there. Nothing of an address is kept, so nobody can be led elsewhere."""

from dataclasses import asdict, dataclass

from flask import session, url_for

from egov.cases.queue import PAGE, Cursor, Which, read_cursor, waiting_cases
from egov.identity.models import Person

KEY = "queue"


@dataclass(frozen=True)
class WayBack:
    """A page of the queue; ``after`` is the cursor of its address, empty on the first page."""

    which: Which = "unclaimed"
    service: str = ""
    after: str = ""

    @property
    def address(self) -> str:
        return url_for("cases.queue", **{name: value for name, value in asdict(self).items() if value})


def remember(back: WayBack) -> None:
    """Come back here from now on."""
    if session.get(KEY) != asdict(back):
        session[KEY] = asdict(back)


def way_back() -> WayBack:
    """Where the officer was last; the beginning where he was nowhere."""
    return WayBack(**session.get(KEY, {}))


def case_after(reference: str, person: Person) -> str | None:
    """The case that follows in the list that the officer came from; its first one where the case has left the list, and
    None at the end."""
    back = way_back()
    cases = waiting_cases(person, back.which, service=back.service, after=read_cursor(back.after))
    references = [case.reference for case in cases]
    following = references.index(reference) + 1 if reference in references else 0
    if following == PAGE < len(cases):
        last = cases[PAGE - 1]
        remember(WayBack(back.which, back.service, str(Cursor(last.queue_date, last.id))))
    return references[following] if following < len(references) else None
