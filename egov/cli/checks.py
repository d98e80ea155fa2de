"""``egov check``: says of every service what is wrong, with file, line and cure."""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import inspect, select

from egov.cases.models import Case
from egov.catalogue import LIFE_EVENTS, Service, all_services
from egov.country.pack import current_pack
from egov.db import db
from egov.editions.content import words_of
from egov.editions.models import Edition
from egov.editions.operations import is_as_published, opened
from egov.errors import Misconfigured
from egov.forms.fields import ChoiceField
from egov.forms.page import questions_of
from egov.identity.models import RoleHolding
from egov.soundness import Fault, Staff, fault_at, place_of, subject_of
from egov.texts import SOURCE_LANGUAGE, Text, is_translated
from workflows.prover.proof import prove

MOST_FILES = 6


@dataclass(frozen=True)
class Held:
    """Somebody holds a role for a service, or for all (``*``), at an office."""

    person: str
    role: str
    service: str
    office: str


@click.command()
@with_appcontext
def check() -> None:
    """Examine every service."""
    held = _held()
    if held is None:
        click.echo("There is no database yet: who holds which role was not examined.")
    broken = False
    for service in all_services().values():
        texts = tuple(_missing_texts(service))
        proof = prove(subject_of(service, current_pack(), _staff_for(service.name, held), texts))
        found = [*faults_of(service), *(fault_at(service, finding) for finding in proof.findings)]
        broken = broken or bool(found)
        verdict = "sound" if not found else f"{len(found)} to correct"
        click.echo(f"{service.name:<24} {verdict:<14} {proof.states} states, {proof.transitions} moves explored")
        for fault in found:
            click.echo(f"  {fault}")
    for edition in _followed(held):
        wrong = _wrong_with(edition, held)
        broken = broken or bool(wrong)
        verdict = "sound" if not wrong else "cases run under it, and it is unsound"
        click.echo(f"{edition.service}, edition {edition.number}: {verdict}")
        for sentence in wrong:
            click.echo(f"  {sentence}")
    sys.exit(1 if broken else 0)


def _followed(held: list[Held] | None) -> list[Edition]:
    """The earlier editions that running cases still follow: what stands around them may have changed."""
    if held is None or not inspect(db.engine).has_table(Edition.__tablename__):
        return []
    running = select(Case.edition_id).where(Case.closed_at.is_(None))
    editions = db.session.scalars(select(Edition).where(Edition.id.in_(running)).order_by(Edition.id))
    return [edition for edition in editions if not is_as_published(edition)]


def _wrong_with(edition: Edition, held: list[Held] | None) -> list[str]:
    try:
        proof = prove(subject_of(opened(edition), current_pack(), _staff_for(edition.service, held)))
    except Misconfigured as problem:
        return [str(problem)]
    return [f"{finding.sentence} {finding.story}" for finding in proof.findings]


def faults_of(service: Service) -> Iterator[Fault]:
    """What is wrong with a service besides its workflow, which is proved."""
    yield from _face(service)
    yield from _questions(service)
    yield from _workflow(service)


def _face(service: Service) -> Iterator[Fault]:
    if service.life_event not in LIFE_EVENTS:
        known = ", ".join(LIFE_EVENTS)
        yield _at(service, service.life_event, f"life event {service.life_event!r} is unknown. Choose one of: {known}.")
    if not re.fullmatch(r"[A-Z]{2,3}", service.prefix):
        yield _at(service, "prefix=", f"prefix {service.prefix!r} must be two or three capital letters.")
    same = [other.name for other in all_services().values() if other.prefix == service.prefix and other is not service]
    if same:
        yield _at(service, "prefix=", f"prefix {service.prefix!r} is used by {same[0]} too. Choose another.")
    if service.days < 1:
        yield _at(service, "days=", "the deadline must be at least one working day.")
    files = [path for path in service.folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    if len(files) > MOST_FILES:
        yield _at(service, "", f"the folder has {len(files)} files. Keep it to {MOST_FILES}, or split the service.")
    try:
        current_pack().office_deciding(service.name)
    except Misconfigured as problem:
        yield _at(service, "name=", str(problem))


def _questions(service: Service) -> Iterator[Fault]:
    if not service.pages:
        yield _at(service, "pages=", "there is no page. Add at least one.")
    names = Counter(q.short_name for page in service.pages for q in questions_of(page) if not page.repeats)
    for name, count in names.items():
        if count > 1:
            yield _at(service, f"{name} =", f"two questions are named {name!r}. Rename one of them.")
    for page in service.pages:
        if not questions_of(page):
            yield _at(service, page.__name__, f"page {page.__name__} asks nothing. Add a question or remove it.")
        if page.repeats and not page.item:
            yield _at(service, page.__name__, f"page {page.__name__} repeats. Say with item = what one of them is.")


def _workflow(service: Service) -> Iterator[Fault]:
    does = {step.does for step in service.workflow.steps}
    if "issue" in does and service.certificate is None:
        yield _at(service, "workflow=", "the workflow issues a certificate. Give the service certificate=...")
    actions = {step.action for step in service.workflow.steps}
    for action in service.effects:
        if action not in actions:
            yield _at(
                service, f'"{action}"', f"there is an effect on {action!r}, a step that the workflow does not have."
            )


def _missing_texts(service: Service) -> Iterator[str]:
    """The sentences without words in an official language, each with the language: ``Dog licence @ar``."""
    sentences = [*(text.msgid for text in texts_of(service)), *words_of(service.workflow)]
    for language in current_pack().languages:
        if language.official and language.code != SOURCE_LANGUAGE:
            yield from (f"{text} @{language.code}" for text in sentences if not is_translated(text, language.code))


def texts_of(service: Service) -> list[Text]:
    """Every sentence that the definition of a service shows to people, once each."""
    words: list[object] = [service.title, service.summary, service.you_get, *service.you_need]
    words += [service.costs, service.legal_basis]
    if service.certificate:
        words += [service.certificate.title, service.certificate.intro]
    for page in service.pages:
        words += [page.title, page.intro, page.item]
        for question in questions_of(page):
            words += [question.question, question.hint, question.needed]
            words += [label for _value, label in question.given] if isinstance(question, ChoiceField) else []
    return list({text.msgid: text for text in words if isinstance(text, Text)}.values())


def _held() -> list[Held] | None:
    """Who holds which role: in a demonstration its personas, else the officials of the database, if there is one."""
    if current_app.config["DEMO"]:
        personas = current_pack().personas.values()
        return [Held(p.code, r.role, r.service, r.office) for p in personas for r in p.roles]
    if not inspect(db.engine).has_table(RoleHolding.__tablename__):
        return None
    return [Held(str(r.person_id), r.role, r.service, r.office) for r in db.session.scalars(select(RoleHolding))]


def _staff_for(service: str, held: list[Held] | None) -> Staff | None:
    """How many people hold a role for this service at an office."""
    if held is None:
        return None
    able = [one for one in held if one.service in ("*", service)]
    return lambda role, office: len({one.person for one in able if (one.role, one.office) == (role, office)})


def _at(service: Service, words: str, sentence: str) -> Fault:
    return Fault(*place_of(service, words), sentence)
