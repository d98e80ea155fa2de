"""Dog licence: the smallest complete service, the one to copy."""

from egov.kit import AddressField, Certificate, ChoiceField, Page, Service, TextField, YesNoField, _, permit, renewable
from services.dog_licence import rules


class YourDog(Page):
    title = _("Your dog")
    dog_name = TextField(_("What is the dog's name?"), longest=60)
    size = ChoiceField(
        _("How tall is the dog?"),
        choices=[("small", _("Up to 40 cm")), ("medium", _("40 to 60 cm")), ("large", _("Over 60 cm"))],
    )
    neutered = YesNoField(_("Is the dog neutered?"), hint=_("A neutered dog costs half"))
    guide_dog = YesNoField(_("Is it a guide dog?"), hint=_("A guide dog costs nothing"))


class WhereItLives(Page):
    title = _("Where the dog lives")
    address = AddressField(_("Where does the dog live?"))


service = Service(
    name="dog_licence",
    prefix="DL",
    title=_("Dog licence"),
    summary=_("Every dog older than three months needs a licence."),
    life_event="home",
    you_get=_("A licence for one dog, valid for 12 months"),
    you_need=(_("The name and the height of your dog"), _("A bank card or your phone to pay")),
    costs=_("%(fee)s; half for a neutered dog, nothing for a guide dog", fee=2500),
    legal_basis=_("Animals Act, section 12"),
    pages=[YourDog, WhereItLives],
    workflow=renewable(permit),  # with appeal, as every renewable table
    days=10,
    retention_years=5,
    fee=rules.fee,
    certificate=Certificate(
        title=_("Dog licence"),
        intro=_("This dog may be kept in the Republic."),
        rows=lambda answers: [(_("Name of the dog"), answers["dog_name"])],
        months=12,
    ),
)
