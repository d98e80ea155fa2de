"""A service before and after somebody has changed files of its folder: both as they would be published."""

from copy import deepcopy
from typing import Any

from egov.catalogue import all_services
from egov.editions.comparison import Change, Part, Version, changes_between
from egov.editions.content import Content, digest_of
from egov.editions.loading import revived
from egov.editions.operations import folder_content
from workflows.engine import Workflow
from workflows.record import as_record

Replaced = tuple[str, str]  # what stood in a file, and what stands there now
PERMIT, DOG = "building_permit", "dog_licence"


def changed(service: str, file: str = "", *replaced: Replaced, workflow: Workflow | None = None) -> Content:
    """What the folder of a service holds, with words of a file replaced, or with another table of steps."""
    content: dict[str, Any] = deepcopy(folder_content(service))
    for old, new in replaced:
        assert content["files"][file].count(old) == 1, (file, old)
        content["files"][file] = content["files"][file].replace(old, new)
    if workflow:
        content["workflow"] = as_record(workflow)
    return content


def version(service: str, content: Content) -> Version:
    """A service as somebody published it."""
    return Version(revived(service, digest_of(content), content), content)


def changes(service: str, content: Content) -> list[Change]:
    """What is different from the folder."""
    return changes_between(version(service, folder_content(service)), version(service, content))


def sentences(service: str, file: str, *replaced: Replaced) -> list[tuple[Part, str]]:
    """What is different, part and sentence, after words of a file were replaced."""
    return [(change.part, str(change.sentence)) for change in changes(service, changed(service, file, *replaced))]


def table_sentences(service: str, workflow: Workflow) -> list[tuple[Part, str]]:
    """What is different with another table of steps."""
    return [(change.part, str(change.sentence)) for change in changes(service, changed(service, workflow=workflow))]


def table_of(service: str) -> Workflow:
    return all_services()[service].workflow
