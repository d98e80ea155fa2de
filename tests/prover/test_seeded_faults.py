"""Each seeded fault is found under its name, with the right story."""

from collections import Counter
from pathlib import Path

import pytest

from egov.app import CONSEQUENCES
from egov.cases.words import OUTCOMES
from tests.prover.faults import BROKEN, SEEDED, SENTENCES, SOUND, of
from tests.prover.random_workflows import random_workflow
from tests.prover.tables import added, row
from workflows.permit import permit
from workflows.prover.checks.table import KNOWN_CONSEQUENCES, KNOWN_OUTCOMES
from workflows.prover.proof import OF_THE_SERVICE, OF_THE_TABLE, prove
from workflows.prover.subject import Subject

PAGES = Path("docs/checks")
CHECKS = {check.__name__.replace("_", "-") for check in (*OF_THE_TABLE, *OF_THE_SERVICE)} | {"broken-table"}


@pytest.mark.parametrize(("check", "story", "subject"), SEEDED, ids=[f"{n} {seed[0]}" for n, seed in enumerate(SEEDED)])
def test_a_seeded_fault_is_found_with_its_story(check: str, story: str, subject: Subject) -> None:
    findings = prove(subject).findings
    told = [finding.story for finding in findings if finding.check == check]
    assert any(story in words for words in told), told
    assert len({finding.check for finding in findings}) <= 2, "what follows from one fault is not told five times over"
    assert all(finding.where for finding in findings)


def test_there_are_at_least_forty_seeded_faults_and_some_of_every_kind() -> None:
    kinds = Counter(check for check, _story, _subject in SEEDED)
    assert len(SEEDED) >= 40
    assert set(kinds) == CHECKS


@pytest.mark.parametrize(("seeded", "sentence"), list(zip(BROKEN, SENTENCES, strict=True)), ids=SENTENCES)
def test_a_broken_table_is_named(seeded: tuple[str, str, Subject], sentence: str) -> None:
    assert any(sentence in finding.sentence for finding in prove(seeded[2]).findings)


def test_all_that_is_broken_in_a_table_is_told_at_once_and_nothing_is_explored() -> None:
    proof = prove(of(added(permit, row("lose", "assessment", "lost"), row("bake", "oven", "issued", does="cake"))))
    assert len(proof.findings) == 3
    assert proof.states == 0


@pytest.mark.parametrize("subject", SOUND, ids=[subject.workflow.name for subject in SOUND])
def test_the_standard_tables_and_their_clauses_are_sound(subject: Subject) -> None:
    proof = prove(subject)
    assert proof.is_sound, proof.findings
    assert proof.states > 20


def test_what_a_table_may_name_is_what_the_application_can_do() -> None:
    assert {*KNOWN_CONSEQUENCES} == {"", *CONSEQUENCES}
    assert {*KNOWN_OUTCOMES} == {"", *OUTCOMES}


def test_two_hundred_random_sound_workflows_raise_no_alarm() -> None:
    sizes = []
    for seed in range(200):
        proof = prove(random_workflow(seed))
        assert proof.is_sound, (seed, proof.findings)
        sizes.append(proof.states)
    assert max(sizes) > 500, "the generator makes toys only"


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_every_check_has_its_page(check: str) -> None:
    words = (PAGES / f"{check}.md").read_text(encoding="utf-8")
    assert words.startswith(f"# {check}\n")
    assert all(heading in words for heading in ("**It finds**", "**Story**", "**Cure**"))


def test_there_is_no_page_without_its_check() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} == CHECKS
