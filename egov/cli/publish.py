"""``egov publish SERVICE``: what a new edition of a service would change, and its publication."""

import sys
from collections.abc import Iterator, Mapping
from datetime import date
from textwrap import indent
from typing import Any

import click
from werkzeug.datastructures import MultiDict

from egov.catalogue import all_services
from egov.cli.context import with_appcontext
from egov.cli.rehearsal import Rehearsal, rehearse
from egov.country.days import today
from egov.country.formats import format_date
from egov.db import transaction
from egov.editions.models import MOVE, PIN, Edition
from egov.editions.operations import latest_edition
from egov.errors import Problem
from egov.publishing.crossing import Done, bring_into_force
from egov.publishing.judging import Crossing
from egov.publishing.operations import (
    POLICIES,
    Publication,
    cases_held,
    edition_to_take_back,
    end_hold,
    publish,
    take_back,
)
from egov.publishing.preview import Preview, preview_of, previews_of
from egov.publishing.typed import ANSWER, CHOICE, STATE, read_crossing
from egov.publishing.words import FATES, PARTS
from egov.soundness.examination import Unsound
from egov.texts import SOURCE_LANGUAGE, use_language

PAIRS = {"states": STATE, "answers": ANSWER, "choices": CHOICE}
NOT_YET = "Nothing was changed. Add --yes to do it."
AFTER_HOLD = {
    MOVE: "those that can would move to edition {number}, the others finish under the one they began under.",
    PIN: "they would finish under the edition they began under.",
}


@click.command("publish")
@click.argument("service", required=False)
@click.option("--policy", type=click.Choice(list(POLICIES)), default=PIN, show_default=True, help="For running cases.")
@click.option(
    "--from", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD",
    help="The legal day of effect; today without it.",
)  # fmt: skip
@click.option("--state", "states", multiple=True, metavar="OLD=NEW", help="Where cases of a state that is gone go.")
@click.option("--answer", "answers", multiple=True, metavar="QUESTION=ANSWER", help="What counts as answered.")
@click.option(
    "--choice", "choices", multiple=True, metavar="QUESTION-OLD=NEW", help="What a choice that is gone becomes."
)
@click.option("--rehearse", "only_rehearse", is_flag=True, help="Do it on a copy, and tell what came of it.")
@click.option("--yes", "agreed", is_flag=True, help="Do it. Without it you only see what would happen.")
@click.option("--end-hold", type=click.Choice([PIN, MOVE]), help="Decide about the cases that wait.")
@click.option("--back", is_flag=True, help="Take the last edition back.")
@with_appcontext
def publish_command(service: str | None, policy: str, day: object, **how: Any) -> None:
    """Show what is new in the folder of SERVICE and what it means for running cases; with --yes, publish it.

    SERVICE may be left out: then all services are listed with their editions.
    """
    with use_language(SOURCE_LANGUAGE):
        try:
            _publish(service, policy, getattr(day, "date", today)(), how)
        except Unsound as refusal:
            sys.exit("\n".join([f"\n{refusal.sentence}", *(f"  {fault}" for fault in refusal.faults)]))
        except Problem as problem:
            sys.exit(str(problem.sentence))


def _publish(service: str | None, policy: str, day: date, how: Mapping[str, Any]) -> None:
    if service not in all_services():
        click.echo("\n".join(_overview()))
        sys.exit(0 if service is None else f"No service is named {service!r}.")
    crossing = _crossing(service, how)
    if how["only_rehearse"] and (how["back"] or how["end_hold"]):
        sys.exit("Only a publication can be rehearsed. Leave --rehearse out: without --yes nothing is changed.")
    if how["back"]:
        return _take_back(service, agreed=how["agreed"])
    if how["end_hold"]:
        return _end_hold(service, str(how["end_hold"]), crossing, agreed=how["agreed"])
    preview = preview_of(service, crossing)
    click.echo("\n".join(_preview(preview)))
    if preview.faults:
        raise Unsound(preview.faults)
    if not preview.is_new:
        return None
    publication = Publication(policy, day, crossing)
    if how["only_rehearse"]:
        return click.echo("\n".join(_rehearsed(_rehearse(service, publication, preview))))
    if not how["agreed"]:
        return click.echo("\nNothing was changed. Add --rehearse to try it on a copy, --yes to publish.")
    with transaction():
        edition = publish(service, publication, None)
    return _cross(f"\nEdition {edition.number} is published, in force from {_day(edition.in_force_from)}.")


def _crossing(service: str, how: Mapping[str, Any]) -> Crossing:
    typed: MultiDict[str, str] = MultiDict()
    for option, prefix in PAIRS.items():
        for pair in how[option]:
            name, _equals, value = pair.partition("=")
            typed.add(f"{prefix}{name}", value)
    crossing, errors = read_crossing(all_services()[service], typed)
    if errors:
        sys.exit("\n".join(f"{field.partition('-')[2]}: {sentence}" for field, sentence in errors))
    return crossing


def _take_back(service: str, *, agreed: bool) -> None:
    if not agreed:
        last, before = edition_to_take_back(service)
        would = f"Edition {last.number} would be taken back, and edition {before.number} would be in force without it."
        return click.echo(f"{would}\n{NOT_YET}")
    with transaction():
        edition = take_back(service, None)
    return _cross(f"Edition {edition.number} was taken back.")


def _end_hold(service: str, policy: str, crossing: Crossing, *, agreed: bool) -> None:
    edition = latest_edition(service)
    if edition is None:
        sys.exit("This service was never published.")
    if not agreed:
        held, how = cases_held(edition), AFTER_HOLD[policy].format(number=edition.number)
        cases = "waiting case" if held == 1 else "waiting cases"
        return click.echo(f"{held} {cases} would go on: {how}\n{NOT_YET}")
    with transaction():
        end_hold(edition, policy, crossing, None)
    return _cross("The cases that waited go on.")


def _cross(sentence: str) -> None:
    click.echo(sentence)
    done = bring_into_force(lambda done: click.echo(f"  {done.seen} running cases were looked at ...", err=True))
    if done.changed:
        click.echo(f"{done.seen} running cases were looked at, {done.changed} of them changed.")
    elif done.seen:
        click.echo(f"Nobody was moved: none of the {done.seen} running cases changed. The preview says why.")


def _overview() -> Iterator[str]:
    yield f"{'Service':<24} {'Edition':<8} In force since"
    for preview in previews_of(all_services()):
        name, edition = preview.service.name, preview.edition
        number, since = (str(edition.number), _day(edition.in_force_from)) if edition else ("none", "–")
        changed = "the folder has changed" if edition and preview.is_new else ""
        yield f"{name:<24} {number:<8} {since:<18} {changed}".rstrip()


def _preview(preview: Preview) -> Iterator[str]:
    yield f"{preview.service.title}: {_in_force(preview.edition)}"
    if not preview.is_new:
        yield "Nothing has changed since the last publication."
    for part in dict.fromkeys(change.part for change in preview.changes):
        yield f"\n  {PARTS[part]}"
        yield from (indent(str(change.sentence), "    ") for change in preview.changes if change.part == part)
    survey = preview.survey
    yield f"\n{survey.running} running cases"
    for line in survey.lines:
        because = f" {line.why}" if line.why else ""
        yield f"  {line.cases:>6}  {FATES[line.fate]!s:<28} edition {line.edition.number}, {line.state}.{because}"
    yield from _hints(preview)


def _hints(preview: Preview) -> Iterator[str]:
    survey = preview.survey
    yield from (f"  add: --state {code}=NEW       ({label})" for code, label in survey.states.items())
    yield from (f"  add: --answer {name}=ANSWER    ({q.question})" for name, q in survey.questions.items())
    for name, choice in survey.choices.items():
        yield from (f"  add: --choice {name}-{old}=NEW    ({words})" for old, words in choice.gone.items())


def _rehearse(service: str, publication: Publication, preview: Preview) -> Rehearsal:
    with click.progressbar(length=preview.survey.running or 1, label="Copying", show_pos=True) as bar:
        return rehearse(service, publication, lambda table, rows: bar.update(rows if table == "case" else 0))


def _rehearsed(rehearsal: Rehearsal) -> Iterator[str]:
    yield f"\nRehearsed on a copy: {_done(rehearsal.forward)}"
    for number, count in sorted(rehearsal.followed.items()):
        yield f"  {count:>6}  running cases follow edition {number}"
    yield f"  {rehearsal.nowhere:>6}  stand in a state that their edition does not have"
    if rehearsal.back:
        yield f"Taken back on the copy: {_done(rehearsal.back)}"


def _done(done: Done) -> str:
    return f"{done.seen} cases looked at, {done.changed} changed."


def _in_force(edition: Edition | None) -> str:
    return (
        f"edition {edition.number} is in force since {_day(edition.in_force_from)}." if edition else "never published."
    )


def _day(day: date) -> str:
    return format_date(day, SOURCE_LANGUAGE)
