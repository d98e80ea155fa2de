"""What is wrong with a service besides its workflow, which is proved: its face, its questions, its texts."""

import re
from collections import Counter
from collections.abc import Iterator

from egov.catalogue import LIFE_EVENTS, Service, all_services
from egov.country.pack import current_pack
from egov.editions.content import words_of
from egov.errors import Misconfigured
from egov.forms.fields import ChoiceField
from egov.forms.page import questions_of
from egov.po_files import odd_entries
from egov.soundness.core_words import core_msgids
from egov.soundness.doors import wrong_imports
from egov.soundness.faults import Fault, place_of
from egov.soundness.reading import never_asked
from egov.soundness.results import no_amount, no_rows, no_words, no_yes_or_no, nothing_to_pay
from egov.soundness.sentences import service_texts
from egov.soundness.stumbling import fails, stumbles
from egov.soundness.values import unfit_values
from egov.texts import SOURCE_LANGUAGE, Text, is_translated
from workflows.correction import CONFIRM

MOST_FILES = 6


def faults_of(service: Service) -> Iterator[Fault]:
    """All of it, each with its line and its cure."""
    for check in (
        _face,
        _questions,
        _workflow,
        stops_half_way,
        wrong_imports,
        fails,
        no_words,
        no_yes_or_no,
        _unmarked,
        _translations,
    ):
        yield from check(service)


def stops_half_way(service: Service) -> Iterator[Fault]:
    """What is wrong besides the workflow, and would let a case of a citizen stop half-way."""
    for check in (unfit_values, _fee_forgotten, never_asked, no_amount, nothing_to_pay, no_rows, stumbles):
        yield from check(service)


def _fee_forgotten(service: Service) -> Iterator[Fault]:
    """A fee that is charged and cannot be reckoned: no case would come past it."""
    if service.fee is None and any(step.does == "charge" for step in service.workflow.steps):
        yield _at(service, "workflow=", "the workflow charges a fee. Give the service fee=..., which may return 0.")


def missing_texts(service: Service) -> Iterator[str]:
    """The sentences without words in an official language, each with its file: ``Dog licence @ar``.

    They are those of the definition, of the workflow, and all others in the folder: labels of a certificate, grounds.
    """
    in_folder = [msgid if isinstance(msgid, str) else msgid[0] for msgid in service_texts(service.folder)]
    sentences = dict.fromkeys([*(text.msgid for text in texts_of(service)), *words_of(service.workflow), *in_folder])
    for language in current_pack().languages:
        if language.official and language.code != SOURCE_LANGUAGE:
            missing = (text for text in sentences if not is_translated(text, language.code))
            yield from (f"{text} @{_folder_of(text)}{language.code}" for text in missing)


def _folder_of(text: str) -> str:
    """Where the core translates it; nothing for a sentence of the service, whose words stand in its own folder."""
    return "egov/translations/" if text in core_msgids() else ""


def texts_of(service: Service) -> list[Text]:
    """Every sentence that the definition of a service shows to people, once each."""
    words: list[object] = [service.title, service.summary, service.you_get, *service.you_need]
    words += [service.costs, service.legal_basis]
    if service.certificate:
        words += [service.certificate.title, service.certificate.intro]
    words += _words_of_pages(service)
    return list({text.msgid: text for text in words if isinstance(text, Text)}.values())


def _words_of_pages(service: Service) -> Iterator[Text | str]:
    for page in service.pages:
        yield from (page.title, page.intro, page.item)
        for question in questions_of(page):
            yield from (question.question, question.hint, question.needed)
            yield from (label for _value, label in question.given) if isinstance(question, ChoiceField) else ()


def _face(service: Service) -> Iterator[Fault]:
    if service.life_event not in LIFE_EVENTS:
        known = ", ".join(LIFE_EVENTS)
        yield _at(service, service.life_event, f"life event {service.life_event!r} is unknown. Choose one of: {known}.")
    if not re.fullmatch(r"[A-Z]{2,3}", service.prefix):
        yield _at(service, "prefix=", f"prefix {service.prefix!r} must be two or three capital letters.")
    others = [other for other in all_services().values() if other.name != service.name]
    same = [other.name for other in others if other.prefix == service.prefix]
    if same:
        yield _at(service, "prefix=", f"prefix {service.prefix!r} is used by {same[0]} too. Choose another.")
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
    kept = [step.action for step in service.workflow.steps if step.does == "issue" and step.action in service.effects]
    if "correct" in does and kept and CONFIRM not in service.effects:
        cure = f"a correction does not reach what the effect on {kept[0]!r} wrote. Add an effect on {CONFIRM!r}."
        yield _at(service, f'"{kept[0]}"', cure)
    actions = {step.action for step in service.workflow.steps}
    for action in service.effects:
        if action not in actions:
            yield _at(
                service, f'"{action}"', f"there is an effect on {action!r}, a step that the workflow does not have."
            )


def _unmarked(service: Service) -> Iterator[Fault]:
    """Words of a page that nobody can translate, where people read in other languages too."""
    others = [each for each in current_pack().languages if each.official and each.code != SOURCE_LANGUAGE]
    for text in dict.fromkeys(_words_of_pages(service)) if others else ():
        if isinstance(text, str) and any(map(str.isalpha, text)):
            yield _at(service, text, f'"{text}" cannot be translated. Write _("{text}").')


def _translations(service: Service) -> Iterator[Fault]:
    """The translations that are not used, since they would break a page."""
    for path in sorted(service.folder.glob("*.po")):
        yield from (Fault(path, odd.line, odd.sentence) for odd in odd_entries(path))


def _at(service: Service, words: str, sentence: str) -> Fault:
    return Fault(*place_of(service, words), sentence)
