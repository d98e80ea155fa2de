"""What the prover is given of a service: its workflow, and what is known of the offices, people and texts around it."""

from collections.abc import Iterator

from egov.catalogue import Service
from egov.country.offices import OPINION_DAYS
from egov.country.pack import Pack
from egov.forms.page import questions_of
from egov.soundness.hooks import guards_of
from egov.soundness.literals import literals_near
from egov.soundness.samples import samples
from egov.soundness.staff import Staff
from workflows.prover.subject import MOST_JUDGES, MOST_OFFICERS, Subject


def subject_of(service: Service, pack: Pack, staff: Staff | None = None, texts: tuple[str, ...] = ()) -> Subject:
    """What is to be proved of a service; without ``staff``, somebody holds every role."""
    office = pack.office_deciding(service.name)
    who = staff or (lambda role, code: {f"{role} {number}" for number in range(MOST_OFFICERS) if code})
    officers, judges = who("officer", office.code), who("appeal", office.appeal_body)
    asked = pack.offices_reviewing(service.name)
    return Subject(
        workflow=service.workflow,
        fees=(True, False) if service.fee else (False,),
        has_certificate=service.certificate is not None,
        certificate_expires=bool(service.certificate and service.certificate.months),
        days=service.days,
        review_days=max((office.opinion_days for office in asked), default=OPINION_DAYS),
        officers=len(officers),
        judges=min(MOST_JUDGES, len(judges)),
        in_both=min(MOST_JUDGES, len(officers & judges)),
        reviewers=tuple((str(office.name), len(who("reviewer", office.code))) for office in asked),
        has_appeal_body=bool(office.appeal_body),
        two_persons_required=any(step.never_by and step.decides for step in service.workflow.steps),
        has_retention=service.retention_years > 0,
        choices=tuple(_choices(service)),
        texts=texts,
    )


def _choices(service: Service) -> Iterator[tuple[str, tuple[object, ...]]]:
    """Values to try on guards, for each answer that there can be."""
    guards = guards_of(service)
    for page in service.pages:
        if page.repeats:
            yield page.slug(), ([{question.short_name: samples(question)[0] for question in questions_of(page)}],)
        for question in () if page.repeats else questions_of(page):
            yield question.short_name, tuple(samples(question, literals_near(question.short_name, guards)))
