"""What an edition holds: the files of the service's folder, its workflow as data, and the words of that table."""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from egov.catalogue import Service
from egov.country.pack import current_pack
from egov.errors import Misconfigured
from egov.texts import SOURCE_LANGUAGE, translations_of
from workflows.engine import Workflow
from workflows.record import as_record

Content = dict[str, Any]


def content_of(service: Service) -> Content:
    """What the service is now. Raises Misconfigured with the file and the cure for what cannot be kept.

    Shape: ``{"files": {path: text}, "workflow": the table as data, "words": {language: {English: [its forms]}}}``.
    """
    try:
        table = as_record(service.workflow)
    except ValueError as problem:
        raise Misconfigured(f"{service.folder}: {problem}.") from problem
    languages = [language.code for language in current_pack().languages if language.code != SOURCE_LANGUAGE]
    said = words_of(service.workflow)
    return {
        "files": {path.relative_to(service.folder).as_posix(): _text(path) for path in _files(service.folder)},
        "workflow": table,
        "words": {code: translations_of(said, code) for code in languages},
    }


def digest_of(content: Mapping[str, Any]) -> str:
    """The name of the content: SHA-256 over its JSON in one spelling, in hexadecimal."""
    spelled = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(spelled.encode()).hexdigest()


def words_of(workflow: Workflow) -> list[str]:
    """What a table says to people, once each."""
    words = [text for state in workflow.states for text in (state.label, state.for_applicant)]
    words += [text for step in workflow.steps for text in (step.label, step.done)]
    return list(dict.fromkeys(filter(None, words)))


def _files(folder: Path) -> list[Path]:
    """All but what editors and systems leave lying there: hidden files, and copies of before the last edit."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and not _is_left_over(path.relative_to(folder)))


def _is_left_over(path: Path) -> bool:
    return path.name.endswith("~") or any(part.startswith(".") or part == "__pycache__" for part in path.parts)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as problem:
        raise Misconfigured(f"{path}: only text files can be published. Move this file out of the folder.") from problem
