"""``egov check``: says of every service what is wrong, with file, line and cure."""

import sys
from collections.abc import Sequence

import click
from sqlalchemy import inspect, select

from egov.cases.models import Case
from egov.catalogue import Catalogue, all_services
from egov.cli.context import with_appcontext
from egov.country.pack import current_pack
from egov.db import db
from egov.editions.models import Edition
from egov.editions.operations import is_as_published, known_services
from egov.errors import Misconfigured
from egov.soundness.core_words import odd_in_core, untranslated_core
from egov.soundness.desks import unknown_in_offices
from egov.soundness.examination import examine, findings_of
from egov.soundness.staff import Held, roles_held


@click.command()
@click.argument("services", nargs=-1, metavar="[SERVICE]...")
@with_appcontext
def check(services: tuple[str, ...]) -> None:
    """Examine the services with these names, or every one."""
    wanted, held = _wanted(services), roles_held()
    if held is None:
        click.echo("There is no database yet: who holds which role was not examined.")
    broken = _wrong_around()
    for service in wanted.values():
        if service.name in current_pack().left_out and not _runs(service.name):
            click.echo(f"{service.name:<24} {'left out':<14} nobody can apply for it in this country")
            continue
        found = examine(service, held)
        broken = broken or not found.is_sound
        verdict = "sound" if found.is_sound else f"{len(found.faults)} to correct"
        click.echo(f"{service.name:<24} {verdict:<14} {found.states} states, {found.transitions} moves explored")
        for fault in found.faults:
            click.echo(f"  {fault}")
    for edition in _followed(held):
        if edition.service not in wanted:
            continue
        wrong = _wrong_with(edition, held)
        broken = broken or bool(wrong)
        verdict = "sound" if not wrong else "cases run under it, and it is unsound"
        click.echo(f"{edition.service}, edition {edition.number}: {verdict}")
        for sentence in wrong:
            click.echo(f"  {sentence}")
    sys.exit(1 if broken else 0)


def _wrong_around() -> bool:
    """Say what is wrong around the services, with the texts of the core and the offices; whether anything is."""
    wrong = [*odd_in_core(), *untranslated_core(), *unknown_in_offices(_known())]
    for sentence in wrong:
        click.echo(sentence)
    return bool(wrong)


def _known() -> list[str]:
    """The services that an office may decide on: also those that live on in their editions."""
    if inspect(db.reading).has_table(Edition.__tablename__):
        return known_services()
    return list(all_services())


def _wanted(names: Sequence[str]) -> Catalogue:
    """The services with these names, all where none is named; ends the command for a name that no service has."""
    known = all_services()
    for name in names:
        if name not in known:
            sys.exit(f"No service is named {name!r}. Choose from: {', '.join(known)}.")
    return {name: known[name] for name in names or known}


def _runs(service: str) -> bool:
    """Whether cases of a service have not ended yet."""
    running = select(Case.id).where(Case.service == service, Case.closed_at.is_(None)).limit(1)
    return inspect(db.reading).has_table(Case.__tablename__) and db.session.scalar(running) is not None


def _followed(held: Sequence[Held] | None) -> list[Edition]:
    """The earlier editions that running cases still follow: what stands around them may have changed."""
    if held is None or not inspect(db.reading).has_table(Edition.__tablename__):
        return []
    running = select(Case.edition_id).where(Case.closed_at.is_(None))
    editions = db.session.scalars(select(Edition).where(Edition.id.in_(running)).order_by(Edition.id))
    return [edition for edition in editions if not is_as_published(edition)]


def _wrong_with(edition: Edition, held: Sequence[Held] | None) -> list[str]:
    try:
        return [f"{finding.sentence} {finding.story}" for finding in findings_of(edition, held)]
    except Misconfigured as problem:
        return [str(problem)]
