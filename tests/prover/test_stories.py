"""Stories are told in the words of the workflow."""

import pytest

from tests.prover.faults import of
from tests.prover.tables import ADVISED, added, rings, without
from workflows.engine import STAY, Since
from workflows.permit import permit
from workflows.prover.explore import explore
from workflows.prover.story import tell, tell_way, third_person


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Ask for more", "asks for more"),
        ("Send your answer", "sends an answer"),
        ("Go on without waiting", "goes on without waiting"),
        ("Apply", "applies"),
        ("Pay", "pays"),
        ("Dispatch the file", "dispatches the file"),
        ("Revoke", "revokes"),
    ],
)
def test_a_button_becomes_a_deed(label: str, words: str) -> None:
    assert third_person(label) == words


def test_the_shortest_way_is_told_person_by_person() -> None:
    whole = explore(of(ADVISED))
    way = next(way for way in whole.ways if way.move.step.action == "opinions_in" and way.target.fee)
    assert tell_way(whole, way) == "Amina applies. Amina pays. Omar asks for opinions. Farid gives an opinion."


def test_the_clock_says_how_many_days_it_waited_and_from_which_day() -> None:
    table = added(
        without(permit, "remind_to_pay"),
        rings("knock", "to_pay", STAY, 5, working=True),
        rings("warn", "assessment", STAY, -3, since=Since.DEADLINE),
        rings("renew", "issued", STAY, -30, since=Since.VALIDITY),
    )
    whole = explore(of(table))
    told = {way.move.step.action: tell(whole, way.target) for way in reversed(list(whole.ways))}
    assert told["knock"] == "Amina applies. After 5 working days: knock done."
    assert told["warn"] == "Amina applies. 3 days before the legal deadline: warn done."
    assert told["renew"].endswith("30 days before the last day of the certificate: renew done.")
    assert told["lapse_unpaid"].endswith("After 30 days: closed because it was not paid.")
