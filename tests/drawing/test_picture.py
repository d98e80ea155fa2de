from dataclasses import replace

from tests.drawing.cast import PICTURES, WORKFLOWS, in_english
from workflows.drawing.picture import Kind, Picture, Way, for_citizens, for_officials
from workflows.drawing.twin import in_words
from workflows.engine import START, STAY, Facts, Workflow


def test_every_state_stands_in_one_place() -> None:
    for name, picture in PICTURES.items():
        members = [code for place in picture.places for code in place.members]
        workflow = WORKFLOWS[name.split()[0]]
        assert sorted(members) == sorted([START, *(state.code for state in workflow.states)]), name


def test_the_citizen_sees_one_place_where_offices_work_among_themselves() -> None:
    picture = for_citizens(WORKFLOWS["building_permit"], in_english)
    assessment = next(place for place in picture.places if place.code == "assessment")
    assert assessment.members == {"assessment", "opinions", "second_look"}
    words = [words for _code, words in assessment.inner]
    assert sorted(words) == ["A second officer checks the result.", "Other offices are giving their opinion."]


def test_the_citizen_is_not_told_of_reminders_but_of_what_the_clock_ends() -> None:
    for workflow in WORKFLOWS.values():
        told = moves(for_citizens(workflow, in_english))
        for step in workflow.steps:
            assert step.target != STAY or step.action not in told
    assert "lapse_unpaid" in moves(for_citizens(WORKFLOWS["dog_licence"], in_english))


def test_the_official_sees_every_step() -> None:
    for workflow in WORKFLOWS.values():
        assert moves(for_officials(workflow, in_english)) == {step.action for step in workflow.steps}


def test_the_official_reads_when_the_clock_acts_and_who_is_barred() -> None:
    picture = for_officials(WORKFLOWS["building_permit"], in_english, 40)
    exits = {way_out.words: way_out for place in picture.places for way_out in place.exits}
    assert exits["Remind of the fee"].who == "After 14 days"
    assert "Approve (never by who did: Propose approval)" in exits
    notes = {place.code: place.note for place in picture.places}
    assert notes["assessment"] == "The time for the decision runs: 40 working days."
    assert notes["to_pay"] == "The time for the decision stands still."


def test_ends_are_good_or_bad_as_decided() -> None:
    kinds = {place.code: place.kind for place in for_citizens(WORKFLOWS["building_permit"], in_english).places}
    assert kinds["issued"] == Kind.GOOD
    assert kinds["refused"] == kinds["revoked"] == kinds["confirmed"] == Kind.BAD
    assert kinds["withdrawn"] == kinds["lapsed"] == Kind.END
    assert kinds["to_pay"] == kinds["more_info"] == Kind.YOU


def test_the_start_stands_first_and_what_goes_on_before_what_ends() -> None:
    for name, picture in PICTURES.items():
        codes = [place.code for place in picture.places]
        assert codes[0] == START, name
        if "issued" in codes:
            assert codes.index("assessment") < codes.index("issued") < codes.index("withdrawn"), name


def test_the_way_of_a_case_is_marked() -> None:
    picture = for_citizens(WORKFLOWS["building_permit"], in_english)
    way = Way("opinions", frozenset({(START, "submit", "to_pay"), ("to_pay", "pay", "assessment")}))
    marks = {paragraph.title: paragraph.mark for paragraph in in_words(picture, in_english, way)}
    assert marks["In assessment"] == "The case stands here"
    assert marks["Waiting for payment"] == "Done"
    assert marks["Issued"] == ""
    submit = [way_out for way_out in picture.places[0].exits if way.went_by(way_out)]
    assert [way_out.words for way_out in submit] == ["Submit (if a fee is due)"]


def test_around_a_state_only_what_comes_next_is_shown() -> None:
    picture = for_citizens(WORKFLOWS["dog_licence"], in_english)
    near = picture.around("more_info")
    assert near.places[0].code == "more_info"
    assert {place.code for place in near.places} == {"more_info", "assessment", "withdrawn", "lapsed"}
    for workflow in WORKFLOWS.values():
        for state in workflow.states:
            assert state.code in for_citizens(workflow, in_english).around(state.code).places[0].members


def test_the_words_say_where_one_goes_on() -> None:
    paragraphs = in_words(for_citizens(WORKFLOWS["parking_fine"], in_english), in_english)
    titles = [paragraph.title for paragraph in paragraphs]
    pay = next(way for way in paragraphs[titles.index("Waiting for payment")].ways if way.startswith("You: Pay"))
    assert pay == f"You: Pay. Go on with {titles.index('Paid') + 1}."


def test_a_guard_of_a_service_speaks_by_its_docstring() -> None:
    def small(facts: Facts) -> bool:
        """The house is small."""
        return True

    workflow = WORKFLOWS["dog_licence"]
    steps = tuple(replace(s, when=small) if s.action == "approve" else s for s in workflow.steps)
    changed = Workflow("small", workflow.states, steps)
    words = {e.words for place in for_officials(changed, in_english).places for e in place.exits}
    assert "Approve (The house is small)" in words


def moves(picture: Picture) -> set[str]:
    """The actions that a picture shows."""
    return {action for place in picture.places for way_out in place.exits for _source, action, _target in way_out.moves}
