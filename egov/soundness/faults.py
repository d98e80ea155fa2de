"""A fault: what is wrong with a service, at which line, and the story that leads there."""

import ast
from dataclasses import dataclass
from pathlib import Path

import workflows
from egov.catalogue import Service
from workflows.engine import Workflow
from workflows.prover.findings import Finding

TABLES = Path(workflows.__file__).parent
PAGES = "docs/checks"


@dataclass(frozen=True)
class Fault:
    """What is wrong where, and what to do about it; ``story`` and ``page`` where the prover found it."""

    path: Path
    line: int
    sentence: str
    story: str = ""
    page: str = ""

    def __str__(self) -> str:
        rest = f"\n      {self.story}\n      See {self.page}" if self.story else ""
        return f"{self.path}:{self.line}: {self.sentence}{rest}"

    @property
    def place(self) -> str:
        """The folder, the file and the line, for a reader who has no such disk: ``dog_licence/__init__.py:12``."""
        return f"{self.path.parent.name}/{self.path.name}:{self.line}"


def fault_at(service: Service, finding: Finding) -> Fault:
    """A finding at the line that its words stand on."""
    path, line = place_of(service, finding.where)
    return Fault(path, line, finding.sentence, finding.story, f"{PAGES}/{finding.check}.md")


def place_of(service: Service, words: str) -> tuple[Path, int]:
    """The first line where these words are a whole text of the code, else the first one with them: in the folder of the
    service, then in the standard table it follows."""
    own = sorted(service.folder.glob("*.py"))
    found = (_found(words, own) or _found(words, _tables(service.workflow))) if words else None
    return found or (service.folder / "__init__.py", 1)


def _tables(workflow: Workflow) -> list[Path]:
    """The standard tables; first the one that has most of the states, for what is changed gets a name of its own."""
    codes = [f'"{state.code}"' for state in workflow.states]
    tables = sorted(TABLES.glob("*.py"))
    return sorted(tables, key=lambda path: -sum(map(path.read_text(encoding="utf-8").count, codes)))


def _found(words: str, paths: list[Path]) -> tuple[Path, int] | None:
    for find in (_as_a_text, _anywhere):
        for path in paths:
            number = find(words, path.read_text(encoding="utf-8"))
            if number:
                return path, number
    return None


def _as_a_text(words: str, code: str) -> int:
    """The line where the words are a text of their own, and no docstring; 0 where they are not."""
    tree = ast.parse(code)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in told)
    return min((node.lineno for node in texts if node.value == words), default=0)


def _anywhere(words: str, code: str) -> int:
    return next((number for number, line in enumerate(code.splitlines(), 1) if words in line), 0)
