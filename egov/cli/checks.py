"""``egov check``: says of every service what is wrong, with file, line and cure."""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from flask.cli import with_appcontext

from egov.catalogue import LIFE_EVENTS, Service, all_services
from egov.country.pack import current_pack
from egov.errors import Misconfigured
from egov.forms.fields import ChoiceField
from egov.forms.page import questions_of
from egov.texts import SOURCE_LANGUAGE, Text, is_translated
from workflows.soundness import faults

MOST_FILES = 6


@dataclass(frozen=True)
class Fault:
    """What is wrong where, and what to do about it."""

    path: Path
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.sentence}"


@click.command()
@with_appcontext
def check() -> None:
    """Examine every service."""
    broken = False
    for service in all_services().values():
        found = list(faults_of(service))
        broken = broken or bool(found)
        click.echo(f"{service.name:<24} {'sound' if not found else f'{len(found)} to correct'}")
        for fault in found:
            click.echo(f"  {fault}")
    sys.exit(1 if broken else 0)


def faults_of(service: Service) -> Iterator[Fault]:
    """Everything wrong with a service."""
    yield from _face(service)
    yield from _questions(service)
    yield from _workflow(service)
    yield from _texts(service)


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
    for sentence in faults(service.workflow):
        yield _at(service, "workflow=", f"workflow {service.workflow.name!r}: {sentence}.")
    does = {step.does for step in service.workflow.steps}
    if "charge" in does and service.fee is None:
        yield _at(service, "workflow=", "the workflow charges a fee. Give the service fee=..., which may return 0.")
    if "issue" in does and service.certificate is None:
        yield _at(service, "workflow=", "the workflow issues a certificate. Give the service certificate=...")
    actions = {step.action for step in service.workflow.steps}
    for action in service.effects:
        if action not in actions:
            yield _at(
                service, f'"{action}"', f"there is an effect on {action!r}, a step that the workflow does not have."
            )


def _texts(service: Service) -> Iterator[Fault]:
    languages = [language.code for language in current_pack().languages if language.official]
    for language in languages:
        for text in texts_of(service):
            if language != SOURCE_LANGUAGE and not is_translated(text.msgid, language):
                cure = f"Translate it in {language}.po."
                yield _at(
                    service, text.msgid, f'"{text.msgid}" has no text in the official language {language}. {cure}'
                )


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


def _at(service: Service, words: str, sentence: str) -> Fault:
    """The place in the folder where these words stand, or the beginning of its face."""
    for path in sorted(service.folder.glob("*.py")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if words and words in line:
                return Fault(path, number, sentence)
    return Fault(service.folder / "__init__.py", 1, sentence)
