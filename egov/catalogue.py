"""What a service is, and the list of all of them."""

from __future__ import annotations

import importlib
import logging
import os
import pkgutil
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from types import ModuleType
from typing import Any, cast

from flask import Flask, current_app

from egov.config import ROOT
from egov.country.formats import Amount
from egov.country.money import is_whole
from egov.country.pack import Pack
from egov.errors import Misconfigured, NotFound, Unavailable
from egov.forms.flow import Pages
from egov.forms.page import Answers
from egov.po_files import load_catalogue
from egov.texts import Text, _
from workflows.engine import Workflow

log = logging.getLogger(__name__)

DOOR = "egov.kit"
LIFE_EVENTS: dict[str, Text] = {
    "family": _("Family"),
    "home": _("Home and animals"),
    "building": _("Building and land"),
    "travel": _("Cars and traffic"),
    "business": _("Work and business"),
}


@dataclass(frozen=True)
class Certificate:
    """What a service issues. ``rows`` picks from the answers what stands on it; ``months`` is how long it holds;
    ``holder`` names whom it is about where that is not the applicant."""

    title: Text
    intro: Text
    rows: Callable[[Answers], list[tuple[Text, Any]]]
    months: int | None = None
    holder: Callable[[Answers], str] | None = None


@dataclass(frozen=True)
class CaseFacts:
    """What an effect may know of a case."""

    reference: str
    answers: Answers
    on: date


Effect = Callable[[CaseFacts], None]


@dataclass(frozen=True, eq=False)
class Service:
    """What a citizen comes for: the face of a folder under ``services/``.

    ``fee`` gives minor units of the country's currency for the answers and a day, 0 where nothing is due. ``days`` is
    the legal deadline in working days of the deciding office. ``retention_years`` is how long answers are kept after
    the case is closed; 0 says that nobody has thought about it, and the prover refuses it. ``effects`` run with the
    action they are named after, in its transaction. ``grounds`` are what the law lets an officer refuse for, each with
    its section. ``one_case_for`` names what there can be only one open case about. Whole numbers in ``costs`` are minor
    units, and are read as amounts: ``_("%(fee)s a year", fee=2500)``.
    """

    name: str
    prefix: str
    title: Text
    summary: Text
    life_event: str
    you_get: Text
    you_need: tuple[Text, ...]
    costs: Text
    legal_basis: Text
    pages: Pages
    workflow: Workflow
    days: int
    appeal_days: int = 30
    retention_years: int = 0
    fee: Callable[[Answers, date], int] | None = None
    certificate: Certificate | None = None
    account_needed: bool = False
    effects: Mapping[str, Effect] = field(default_factory=dict)
    grounds: Mapping[str, Text] = field(default_factory=dict)
    one_case_for: Callable[[Answers], str] | None = None
    folder: Path = Path()

    @property
    def costs_in_words(self) -> Text:
        """What it costs, its amounts in the currency of the country as the reader writes them."""
        values = self.costs.values.items()
        return replace(self.costs, values={name: Amount(v) if is_whole(v) else v for name, v in values})

    def fee_of(self, answers: Answers, on: date) -> int:
        """The fee in minor units, 0 where nothing is due. Raises Unavailable where the rule makes no amount of it."""
        amount = self.fee(answers, on) if self.fee else 0
        if not is_amount(amount):
            log.error("%s: the fee is %r: give whole minor units, 0 or more; use // to divide.", self.folder, amount)
            raise Unavailable(_("The fee cannot be worked out at the moment. Your answers are kept. We were told."))
        return amount


def is_amount(fee: object) -> bool:
    """Whether this can be asked for: whole minor units, 0 or more."""
    return is_whole(fee) and cast(int, fee) >= 0


Catalogue = dict[str, Service]


def init_services(app: Flask, *, refuse: Callable[[Flask], None]) -> None:
    """Find all services and add their texts. Raises Misconfigured with the folder and the cure, also where ``refuse``
    finds a part of another kind."""
    catalogue = load_services()
    pack: Pack = app.extensions["pack"]
    for name in pack.left_out:
        if name not in catalogue:
            place, known = pack.folder / "pack.toml", ", ".join(catalogue)
            raise Misconfigured(f"{place}, left_out: {name!r} is no service. Write some of: {known}.")
    for service in catalogue.values():
        for path in service.folder.glob("*.po"):
            load_catalogue(path.stem, path)
    app.extensions["services"] = catalogue
    refuse(app)


def load_services() -> Catalogue:
    """Every service, once: the folders in ``services/`` here, and in each folder of that name on Python's path.

    Which of them Python takes for the package is a matter of chance: one without our ``__init__.py`` hides the others.
    """
    package = importlib.import_module("services")
    elsewhere = (os.path.abspath(os.path.join(place, "services")) for place in sys.path)
    package.__path__ = _once([*package.__path__, str(ROOT / "services"), *elsewhere])
    folders = pkgutil.iter_modules(package.__path__)
    found = [_service_in(_imported(f"services.{folder.name}")) for folder in folders if folder.ispkg]
    return {service.name: service for service in found}


def _once(places: Iterable[str]) -> list[str]:
    """The folders among these, each by the first of its names."""
    folders: dict[Path, str] = {}
    for place in places:
        if Path(place).is_dir():
            folders.setdefault(Path(place).resolve(), place)
    return list(folders.values())


def _imported(name: str) -> ModuleType:
    """A module of a service. Raises Misconfigured with the line where it cannot be read."""
    try:
        return importlib.import_module(name)
    except SyntaxError as problem:
        raise Misconfigured(f"{problem.filename}:{problem.lineno}: {problem.msg}. Correct this line.") from problem
    except Exception as problem:
        frames = traceback.extract_tb(problem.__traceback__)
        folder = f"{name.replace('.', os.sep)}{os.sep}"
        line = next((frame for frame in reversed(frames) if folder in frame.filename), frames[-1])
        cure, number = _cure_of(problem), line.lineno or 1
        if isinstance(problem, ImportError) and problem.name == DOOR:  # a long import begins above the name
            number = max(number, _line_of(Path(line.filename), _quoted(problem)))
        raise Misconfigured(f"{line.filename}:{number}: {type(problem).__name__}: {problem}. {cure}") from problem


def _cure_of(problem: Exception) -> str:
    """What to do about a name that is not known: it stands in the door, or one does that is spelled alike."""
    offered = vars(importlib.import_module(DOOR))
    if isinstance(problem, NameError) and problem.name in offered:
        return f"Import it from {DOOR}."
    if isinstance(problem, ImportError) and problem.name == DOOR:
        alike = get_close_matches(_quoted(problem), offered, n=1)
        return f"Did you mean {alike[0]}?" if alike else f"Import only what stands in {DOOR}."
    return "Correct this line."


def _quoted(problem: Exception) -> str:
    return str(problem).split("'")[1]


def _line_of(path: Path, words: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if words in line), 1)


def _service_in(module: ModuleType) -> Service:
    folder = Path(cast(str, module.__file__)).parent
    service = getattr(module, "service", None)  # the one name that a service module must have
    if not isinstance(service, Service):
        raise Misconfigured(f"{folder}/__init__.py: there is no service. Write service = Service(...) at its end.")
    if service.name != folder.name:
        line = _line_of(folder / "__init__.py", "name=")
        told = f"the service is named {service.name!r}. Name it like its folder."
        raise Misconfigured(f"{folder}/__init__.py:{line}: {told}")
    return replace(service, folder=folder)


def all_services() -> Catalogue:
    """The services of the running application, by name."""
    return cast(Catalogue, current_app.extensions["services"])


def service_of(name: str) -> Service:
    """The service with this name. Raises NotFound."""
    service = all_services().get(name)
    if service is None:
        raise NotFound()
    return service
