"""Birth registration: the applicant is not the subject; the register of births gets a record."""

from wtforms.validators import ValidationError

from egov.kit import (
    Answers,
    AreaField,
    AreaName,
    CaseFacts,
    Certificate,
    ChoiceField,
    DateField,
    FileField,
    Page,
    PersonField,
    Service,
    TextField,
    _,
    appealable,
    change_register,
    correctable,
    keep_in_register,
    registration,
    today,
)
from services.birth_registration import rules

SEXES = [("female", _("Girl")), ("male", _("Boy"))]


class You(Page):
    title = _("You")
    you_are = ChoiceField(
        _("Who are you?"),
        choices=[("mother", _("The mother")), ("father", _("The father")), ("other", _("Somebody else"))],
    )


class Child(Page):
    title = _("The child")
    child_name = TextField(_("Full name of the child"))
    sex = ChoiceField(_("Is the child a girl or a boy?"), choices=SEXES)
    born = DateField(_("When was the child born?"))
    place = AreaField(_("Where was the child born?"))

    def validate_born(self, field: DateField) -> None:
        if field.data and field.data > today():
            raise ValidationError(str(_("The date of birth cannot be in the future")))


class Mother(Page):
    title = _("The mother")
    mother = PersonField(_("Who is the mother?"), is_applicant=rules.mother_applies)


class Father(Page):
    title = _("The father")
    father = PersonField(_("Who is the father?"), is_applicant=rules.father_applies, optional=True)


class Proof(Page):
    title = _("Proof of birth")
    notice = FileField(_("Send the notice of birth from the hospital or the midwife"))


def reported_late(answers: Answers) -> bool:
    return rules.is_late(answers, today())


class LateReport(Page):
    title = _("Late report")
    intro = _("A birth reported more than 30 days later needs one more paper, and a fee.")
    only_if = reported_late
    statement = FileField(_("Send a statement of two witnesses"))


def record_birth(case: CaseFacts) -> None:
    keep_in_register("births", case.reference, {**rules.record(case.answers), "status": "registered"})


def strike_birth(case: CaseFacts) -> None:
    change_register("births", case.reference, {"status": "revoked"})


def correct_birth(case: CaseFacts) -> None:
    change_register("births", case.reference, rules.record(case.answers))


service = Service(
    name="birth_registration",
    prefix="BR",
    title=_("Birth registration"),
    summary=_("Report the birth of a child and get the birth certificate."),
    life_event="family",
    you_get=_("An entry in the register of births, and a certificate extracted from it"),
    you_need=(_("The notice of birth"), _("The national identifiers of the parents")),
    costs=_("Free within 30 days; %(fee)s later", fee=1000),
    legal_basis=_("Civil Registration Act, section 5"),
    pages=[You, Child, Mother, Father, Proof, LateReport],
    workflow=correctable(appealable(registration)),
    days=5,
    retention_years=100,
    fee=rules.fee,
    certificate=Certificate(
        title=_("Birth certificate"),
        holder=lambda answers: str(answers["child_name"]),
        intro=_("Extract from the register of births."),
        rows=lambda answers: [
            (_("Girl or boy"), dict(SEXES)[answers["sex"]]),
            (_("Date of birth"), answers["born"]),
            (_("Place of birth"), AreaName(answers["place"])),
            (_("Mother"), answers["mother"]["name"]),
            (_("Father"), answers["father"]["name"] if answers.get("father") else _("Not named")),
        ],
    ),
    account_needed=True,
    effects={"register": record_birth, "confirm_correction": correct_birth, "revoke": strike_birth},
)
