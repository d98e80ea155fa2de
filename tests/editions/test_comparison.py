"""What is different between two editions, one kind of sentence after the other."""

from dataclasses import replace

import pytest

from egov.editions.comparison import Part
from tests.editions.laws import DOG, PERMIT, changed, changes, sentences, table_of, table_sentences
from workflows.engine import By, State, Step

pytestmark = pytest.mark.usefixtures("at_the_ministry")
PAGES, FACE, RULES = "pages.py", "__init__.py", "rules.py"
FORM, MONEY, WORKFLOW = Part.FORM, Part.MONEY, Part.WORKFLOW
CERTIFICATE, WORDS, CALCULATION = Part.CERTIFICATE, Part.WORDS, Part.CALCULATION
WORK = 'work = ChoiceField(_("What do you want to build?"), choices=WORKS)'

SENTENCES = {
    "new page": (
        PERMIT,
        PAGES,
        [
            (
                "ALL = [",
                'class Noise(Page):\n    title = _("Noise")\n    loud = YesNoField(_("Is it loud?"))\n\n\n'
                "ALL = [Noise, ",
            )
        ],
        [(FORM, "New page: Noise"), (FORM, "New question: Is it loud?")],
    ),
    "page gone": (
        PERMIT,
        PAGES,
        [("Surroundings, Trees, Plans]", "Surroundings, Plans]")],
        [
            (FORM, "The page is gone: The trees"),
            (FORM, "No longer asked: How many trees?"),
            (FORM, "No longer asked: Why must they go?"),
        ],
    ),
    "page renamed": (
        PERMIT,
        PAGES,
        [('title = _("The work")', 'title = _("Your work")')],
        [(FORM, "The page The work is now called: Your work")],
    ),
    "page for others": (
        PERMIT,
        PAGES,
        [("only_if = rules.felling_trees", "only_if = rules.has_storeys")],
        [(FORM, "Asked under other conditions: The trees")],
    ),
    "page repeats": (
        PERMIT,
        PAGES,
        [("repeats = 10", "repeats = 5")],
        [(FORM, "Asked under other conditions: Storeys")],
    ),
    "new question": (
        PERMIT,
        PAGES,
        [(WORK, f'{WORK}\n    urgent = YesNoField(_("Is it urgent?"))')],
        [(FORM, "New question: Is it urgent?")],
    ),
    "new optional question": (
        PERMIT,
        PAGES,
        [(WORK, f'{WORK}\n    urgent = YesNoField(_("Is it urgent?"), optional=True)')],
        [(FORM, "New question, optional: Is it urgent?")],
    ),
    "question gone": (
        PERMIT,
        PAGES,
        [('    why = LongTextField(_("Why must they go?"))\n', "")],
        [(FORM, "No longer asked: Why must they go?")],
    ),
    "question reworded": (
        PERMIT,
        PAGES,
        [('_("How many trees?")', '_("How many?")')],
        [(FORM, "The question How many trees? now reads: How many?")],
    ),
    "question of another kind": (
        PERMIT,
        PAGES,
        [('why = LongTextField(_("Why must they go?"))', 'why = YesNoField(_("Why must they go?"))')],
        [(FORM, "Answered in another way: Why must they go?")],
    ),
    "question with other limits": (
        PERMIT,
        PAGES,
        [("maximum=1000)", "maximum=20)")],
        [(FORM, "Asked with other limits or another hint: How many trees?")],
    ),
    "question may be left out": (
        PERMIT,
        PAGES,
        [('_("Why must they go?")', '_("Why must they go?"), optional=True')],
        [(FORM, "May now be left out: Why must they go?")],
    ),
    "question must be answered": (
        PERMIT,
        PAGES,
        [('_("When do you want to begin?"), optional=True', '_("When do you want to begin?")')],
        [(FORM, "Must now be answered: When do you want to begin?")],
    ),
    "new choice": (
        PERMIT,
        PAGES,
        [('("solar", _("Sun"))', '("solar", _("Sun")), ("wind", _("Wind"))')],
        [(FORM, "New choice at How will it be heated?: Wind")],
    ),
    "choice gone": (
        PERMIT,
        PAGES,
        [('("gas", _("Gas")), ', "")],
        [(FORM, "No longer a choice at How will it be heated?: Gas")],
    ),
    "costs in words": (
        DOG,
        FACE,
        [('"%(fee)s; half for a neutered dog, nothing for a guide dog", fee=2500', '"%(fee)s", fee=3000')],
        [(MONEY, "What it costs: Cr 30.00. Before: Cr 25.00; half for a neutered dog, nothing for a guide dog")],
    ),
    "no fee any more": (DOG, FACE, [("    fee=rules.fee,\n", "")], [(MONEY, "There is no fee any more")]),
    "fewer days": (
        PERMIT,
        FACE,
        [("days=40", "days=30")],
        [(WORKFLOW, "The office has 30 working days to decide. Before: 40")],
    ),
    "longer appeal": (
        PERMIT,
        FACE,
        [("days=40", "days=40,\n    appeal_days=60")],
        [(WORKFLOW, "There are 60 days to appeal. Before: 30")],
    ),
    "kept longer": (
        PERMIT,
        FACE,
        [("retention_years=30", "retention_years=50")],
        [(WORKFLOW, "Answers are kept for 50 years after the end. Before: 30")],
    ),
    "certificate reworded": (
        PERMIT,
        FACE,
        [("The holder may carry out these works.", "The holder may build.")],
        [(CERTIFICATE, "The certificate has other words: Building permit. The holder may build.")],
    ),
    "certificate holds longer": (
        PERMIT,
        FACE,
        [("months=24", "months=36")],
        [(CERTIFICATE, "The certificate holds for 36 months. Before: 24")],
    ),
    "certificate says more": (
        PERMIT,
        FACE,
        [
            (
                '(_("Parcel"), answers["parcel"]["key"]),',
                '(_("Parcel"), answers["parcel"]["key"]), (_("Begin"), answers["begin"]),',
            )
        ],
        [(CALCULATION, "Calculated in another way: certificate in __init__.py")],
    ),
    "title": (
        DOG,
        FACE,
        [('title=_("Dog licence"),\n    summary', 'title=_("Licence for a dog"),\n    summary')],
        [(WORDS, "Now: Licence for a dog. Before: Dog licence")],
    ),
    "law": (
        DOG,
        FACE,
        [("Animals Act, section 12", "Animals Act, section 13")],
        [(WORDS, "Now: Animals Act, section 13. Before: Animals Act, section 12")],
    ),
    "what one needs": (
        DOG,
        FACE,
        [('_("A bank card or your phone to pay")', '_("Money")')],
        [(WORDS, "What one needs has changed")],
    ),
    "grounds": (PERMIT, FACE, [("section 12)", "section 13)")], [(WORDS, "The grounds for refusing have changed")]),
    "fee function": (
        PERMIT,
        RULES,
        [("ceil(floor_area(answers)) * FEE", "2 * ceil(floor_area(answers)) * FEE")],
        [(CALCULATION, "Calculated in another way: fee in rules.py")],
    ),
    "figure": (
        DOG,
        RULES,
        [("date(2026, 1, 1): 2500", "date(2026, 1, 1): 2600")],
        [(CALCULATION, "Calculated in another way: FEE in rules.py")],
    ),
    "figures in a table": (
        DOG,
        RULES,
        [("FEE = Schedule", 'HALF = {"neutered": 2}\nFEE = Schedule')],
        [(CALCULATION, "Calculated in another way: HALF in rules.py")],
    ),
    "figures in a list": (
        DOG,
        RULES,
        [("FEE = Schedule", "BANDS: list[tuple[int, int]] = [(1, 2), (3, 4)]\nFEE = Schedule")],
        [(CALCULATION, "Calculated in another way: BANDS in rules.py")],
    ),
    "another way to check": (
        PERMIT,
        PAGES,
        [
            (
                '    trees = YesNoField(_("Will trees be cut down?"))',
                '    trees = YesNoField(_("Will trees be cut down?"))\n\n'
                "    def validate_trees(self, field):\n        pass",
            )
        ],
        [(CALCULATION, "Calculated in another way: validate_trees in pages.py")],
    ),
    "anything else": (DOG, FACE, [('"DL"', '"DO"')], [(CALCULATION, "Written in another way: __init__.py")]),
    "a comment": (DOG, RULES, [("FEE = Schedule", "# What the law says.\nFEE = Schedule")], []),
    "an empty line": (PERMIT, PAGES, [("class Work(Page)", "\n\nclass Work(Page)")], []),
}


@pytest.mark.parametrize("name", SENTENCES)
def test_each_change_has_its_sentence(name: str) -> None:
    service, file, replaced, expected = SENTENCES[name]
    assert sentences(service, file, *replaced) == expected


def test_a_translation_that_has_changed() -> None:
    content = changed(DOG)
    old = content["files"]["ar.po"]
    content["files"]["ar.po"] = old.replace("كلب", "جرو", 1)
    assert [str(change.sentence) for change in changes(DOG, content)] == ["Translations have changed"]


def test_a_word_of_the_table_that_is_translated_anew() -> None:
    content = changed(DOG)
    content["words"]["ar"]["Approve"] = ["أوافق"]
    assert [str(change.sentence) for change in changes(DOG, content)] == ["Translations have changed"]


def test_states_and_steps_that_come_and_go() -> None:
    table = table_of(DOG)
    look = State("look", "Looked at", "We look at your dog.", By.OFFICER)
    steps = (
        Step("visit", ("assessment",), "look", By.OFFICER, "Visit", "Visited"),
        Step("return", ("look",), "assessment", By.OFFICER, "Return", "Returned"),
    )
    assert table_sentences(DOG, table.changed("permit", states=(look,), steps=steps, without=("withdraw",))) == [
        (WORKFLOW, "New state: Looked at"),
        (WORKFLOW, "The state is gone: Withdrawn"),
        (WORKFLOW, "New step: Visit, from In assessment to Looked at"),
        (WORKFLOW, "New step: Return, from Looked at to In assessment"),
        *[
            (WORKFLOW, f"The step is gone: Withdraw, from {state} to Withdrawn")
            for state in ("Waiting for payment", "In assessment", "Waiting for the applicant")
        ],
    ]


def test_a_state_that_is_gone_takes_its_steps_along() -> None:
    table = table_of(PERMIT)
    kept = replace(
        table,
        states=tuple(state for state in table.states if state.code != "opinions"),
        steps=tuple(step for step in table.steps if step.target != "opinions" and step.sources != ("opinions",)),
    )
    found = [sentence for _part, sentence in table_sentences(PERMIT, kept)]
    assert found[0] == "The state is gone: Waiting for opinions"
    assert "The step is gone: Ask for opinions, from In assessment to Waiting for opinions" in found
    assert not [sentence for sentence in found if "from Waiting for opinions" in sentence]


def test_a_state_in_other_words() -> None:
    table = table_of(DOG)
    first, *others = table.states
    renamed = replace(table, states=(replace(first, for_applicant="Pay, please."), *others))
    assert table_sentences(DOG, renamed) == [(WORKFLOW, f"The state is described in another way: {first.label}")]


@pytest.mark.parametrize("difference", [{"needs_reason": True}, {"never_by": ("submit",)}, {"restarts": True}], ids=str)
def test_a_step_under_other_conditions(difference: dict[str, object]) -> None:
    table = table_of(DOG)
    steps = tuple(
        replace(step, **difference)
        if (step.action, step.target) == ("approve", "issued") and step.does == "issue"
        else step  # type: ignore[arg-type]
        for step in table.steps
    )
    expected = [(WORKFLOW, "Other conditions: Approve, from In assessment to Issued")]
    assert table_sentences(DOG, replace(table, steps=steps)) == expected


def test_nothing_is_different_from_itself() -> None:
    assert changes(PERMIT, changed(PERMIT)) == []
