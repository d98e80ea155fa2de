"""What is assumed of a service that has no history yet. The page and the command say that it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from egov.catalogue import Service
from egov.country.days import today
from egov.country.pack import Pack, current_pack
from egov.simulation.chance import Time
from egov.simulation.design import ASK_OPINIONS, RENEW, SILENCE, Design, Desk, Shares
from workflows.engine import By, State, Step, Workflow

YEAR = 365
OFFICERS = 3
REVIEWERS = 2
JUDGES = 1
RENEWALS = 0.3  # for one new case
CASES_AN_OFFICER = 1.5  # a working day: with the times below an officer is busy for most of it

TIMES: dict[str, Time] = {
    By.OFFICER: Time("lognormal", 2.0),
    By.REVIEWER: Time("lognormal", 2.0),
    By.APPEAL: Time("lognormal", 6.0),
    By.APPLICANT: Time("lognormal", 8.0, 1.0),
    By.PAYMENT: Time("exponential", 3.0),
    ASK_OPINIONS: Time("fixed", 0.5),
    "ask_more": Time("lognormal", 0.5),
}
SECOND_LOOK = Time("lognormal", 1.0)

# Of a hundred cases in a state; of those steps that are possible there.
OF_A_HUNDRED: dict[str, float] = {
    "approve": 78, "register": 78, "propose": 78, "refuse": 8, "ask_more": 12, "withdraw": 2,
    "send_back": 5, "uphold": 60, "cancel": 40, "confirm": 70, "annul": 30,
    "pay": 93, "contest": 5, "answer": 93, "opinions_in": 100, "go_on": 0, "appeal": 10,
}  # fmt: skip
NOBODY = 5.0
REST = 90.0
UNKNOWN = 10.0


@dataclass(frozen=True)
class Span:
    """From when and for how many calendar days cases come."""

    start: date
    length: int = YEAR


def default_design(service: Service, span: Span | None = None) -> Design:
    """The service as the country pack lays it out, with assumed figures."""
    pack, span = current_pack(), span or Span(today())
    return Design(
        service=service.name,
        workflow=service.workflow,
        law_days=service.days,
        appeal_days=service.appeal_days,
        start=span.start,
        length=span.length,
        arrivals=CASES_AN_OFFICER * OFFICERS,
        desks=tuple(_desks(service, pack)),
        times=default_times(service.workflow),
        shares=default_shares(service.workflow),
        opinions=0.5,
        renewals=RENEWALS if any(step.action == RENEW for step in service.workflow.steps) else 0.0,
        fee=25 * 10**pack.currency.digits if service.fee else 0,
    )


def default_times(workflow: Workflow) -> Mapping[str, Time]:
    """A look at what a colleague has prepared takes half as long."""
    looks = {step.action: SECOND_LOOK for step in workflow.steps if step.never_by}
    return {**TIMES, **looks}


def default_shares(workflow: Workflow) -> Shares:
    """How often each action comes next, in each state."""
    return {state.code: _shares_in(workflow, state) for state in workflow.states}


def _shares_in(workflow: Workflow, state: State) -> Mapping[str, float]:
    steps = [step for step in workflow.steps if state.code in step.sources and step.by != By.CLOCK]
    shares = {step.action: _share(step, state) for step in steps if step.action != ASK_OPINIONS}
    if state.waits_for is None:
        shares[SILENCE] = REST
    elif state.waits_for in (By.APPLICANT, By.PAYMENT):
        shares[SILENCE] = NOBODY
    return shares


def _share(step: Step, state: State) -> float:
    """What happens to a case that was decided, other than an appeal, is no part of the question."""
    if state.waits_for in (None, By.PAYMENT) and step.by == By.OFFICER:
        return 0
    return OF_A_HUNDRED.get(step.action, 0 if state.waits_for is None else UNKNOWN)


def _desks(service: Service, pack: Pack) -> list[Desk]:
    office = pack.office_deciding(service.name)
    body = pack.offices.get(office.appeal_body, office)
    reviewers = [
        Desk(other.code, By.REVIEWER, other.calendar, REVIEWERS, opinion_days=other.opinion_days)
        for other in pack.offices_reviewing(service.name)
    ]
    return [
        Desk(office.code, By.OFFICER, office.calendar, OFFICERS),
        Desk(body.code, By.APPEAL, body.calendar, JUDGES),
        *reviewers,
    ]
