"""What a publication would do, before anything happens: what changes, and where the running cases stand."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import undefer

from egov.cases.models import Case
from egov.cases.moving import Standing
from egov.catalogue import Service, all_services
from egov.db import db, one_moment
from egov.editions.comparison import Change, Part, Version, changes_between, version_of
from egov.editions.models import Edition
from egov.editions.operations import (
    edition_in_force,
    editions_by_service,
    folder_content,
    in_force_among,
    is_as_published,
    latest_edition,
)
from egov.errors import NotFound
from egov.forms.base import Answer, Words
from egov.forms.fields import ChoiceField
from egov.forms.page import questions_of
from egov.publishing.judging import Crossing, Fate, Judge
from egov.soundness.examination import examine
from egov.soundness.faults import Fault
from egov.soundness.staff import roles_held
from egov.texts import Text

AT_ONCE = 500


@dataclass(frozen=True)
class Line:
    """How many cases of an edition stand in a state and share a fate, and why."""

    edition: Edition
    state: Text
    fate: Fate
    why: str
    cases: int


@dataclass(frozen=True)
class ChoiceGone:
    """A question, and the choices that were answered and are gone, each with its words of before."""

    question: ChoiceField
    gone: dict[str, Words] = field(default_factory=dict)

    def found(self, given: list[str], before: Answer | None) -> None:
        """Note what was answered and is a choice no longer; ``before`` is the question of the old edition."""
        known = dict(before.options()) if isinstance(before, ChoiceField) else {}
        for value in set(given) - set(dict(self.question.options())):
            self.gone[value] = known.get(value, value)


@dataclass
class Preview:
    """The folder of a service against what is published. Nothing is changed by looking.

    ``edition`` is in force, ``latest`` was published last: its day may still come.
    """

    service: Service
    edition: Edition | None
    latest: Edition | None
    crossing: Crossing = field(default_factory=Crossing)

    @property
    def is_new(self) -> bool:
        """Whether the folder says something that is not published yet."""
        return self.latest is None or not is_as_published(self.latest)

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """What must be corrected before it can be published."""
        return examine(self.service, roles_held()).faults if self.is_new else ()

    @cached_property
    def changes(self) -> list[Change]:
        """What is different from the edition in force, in words."""
        if self.edition is None:
            return []
        return changes_between(version_of(self.edition), self._folder)

    @cached_property
    def survey(self) -> "Survey":
        """Where the running cases stand, and what becomes of them."""
        return _surveyed(self._folder, self.crossing)

    @property
    def _folder(self) -> Version:
        return Version(self.service, folder_content(self.service.name))


@dataclass
class Survey:
    """The running cases by fate, and what a mapping would have to supply."""

    counted: Counter[tuple[int, str, Fate, str]] = field(default_factory=Counter)
    editions: dict[int, Edition] = field(default_factory=dict)
    labels: dict[tuple[int, str], str] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    questions: dict[str, Answer] = field(default_factory=dict)
    choices: dict[str, ChoiceGone] = field(default_factory=dict)

    @property
    def lines(self) -> list[Line]:
        """The counts, edition by edition and state by state."""
        return [
            Line(self.editions[edition], Text(self.labels[edition, state]), fate, why, count)
            for (edition, state, fate, why), count in sorted(self.counted.items())
        ]

    def cases(self, fate: Fate) -> int:
        """How many cases share a fate."""
        return sum(count for (_edition, _state, known, _why), count in self.counted.items() if known == fate)

    @property
    def running(self) -> int:
        """How many cases run under an earlier edition."""
        return self.counted.total()


def preview_of(name: str, crossing: Crossing | None = None) -> Preview:
    """The preview of what the folder of a service would change. Raises NotFound for a service without a folder."""
    service = all_services().get(name)
    if service is None:
        raise NotFound()
    return Preview(service, edition_in_force(name), latest_edition(name), crossing or Crossing())


def previews_of(names: Iterable[str]) -> list[Preview]:
    """The previews of several services for an overview: one query tells what is published of all of them."""
    known, services = editions_by_service(), all_services()
    return [
        Preview(services[name], in_force_among(known.get(name, [])), next(reversed(known.get(name, [])), None))
        for name in names
    ]


def judge_between(old: Edition, new: Version, crossing: Crossing) -> Judge:
    """The judge of the cases of an old edition by the new version of its service."""
    before = version_of(old)
    changes = changes_between(before, new)
    return Judge(
        before.service, new.service, crossing, same_otherwise=all(change.part == Part.WORKFLOW for change in changes)
    )


def _surveyed(new: Version, crossing: Crossing) -> Survey:
    survey, judges = Survey(), dict[int, Judge]()
    with one_moment():  # a case may move to an edition that is published meanwhile
        for edition in _editions(new.service.name):
            survey.editions[edition.id] = edition
            judges[edition.id] = judge_between(edition, new, crossing)
        for edition_id, standing in _running(new.service.name):
            _count(survey, edition_id, judges[edition_id], standing)
    return survey


def _count(survey: Survey, edition_id: int, judge: Judge, standing: Standing) -> None:
    verdict, label = judge.verdict(standing), judge.old.workflow.state(standing.state).label
    survey.labels[edition_id, standing.state] = label
    survey.counted[edition_id, standing.state, verdict.fate, str(verdict.why)] += 1
    if verdict.state:
        survey.states[verdict.state] = label
    asked_before = {q.short_name: q for page in judge.old.pages for q in questions_of(page)} if verdict.unfit else {}
    for question in verdict.questions:
        given = verdict.unfit.get(question.short_name)
        if given and isinstance(question, ChoiceField):
            choice = survey.choices.setdefault(question.short_name, ChoiceGone(question))
            choice.found(given if isinstance(given, list) else [given], asked_before.get(question.short_name))
        else:
            survey.questions[question.short_name] = question


def _editions(name: str) -> list[Edition]:
    query = select(Edition).where(Edition.service == name).order_by(Edition.number)
    return list(db.session.scalars(query.options(undefer(Edition.content))))


def _running(name: str) -> Iterator[tuple[int, Standing]]:
    """The running cases with an edition, read in portions: only what the judge looks at."""
    columns = select(Case.edition_id, Case.state, Case.answers)
    wanted = columns.where(Case.service == name, Case.closed_at.is_(None), Case.edition_id.is_not(None))
    with db.session.execute(wanted.execution_options(yield_per=AT_ONCE)) as found:
        for edition_id, state, answers in found:
            yield edition_id, Standing(state, answers)
