"""The seeded faults: a sound table or service with one thing wrong, the check that must find it, its story."""

from dataclasses import replace

from tests.prover.tables import ADVISED, APPEALABLE, added, changed, place, restated, rings, row, without
from workflows.clauses import (
    Silence,
    appealable,
    deemed_approved,
    deemed_refused,
    with_opinions,
    with_publication,
)
from workflows.engine import START, STAY, Alarm, By, Clock, Since, State, Step, Workflow, always
from workflows.guards import one_opinion_in, two_opinions_in
from workflows.inspection import inspection
from workflows.permit import permit, permit_with_second_officer
from workflows.prover.subject import Subject
from workflows.registration import registration
from workflows.renewal import renewable

Seeded = tuple[str, str, Subject]
NEVER_PAYS = "Amina applies. Amina never pays: nobody can ever close this case."
NEVER_ANSWERS = "Amina applies. Omar asks for more. Amina never answers: nobody can ever close this case."
TWO = permit_with_second_officer
RENEWABLE = renewable(APPEALABLE)
PUBLISHED = with_publication(permit, days=30)
THREE_OFFICES = (("Fire Safety", 1), ("Environment", 1), ("Heritage", 1))


def of(table: Workflow, **around: object) -> Subject:
    return replace(Subject(table), **around)  # type: ignore[arg-type]


def end(code: str) -> State:
    return place(code, waits_for=None, clock=Clock.ENDED)


def refusing(source: str) -> Step:
    return row("stop", source, "refused", decides="refused", needs_reason=True)


WAYS: list[Seeded] = [
    ("unreachable-state", 'no step leads to "Nowhere"', of(added(permit, states=(end("nowhere"),)))),
    ("unreachable-state", 'Only "Shelve" would lead to "Archive"',
     of(added(permit, row("shelve", "cellar", "archive"), states=(end("archive"), end("cellar"))))),
    ("step-never-fires", 'Now "Hurry" should be possible: its condition never holds.',
     of(added(permit, row("hurry", "assessment", "withdrawn", decides="approved", when=lambda facts: False)))),
    ("step-never-fires", "an earlier alarm always comes first",
     of(added(permit, rings("give_up", "to_pay", "lapsed", 90, does="drop_charge")))),
    ("step-never-fires", "another row is taken in its place",
     of(added(permit, row("withdraw", "assessment", "lapsed", by=By.APPLICANT)))),
    ("step-never-fires", "there is no opinions to count from",
     of(added(permit, rings("hear", "assessment", STAY, 1, since=Since.OPINIONS)))),
    ("no-way-to-an-end", NEVER_ANSWERS, of(without(permit, "lapse_unanswered"))),
    ("no-way-to-an-end", NEVER_PAYS, of(without(permit, "lapse_unpaid"))),
    ("no-way-to-an-end", "Amina applies. Omar shelves. Nobody can ever close this case.",
     of(added(permit, row("shelve", "assessment", "cellar"), states=(place("cellar"),)))),
]  # fmt: skip

TIME: list[Seeded] = [
    ("two-automatic-steps-race", 'On one day both "Lapse unpaid" and "Fine" are due',
     of(added(permit, rings("fine", "to_pay", "refused", 30)))),
    ("two-automatic-steps-race", 'After 14 days: reminded of the fee. On one day both "Lapse unpaid" and "Fine"',
     of(added(permit, rings("fine", "to_pay", "refused", 22, working=True)))),
    ("two-automatic-steps-race", "chance decides",
     of(added(deemed_approved(permit), rings("tire", "assessment", "lapsed", 30, does="owe_back")), days=14)),
    ("loop-of-automatic-steps", "Omar parks. After 5 days: wake done. After 5 days: sleep done. And so on without end",
     of(added(permit, row("park", "assessment", "night"), rings("wake", "night", "day", 5),
              rings("sleep", "day", "night", 5), refusing("day"), states=(place("night"), place("day"))))),
    ("loop-of-automatic-steps", "After 9 days: turn done. After 9 days: turn back done. And so on without end",
     of(added(permit, row("park", "assessment", "mill"), rings("nudge", "mill", STAY, 3), refusing("mill"),
              rings("turn", "mill", "wheel", 9), rings("turn_back", "wheel", "mill", 9),
              states=(place("mill"), place("wheel"))))),
    ("loop-of-automatic-steps", "it has no opinion. And so on without end",
     of(changed(ADVISED, "opinion_overdue", does=""))),
    ("wait-without-a-deadline", 'Omar proposes approval. "Waiting for a second officer": nothing happens',
     of(without(TWO, "escalate", source="second_look"))),
    ("wait-without-a-deadline", 'Omar refuses. Amina appeals. "Under appeal": nothing happens',
     of(without(APPEALABLE, "escalate", source="appealed"))),
    ("wait-without-a-deadline", 'Amina applies. "In assessment": nothing happens', of(without(permit, "escalate"))),
    ("wait-without-a-deadline", 'Amina applies. "Waiting for payment": nothing happens',
     of(without(permit, "lapse_unpaid", "remind_to_pay"))),
    ("wait-without-a-deadline", 'Omar asks for opinions. "Waiting for opinions": nothing happens',
     of(restated(without(ADVISED, "opinion_overdue", "opinions_overdue"), "opinions", clock=Clock.STANDS))),
    ("deadlines-past-the-legal-limit", "lasts 61 working days: 61 working days, when the law gives 40",
     of(ADVISED, review_days=60)),
    ("deadlines-past-the-legal-limit", '"In assessment" lasts 64 working days',
     of(added(permit, rings("tire", "assessment", "lapsed", 90, does="owe_back")))),
    ("deadlines-past-the-legal-limit", "40 working days, when the law gives 35",
     of(added(permit, row("publish", "assessment", "shown"), row("weigh", "shown", "weighed"),
              rings("shown_long_enough", "shown", "weighed", 20, working=True),
              rings("weighed_long_enough", "weighed", "assessment", 20, working=True),
              states=(place("shown"), place("weighed"))), days=35)),
]  # fmt: skip

PEOPLE: list[Seeded] = [
    ("role-nobody-holds", 'Amina applies. "In assessment". Nobody holds this role there.', of(permit, officers=0)),
    ("role-nobody-holds", 'Omar refuses. Amina appeals. "Under appeal". Nobody holds this role',
     of(APPEALABLE, judges=0)),
    ("role-nobody-holds", 'Omar proposes approval. "Waiting for a second officer". Nobody is left',
     of(TWO, officers=1)),
    ("role-nobody-holds", 'Omar checks. Grace weighs. "Third look". Nobody is left',
     of(added(permit, row("check", "assessment", "second"), row("weigh", "second", "third_look", never_by=("check",)),
              row("seal", "third_look", "issued", decides="approved", does="issue", never_by=("check", "weigh")),
              rings("tell", "second", STAY, 9), rings("tell", "third_look", STAY, 9),
              states=(place("second"), place("third_look"))))),
    ("opinion-nobody-can-give", "Omar asks for opinions. No office gives opinions on this service.",
     of(ADVISED, reviewers=())),
    ("opinion-nobody-can-give", "Omar asks for opinions. Nobody at Environment may give the opinion.",
     of(ADVISED, reviewers=(("Fire Safety", 1), ("Environment", 0)))),
    ("opinion-nobody-can-give", "Amina applies. Omar consults. Nobody was asked.",
     of(added(ADVISED, row("consult", "assessment", "opinions")))),
    ("opinion-nobody-can-give", "Omar goes on without waiting. Farid is still asked for an opinion",
     of(changed(ADVISED, "go_on", does=""))),
    ("opinion-nobody-can-give", "approved, since the office did not decide in time. Farid is still asked",
     of(changed(without(deemed_approved(ADVISED), "opinions_too_late"), "deem_approved",
                sources=("assessment", "opinions")))),
    ("opinion-nobody-can-give", "it has no opinion. Nobody is asked any more.",
     of(without(ADVISED, "opinions_overdue"))),
    ("opinion-nobody-can-give", "Omar asks for opinions. Farid gives an opinion, and nothing follows.",
     of(without(ADVISED, "opinions_in"))),
    ("decided-by-one-alone", "Amina applies. Omar stamps. Omar stamps alone: nobody else has looked at it.",
     of(added(TWO, row("stamp", "assessment", "issued", decides="approved", does="issue")), two_persons_required=True)),
    ("decided-by-one-alone", "Omar proposes approval. Omar approves. Omar approves alone",
     of(changed(TWO, "approve", never_by=()), two_persons_required=True)),
    ("decided-by-one-alone", "Omar approves alone", of(permit, two_persons_required=True)),
]  # fmt: skip

MONEY: list[Seeded] = [
    ("issued-without-paid", "Amina applies. Omar approves. The fee was never paid.",
     of(changed(permit, "submit", target="assessment"))),
    ("issued-without-paid", "Omar waves through. Omar approves. The fee was never paid.",
     of(added(permit, row("wave_through", "to_pay", "assessment")))),
    ("issued-without-paid", "Amina applies. 10 days after the legal deadline: "
     "approved, since the office did not decide in time. The fee was never paid.",
     of(restated(changed(deemed_approved(permit), "deem_approved", sources=("assessment", "to_pay")), "to_pay",
                 clock=Clock.RUNS))),
    ("paid-and-neither-served-nor-refunded", "Amina pays. Amina withdraws. The fee was paid, nothing was decided",
     of(changed(permit, "withdraw", does="drop_charge"))),
    ("paid-and-neither-served-nor-refunded", "our question was not answered. The fee was paid, nothing was decided",
     of(changed(registration, "lapse_unanswered", does=""), certificate_expires=False)),
    ("paid-and-neither-served-nor-refunded", "Omar refuses. Omar annuls. Amina abandons. The fee was paid",
     of(added(permit, row("annul", "refused", "assessment", decides="annulled"),
              row("abandon", "assessment", "withdrawn", by=By.APPLICANT, when=lambda facts: "annul" in facts.taken)))),
]  # fmt: skip

LAW: list[Seeded] = [
    ("end-without-a-decision", "Amina applies. Omar closes. The case is closed, and nobody has decided anything.",
     of(added(permit, row("close", "assessment", "withdrawn", does="owe_back")))),
    ("end-without-a-decision", "Omar registers. The case is closed, and nobody has decided",
     of(changed(registration, "register", decides=""), certificate_expires=False)),
    ("refusal-without-reason-or-appeal", "Amina applies. Omar refuses. Nobody says why.",
     of(changed(permit, "refuse", needs_reason=False))),
    ("refusal-without-reason-or-appeal", "Omar refuses. Amina can turn to nobody.", of(permit, has_appeal_body=False)),
    ("refusal-without-reason-or-appeal", "Omar revokes. Amina can turn to nobody.",
     of(changed(APPEALABLE, "appeal", sources=("refused",)))),
    ("citizen-without-notice", "Omar asks for more. The letter to Amina says nothing.",
     of(restated(permit, "more_info", for_applicant=" "))),
    ("citizen-without-notice", "Omar refuses. The letter to Amina says nothing.",
     of(changed(permit, "refuse", done=""))),
    ("certificate-without-an-end", "Omar registers. The certificate holds for ever",
     of(without(registration, "revoke"), certificate_expires=False)),
    ("certificate-without-an-end", "Omar approves. The certificate holds for ever",
     of(without(permit, "revoke"), certificate_expires=False)),
    ("certificate-in-the-way", 'Omar approves. Omar reopens. Omar approves. "Approve" is refused each time',
     of(added(permit, row("reopen", "issued", "assessment"), row("annul", "assessment", "revoked", decides="revoked",
              does="revoke", needs_reason=True)))),
    ("certificate-in-the-way", 'Omar revokes. Omar revives. "Revive" is refused each time',
     of(added(permit, row("revive", "revoked", "issued", decides="approved", does="renew")))),
    ("no-retention-rule", "Fifty years later Amina's answers are still here.", of(permit, has_retention=False)),
    ("text-missing", 'Amina reads in ar and comes to "Dog licence"', of(permit, texts=("Dog licence @ar",))),
]  # fmt: skip

CLAUSES: list[Seeded] = [
    ("no-way-to-an-end", "Amina renews. Amina never pays: nobody can ever close this case.",
     of(without(renewable(permit), "give_up_renewal", "stop_renewal"))),
    ("wait-without-a-deadline", '"Renewal in assessment": nothing happens',
     of(without(RENEWABLE, "escalate", source="renewal"))),
    ("issued-without-paid", "Khadija annuls the decision. Omar approves. The fee was never paid.",
     of(added(RENEWABLE, row("refuse", "renewal_to_pay", "not_renewed", decides="refused", needs_reason=True,
                             does="drop_charge")))),
    ("issued-without-paid", "Amina renews. Omar waves through. Omar approves. The fee was never paid.",
     of(added(RENEWABLE, row("wave_through", "renewal_to_pay", "renewal")))),
    ("certificate-without-an-end", "Khadija confirms the decision. The certificate holds for ever",
     of(added(without(RENEWABLE, "confirm", source="renewal_appealed"),
              row("confirm_the_decision", "renewal_appealed", "confirmed", by=By.APPEAL, decides="refused",
                  needs_reason=True)))),
    ("decided-by-one-alone", "Amina renews. Omar hurries. Omar hurries alone",
     of(added(renewable(appealable(TWO)), row("hurry", "renewal", "issued", decides="approved", does="renew")),
        two_persons_required=True)),
    ("no-way-to-an-end", "Omar publishes the application. Nobody can ever close this case.",
     of(changed(without(PUBLISHED, "end_publication", "object"), "approve", when=always))),
    ("step-never-fires", 'Now "Approve" should be possible: its condition never holds.',
     of(without(PUBLISHED, "publish"))),
    ("two-automatic-steps-race", 'both "Approve by silence" and "Refuse by silence" are due',
     of(appealable(deemed_refused(deemed_approved(permit))))),
    ("refusal-without-reason-or-appeal", "takes its silence for a refusal. Amina can turn to nobody.",
     of(deemed_refused(permit), has_appeal_body=False)),
    ("opinion-nobody-can-give", "is still asked for an opinion that can no longer be given",
     of(changed(with_opinions(permit, enough=one_opinion_in), "opinions_in", does=""))),
    ("no-way-to-an-end", "Omar orders defects to be put right. Amina never answers: nobody can ever close this case.",
     of(without(appealable(inspection), "visit_again"))),
]  # fmt: skip

UNREAD = "The table cannot be read to its end"
BROKEN: list[Seeded] = [
    ("broken-table", UNREAD, of(added(permit, states=(permit.states[1],)))),
    ("broken-table", UNREAD, of(added(permit, row("lose", "assessment", "lost")))),
    ("broken-table", UNREAD, of(added(permit, row("find", "lost", "assessment")))),
    ("broken-table", UNREAD, of(added(permit, row("bake", "assessment", "issued", does="cake")))),
    ("broken-table", UNREAD, of(added(permit, row("seal", "assessment", "issued", never_by=("sign",))))),
    ("broken-table", UNREAD, of(added(permit, row("nap", "assessment", "issued", by=By.CLOCK)))),
    ("broken-table", UNREAD, of(added(permit, row("nap", "assessment", STAY, alarm=Alarm(Since.ENTRY, 1))))),
    ("broken-table", UNREAD, of(added(permit, rings("scold", "assessment", STAY, 5, needs_reason=True)))),
    ("broken-table", UNREAD, of(without(permit, "submit"))),
    ("broken-table", UNREAD, of(changed(permit, "refuse", decides="denied"))),
    ("broken-table", UNREAD, of(added(without(permit, "submit"), row("apply", START, "assessment", by=By.APPLICANT)))),
    ("broken-table", UNREAD, of(changed(permit, "submit", needs_reason=True))),
    ("broken-table", UNREAD, of(added(permit, row("submit", START, "assessment")))),
    ("broken-table", UNREAD, of(added(without(permit, "pay"), row("pay_fee", "to_pay", "assessment", by=By.PAYMENT)))),
    ("broken-table", UNREAD, of(added(permit, row("put_right", "issued", STAY, does="correct")))),
    (
        "broken-table",
        UNREAD,
        of(added(permit, rings("nudge", "assessment", STAY, -3, since=Since.DEADLINE, working=True))),
    ),
    ("broken-table", UNREAD, of(added(permit, rings("nudge", "assessment", STAY, 1_000_000)))),
]

SENTENCES = [
    "state 'assessment' is listed twice", "names a state 'lost'", "names a state 'lost'", "does 'cake'",
    "bars who did 'sign'",
    "must have an alarm", "only if, the clock takes it", "nobody is there to write it", "nobody can ever apply",
    "decides 'denied'", "'apply' cannot begin a case", "'submit' cannot begin a case", "'submit' cannot begin a case",
    "looks for 'pay'", "corrects what nobody proposed",
    "counts working days backwards", "rings after 1000000 days",
]  # fmt: skip

SEEDED = [*WAYS, *TIME, *PEOPLE, *MONEY, *LAW, *CLAUSES, *BROKEN]
SOUND = [
    of(permit), of(APPEALABLE), of(TWO, two_persons_required=True), of(ADVISED),
    of(appealable(deemed_approved(with_opinions(TWO))), two_persons_required=True),
    of(appealable(registration), certificate_expires=False),
    of(appealable(inspection)), of(RENEWABLE), of(appealable(deemed_refused(PUBLISHED))),
    of(with_opinions(permit, enough=two_opinions_in, silence=Silence.CONSENT), reviewers=THREE_OFFICES),
    of(renewable(appealable(deemed_approved(with_opinions(TWO)))), two_persons_required=True),
]  # fmt: skip
