"""Does the citizen get what the law promises: a decision, its reasons, an appeal, words, an end to every paper?"""

from collections.abc import Iterator

from workflows.engine import By, Clock, Step, Workflow
from workflows.prover.checks.ways import leading_to
from workflows.prover.explore import Explored, Way
from workflows.prover.findings import Finding
from workflows.prover.story import tell, tell_way

OFFICIALS = (By.OFFICER, By.REVIEWER, By.APPEAL)
AGAINST_THE_CITIZEN = ("refused", "revoked")
STANDING = ("holds", "suspended", "expired")  # each case has at most one of these


def end_without_a_decision(explored: Explored) -> Iterator[Finding]:
    """An official closes a case that nobody has decided."""
    ends = {state.code for state in explored.subject.workflow.states if state.clock == Clock.ENDED}
    told: set[str] = set()
    for way in explored.ways:
        step, node = way.move.step, way.target
        closes = step.by in OFFICIALS and node.place in ends and way.source.place not in ends
        if closes and not node.decided and step.action not in told:
            told.add(step.action)
            yield Finding(
                "end-without-a-decision",
                f"step {step.action!r} closes the case and decides nothing. Say what it decides=...",
                tell_way(explored, way, "The case is closed, and nobody has decided anything."),
                f'"{step.action}"',
            )


def refusal_without_reason_or_appeal(explored: Explored) -> Iterator[Finding]:
    """Somebody is refused something, and is not told why, or where to turn to."""
    refusals: dict[int, list[Way]] = {}
    for way in explored.ways:
        if way.move.step.decides in AGAINST_THE_CITIZEN:
            refusals.setdefault(id(way.move.step), []).append(way)
    for ways in refusals.values():
        step = ways[0].move.step
        if not step.needs_reason and step.by != By.CLOCK:
            yield _refusal(explored, ways[0], "without a reason. Add needs_reason=True.", "Nobody says why.")
        if step.by != By.APPEAL and not any(_appealable(explored, way) for way in ways):
            cure = "and nobody hears an appeal. Use appealable(...), or name an appeal body for the office."
            yield _refusal(explored, ways[0], cure, f"{explored.subject.names.applicant} can turn to nobody.")


def citizen_without_notice(explored: Explored) -> Iterator[Finding]:
    """Something happens to a case, and the letter about it would be empty."""
    states = {state.code: state for state in explored.subject.workflow.states}
    told: set[str] = set()
    for way in explored.ways:
        step, place = way.move.step, way.target.place
        if not step.done.strip() and step.action not in told:
            told.add(step.action)
            yield _no_words(explored, way, f"step {step.action!r} has no words for what was done", step.action)
        if not states[place].for_applicant.strip() and place not in told:
            told.add(place)
            yield _no_words(explored, way, f"state {place!r} has no words for the applicant", place)


def certificate_without_an_end(explored: Explored) -> Iterator[Finding]:
    """A certificate that holds, and nothing can ever revoke or end it."""
    over = [node for node in explored.nodes if node.paper in ("revoked", "expired")]
    ending = leading_to(over, explored.ways)
    for node in explored.nodes:
        if node.paper and node not in ending:
            yield Finding(
                "certificate-without-an-end",
                f"no step revokes or ends a certificate in state {node.place!r}. Add one with does=\"revoke\".",
                tell(explored, node, "The certificate holds for ever: nobody can revoke it, and it never expires."),
                f'"{node.place}"',
            )  # fmt: skip
            return


def certificate_in_the_way(explored: Explored) -> Iterator[Finding]:
    """One is issued while another one stands, or renewed where none does: the step is refused each time."""
    told: set[str] = set()
    for way in explored.ways:
        step, stands = way.move.step, way.source.paper in STANDING
        refused = explored.subject.has_certificate and step.does == ("issue" if stands else "renew")
        if refused and step.action not in told:
            told.add(step.action)
            yield Finding(
                "certificate-in-the-way",
                f"step {step.action!r} issues a second certificate. Revoke the first one before, or renew it."
                if stands
                else f"step {step.action!r} renews a certificate, and there is none. Let it issue one.",
                tell_way(explored, way, f'"{step.label}" is refused each time: the case goes no further.'),
                f'"{step.action}"',
            )


def no_retention_rule(explored: Explored) -> Iterator[Finding]:
    """Personal data without a day on which they go."""
    if not explored.subject.has_retention:
        name = explored.subject.names.applicant
        yield Finding(
            "no-retention-rule",
            "no rule says how long the answers are kept. Say it with retention_years=...",
            f"{name} applies. The case is closed. Fifty years later {name}'s answers are still here.",
            "days=",
        )


def text_missing(explored: Explored) -> Iterator[Finding]:
    """A sentence that has no words in an official language."""
    name = explored.subject.names.applicant
    for text in explored.subject.texts:
        sentence, _space, file = text.rpartition(" @")
        language = file.rpartition("/")[2]
        yield Finding(
            "text-missing",
            f'"{sentence}" has no text in the official language {language}. Translate it in {file}.po.',
            f'{name} reads in {language} and comes to "{sentence}": the page shows it in another language.',
            sentence,
        )


def _refusal(explored: Explored, way: Way, cure: str, words: str) -> Finding:
    step = way.move.step
    return Finding(
        "refusal-without-reason-or-appeal", f"step {step.action!r} refuses {cure}", tell_way(explored, way, words),
        f'"{step.action}"',
    )  # fmt: skip


def _appealable(explored: Explored, way: Way) -> bool:
    """Whether the table leads from here to an appeal; a table that knows none leaves it to the letter, which names
    the appeal body and the last day."""
    if not _hears_appeals(explored.subject.workflow):
        return explored.subject.has_appeal_body
    return any(_leads_to_appeal(explored, step) for step in explored.moves.open_steps(way.target))


def _leads_to_appeal(explored: Explored, step: Step) -> bool:
    return step.by == By.APPLICANT and explored.moves.waits_for.get(step.target) == By.APPEAL


def _hears_appeals(workflow: Workflow) -> bool:
    return any(state.waits_for == By.APPEAL for state in workflow.states)


def _no_words(explored: Explored, way: Way, sentence: str, word: str) -> Finding:
    story = tell_way(explored, way, f"The letter to {explored.subject.names.applicant} says nothing.")
    return Finding("citizen-without-notice", f"{sentence}. Write them.", story, f'"{word}"')
