"""The exercises of the lessons, in their order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from egov.course.building import law_was_changed, service_was_made, table_was_proved
from egov.course.keeping import house_was_kept
from egov.course.marks import Mark
from egov.course.playing import case_was_played, log_was_tried
from egov.texts import Text, _

OF_CASE = _("Reference of your case")
OF_SERVICE = _("Name of the folder of your service")


@dataclass(frozen=True)
class Exercise:
    """What a lesson lets one do. ``asks`` is what must be told to find it, None where nothing is; ``check`` takes that
    and gives what is seen of it, and raises NotFound for what is not there."""

    asks: Text | None
    check: Callable[[str], Sequence[Mark]]


EXERCISES: Mapping[str, Exercise] = {
    "1-play": Exercise(OF_CASE, case_was_played),
    "2-build": Exercise(OF_SERVICE, service_was_made),
    "3-prove": Exercise(OF_SERVICE, table_was_proved),
    "4-change": Exercise(OF_SERVICE, law_was_changed),
    "5-trust": Exercise(OF_CASE, log_was_tried),
    "6-keep": Exercise(None, house_was_kept),
}
