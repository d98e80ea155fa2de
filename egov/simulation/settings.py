"""What one can turn in a design: the same settings on the page and on the command line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from egov.country.digits import to_latin
from egov.country.formats import format_number
from egov.errors import BadInput
from egov.simulation.chance import Time
from egov.simulation.design import ASK_OPINIONS, RENEW, Design
from egov.texts import Text, _, current_language
from workflows.engine import By

Typed = Mapping[str, str]


@dataclass(frozen=True)
class Setting:
    """A figure of a design: how it is called, between what it lies, how it is read off and how it is set."""

    name: str
    label: Text
    least: Decimal
    most: Decimal
    shown: Callable[[Design], float]
    changed: Callable[[Design, float], Design]
    is_whole: bool = False

    def read(self, text: str) -> float:
        """The figure as somebody typed it, in any digits. Raises BadInput."""
        try:
            number = Decimal(to_latin(text).strip().replace(",", "."))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or not self.least <= number <= self.most or (self.is_whole and number % 1):
            raise BadInput(self.sentence)
        return float(number)

    @property
    def sentence(self) -> Text:
        """What to write."""
        least, most = (format_number(bound, current_language()) for bound in (self.least, self.most))
        words = {"what": self.label, "least": least, "most": most}
        if self.is_whole:
            return _("%(what)s: enter a whole number from %(least)s to %(most)s", **words)
        return _("%(what)s: enter a number from %(least)s to %(most)s", **words)

    def text(self, design: Design) -> str:
        """The figure as it stands in a form."""
        return f"{self.shown(design):.2f}".rstrip("0").rstrip(".")


def _officers(design: Design, number: float) -> Design:
    return design.with_desk(By.OFFICER, officers=int(number), hours=design.deciding.hours)


def _hours(design: Design, number: float) -> Design:
    return design.with_desk(By.OFFICER, officers=design.deciding.officers, hours=number)


def _work(design: Design, mean: float) -> Design:
    """All steps of officers take so much longer or shorter that the usual one has this mean."""
    factor = mean / design.times[By.OFFICER].mean
    theirs = {step.action for step in design.workflow.steps if step.by == By.OFFICER} | {By.OFFICER}
    return replace(
        design, times={name: _scaled(time, factor if name in theirs else 1) for name, time in design.times.items()}
    )


def _scaled(time: Time, factor: float) -> Time:
    return replace(time, mean=time.mean * factor, observed=tuple(seen * factor for seen in time.observed))


def _asked(design: Design, percent: float) -> Design:
    """The other steps share what is left as they did before."""
    return replace(design, shares={code: _with_share(steps, percent / 100) for code, steps in design.shares.items()})


def _with_share(steps: Mapping[str, float], share: float) -> Mapping[str, float]:
    others = sum(weight for action, weight in steps.items() if action != "ask_more")
    if "ask_more" not in steps or not others:
        return steps
    return {**steps, "ask_more": others * share / (1 - share)}


def _asked_share(design: Design) -> float:
    for steps in design.shares.values():
        if "ask_more" in steps:
            return 100 * steps["ask_more"] / sum(steps.values())
    return 0.0


def _answers(design: Design, days: float) -> Design:
    return replace(design, times={**design.times, "answer": Time("lognormal", days, 1.0)})


SETTINGS = (
    Setting(
        "officers", _("Officers"), Decimal(1), Decimal(200), lambda design: design.deciding.officers, _officers,
        is_whole=True,
    ),
    Setting("hours", _("Hours of work a day"), Decimal(1), Decimal(24), lambda design: design.deciding.hours, _hours),
    Setting(
        "arrivals", _("New cases a working day"), Decimal("0.1"), Decimal(2000), lambda design: design.rate,
        lambda design, rate: replace(design, arrivals=rate),
    ),
    Setting(
        "work", _("Hours of work for a decision"), Decimal("0.05"), Decimal(200),
        lambda design: design.times[By.OFFICER].mean, _work,
    ),
    Setting(
        "opinions", _("Cases in a hundred with opinions of other offices"), Decimal(0), Decimal(100),
        lambda design: 100 * design.opinions, lambda design, percent: replace(design, opinions=percent / 100),
    ),
    Setting(
        "second", _("Cases in a hundred with a second officer"), Decimal(0), Decimal(100),
        lambda design: 100 * design.second, lambda design, percent: replace(design, second=percent / 100),
    ),
    Setting(
        "renewals", _("Renewals for a hundred new cases"), Decimal(0), Decimal(1000),
        lambda design: 100 * design.renewals, lambda design, percent: replace(design, renewals=percent / 100),
    ),
    Setting("asked", _("Times in a hundred that more is asked"), Decimal(0), Decimal(90), _asked_share, _asked),
    Setting(
        "answer", _("Days until the applicant answers"), Decimal("0.1"), Decimal(365),
        lambda design: (design.times.get("answer") or design.times[By.APPLICANT]).mean, _answers,
    ),
)  # fmt: skip
BY_NAME = {setting.name: setting for setting in SETTINGS}
ONE_OFFICER = _("Where a second officer must look at a case, at least two officers are needed.")


def settings_of(design: Design) -> tuple[Setting, ...]:
    """The settings that mean something for the workflow of a design."""
    actions = {step.action for step in design.workflow.steps}
    has = {
        "opinions": ASK_OPINIONS in actions,
        "second": any(step.never_by and step.by == By.OFFICER for step in design.workflow.steps),
        "renewals": RENEW in actions,
        "asked": "ask_more" in actions,
        "answer": "answer" in actions,
    }
    return tuple(setting for setting in SETTINGS if has.get(setting.name, True))


def standing(design: Design) -> dict[str, str]:
    """The settings as they stand in a design."""
    return {setting.name: setting.text(design) for setting in settings_of(design)}


def changed(design: Design, typed: Typed) -> tuple[Design, list[tuple[str, Text]]]:
    """The design with what was typed, and what is wrong, by the names of the settings.

    A figure that was left as it stands changes nothing: what was observed stays as it was observed.
    """
    wrong: list[tuple[str, Text]] = []
    for setting in settings_of(design):
        text = typed.get(setting.name, setting.text(design))
        if text.strip() == setting.text(design):
            continue
        try:
            design = setting.changed(design, setting.read(text))
        except BadInput as problem:
            wrong.append((setting.name, problem.sentence))
    if not wrong and design.needs_two_officers and design.deciding.officers < 2:
        wrong.append(("officers", ONE_OFFICER))
    return design, wrong
