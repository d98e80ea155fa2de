from tests.drawing.cast import WORKFLOWS, in_english
from workflows.drawing.procedure import as_text, procedure_of
from workflows.drawing.words import time_of
from workflows.engine import Alarm, Since


def section(name: str, title: str) -> list[str]:
    found = procedure_of(WORKFLOWS[name], in_english, 40)
    return list(next(part for part in found if part.title == title).sentences)


def test_a_sentence_says_who_may_do_what_and_what_follows() -> None:
    refuse = next(sentence for sentence in section("building_permit", "In assessment") if "“Refuse”" in sentence)
    assert refuse.startswith("An officer of the deciding office may: “Refuse”.")
    assert "The reasons are given in writing. This is a decision: refused. Then the case is: Refused (" in refuse


def test_what_the_clock_does_happens_by_law() -> None:
    sentences = section("dog_licence", "Waiting for payment")
    assert any(s.startswith("After 30 days this happens by law: “Lapse unpaid”.") for s in sentences)
    assert any(s.endswith("The case stays where it is.") for s in sentences)


def test_four_eyes_and_a_new_deadline_are_said() -> None:
    sentences = section("building_permit", "Waiting for a second officer")
    assert any("Whoever took the step “Propose approval” may not take this one." in s for s in sentences)
    assert any("The time for the decision starts anew." in s for s in section("building_permit", "Under appeal"))


def test_every_step_has_its_sentence() -> None:
    for workflow in WORKFLOWS.values():
        count = sum(len(part.sentences) for part in procedure_of(workflow, in_english))
        assert count == sum(len(step.sources) for step in workflow.steps)


def test_the_printed_text_is_numbered_and_narrow() -> None:
    text = as_text("Dog licence", procedure_of(WORKFLOWS["dog_licence"], in_english, 10))
    lines = text.splitlines()
    assert lines[:4] == ["Dog licence", "===========", "", "1. Start"]
    assert max(map(len, lines)) <= 78
    assert "   2.1 " in text


def test_days_are_counted_in_words() -> None:
    assert time_of(Alarm(Since.ENTRY, 1), in_english) == "After 1 day"
    assert time_of(Alarm(Since.DEADLINE, 10, working=True), in_english) == "10 working days after the deadline"
    assert time_of(Alarm(Since.VALIDITY, -30), in_english) == "30 days before the last day of validity"
    assert time_of(Alarm(Since.ENTRY, 0), in_english) == "At once"
