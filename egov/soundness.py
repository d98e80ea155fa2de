"""Proves the workflow of each service together with what stands around it, and refuses to start with an unsound one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from flask import Flask

import workflows
from egov.cases.reviews import REVIEW_DAYS
from egov.catalogue import Catalogue, Service
from egov.country.pack import Pack
from egov.errors import Misconfigured
from egov.forms.fields import ChoiceField
from egov.forms.page import questions_of
from workflows.prover.findings import Finding
from workflows.prover.proof import prove
from workflows.prover.subject import MOST_JUDGES, MOST_OFFICERS, Subject

TABLES = Path(workflows.__file__).parent
PAGES = "docs/checks"

Staff = Callable[[str, str], int]  # how many people hold a role at an office, for the service in question


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


def refuse_unsound(app: Flask) -> None:
    """Stop the start where a workflow is unsound. Raises Misconfigured with every fault and its story.

    Who holds which role and what is translated may still change while the application runs: ``egov check`` looks at
    that. All four services together take 40 ms.
    """
    pack = cast(Pack, app.extensions["pack"])
    services = cast(Catalogue, app.extensions["services"])
    for service in services.values():
        if service.fee is None and any(step.does == "charge" for step in service.workflow.steps):
            cure = "the workflow charges a fee. Give the service fee=..., which may return 0."
            raise Misconfigured(f"{service.folder}/__init__.py: {cure}")
    faults = [
        fault_at(service, finding)
        for service in services.values()
        for finding in prove(subject_of(service, pack)).findings
    ]
    if faults:
        raise Misconfigured("A service is unsound.\n" + "\n".join(str(fault) for fault in faults))


def subject_of(service: Service, pack: Pack, staff: Staff | None = None, texts: tuple[str, ...] = ()) -> Subject:
    """What is to be proved of a service; without ``staff``, somebody holds every role."""
    office = pack.office_deciding(service.name)
    count = staff or (lambda role, code: MOST_OFFICERS if code else 0)
    return Subject(
        workflow=service.workflow,
        fees=(True, False) if service.fee else (False,),
        has_certificate=service.certificate is not None,
        certificate_expires=bool(service.certificate and service.certificate.months),
        days=service.days,
        review_days=REVIEW_DAYS,
        officers=count("officer", office.code),
        judges=min(MOST_JUDGES, count("appeal", office.appeal_body)),
        reviewers=tuple((str(r.name), count("reviewer", r.code)) for r in pack.offices_reviewing(service.name)),
        has_appeal_body=bool(office.appeal_body),
        two_persons_required=any(step.never_by and step.decides for step in service.workflow.steps),
        has_retention=service.retention_years > 0,
        choices=tuple(_choices(service)),
        texts=texts,
    )


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


def _choices(service: Service) -> Iterator[tuple[str, tuple[object, ...]]]:
    """What can be answered to the questions that offer choices."""
    for page in service.pages:
        for question in questions_of(page):
            if isinstance(question, ChoiceField):
                yield question.short_name, tuple(value for value, _label in question.given)
