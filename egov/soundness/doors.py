"""What a service imports: the core by one door, no other service, and in its rules nothing but Python."""

import ast
from collections.abc import Iterator
from pathlib import Path

from egov.catalogue import DOOR, Service
from egov.soundness.faults import Fault

RULES = "rules.py"
NOT_IN_RULES = ("egov", "flask", "sqlalchemy", "wtforms")


def wrong_imports(service: Service) -> Iterator[Fault]:
    """Each import by another way, with its line: it would break with the next release, or another service's."""
    for path in sorted(service.folder.glob("*.py")):
        for line, module in _imports(path):
            cure = _cure_of(service, path, module)
            if cure:
                yield Fault(path, line, f"it imports {module}. {cure}")


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, each.name) for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module


def _cure_of(service: Service, path: Path, module: str) -> str:
    room, *inside = module.split(".")
    if path.name == RULES and room in NOT_IN_RULES:
        return "Rules are pure functions of the answers and a date: take it out, or move the function to __init__.py."
    if room == "egov" and module != DOOR:
        return f"Import only from {DOOR}: what stands there stays when the core is upgraded."
    if room == "services" and inside and inside[0] != service.folder.name:
        return "No service knows another: write what you need into this one."
    return ""
