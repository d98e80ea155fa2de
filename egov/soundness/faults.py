"""A fault: what is wrong with a service, at which line, and the story that leads there."""

from dataclasses import dataclass
from pathlib import Path

import workflows
from egov.catalogue import Service
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
    """The first line with these words: in the folder of the service, then in the standard table it follows."""
    tables = sorted(TABLES.glob("*.py"), key=lambda path: (path.stem not in service.workflow.name, path.stem))
    for path in (*sorted(service.folder.glob("*.py")), *tables) if words else ():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if words in line:
                return path, number
    return service.folder / "__init__.py", 1
