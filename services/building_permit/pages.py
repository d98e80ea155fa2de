"""The questions of the building permit."""

from egov.kit import (
    ChoiceField,
    ChoicesField,
    CompanyField,
    DateField,
    Fact,
    FileField,
    LongTextField,
    NumberField,
    Page,
    RecordField,
    TextField,
    YesNoField,
    _,
)
from services.building_permit import rules

APPLICANTS = [("myself", _("For myself")), ("company", _("For a company that I represent"))]
WORKS = [("new", _("A new building")), ("extension", _("An extension")), ("conversion", _("A new use for a building"))]
USES = [("living", _("Living")), ("business", _("Shop or office")), ("other", _("Something else"))]
HEATING = [("none", _("No heating")), ("electric", _("Electricity")), ("gas", _("Gas")), ("solar", _("Sun"))]


class WhoApplies(Page):
    title = _("Who applies?")
    applies_for = ChoiceField(_("For whom do you apply?"), choices=APPLICANTS)


class Company(Page):
    title = _("The company")
    only_if = rules.for_company
    company = CompanyField(_("Registration number of the company"), hint=_("It stands in the business register"))


class Land(Page):
    title = _("The land")
    parcel = RecordField(
        _("Number of the parcel"), hint=_("It stands in your title deed, for example HA-02-0117"), register="parcels",
        facts=[Fact("address", _("Address")), Fact("area", _("Town or village"), "area"), Fact("zone", _("Zone"))],
    )  # fmt: skip


class Work(Page):
    title = _("The work")
    work = ChoiceField(_("What do you want to build?"), choices=WORKS)
    description = LongTextField(_("Describe the work in a few sentences"))


class OldUse(Page):
    title = _("The building today")
    only_if = rules.is_conversion
    use_now = ChoiceField(_("What is the building used for now?"), choices=USES)
    use_then = ChoiceField(_("What will it be used for?"), choices=USES)


class Storey(Page):
    title = _("Storeys")
    item = _("Storey")
    intro = _("Add each storey that you build, from the ground up.")
    only_if = rules.has_storeys
    repeats = 10
    label = TextField(_("Name of the storey"), hint=_("For example: ground floor"), longest=60)
    area = NumberField(_("Floor area in square metres"), minimum=1, maximum=100000, decimals=2)


class Surroundings(Page):
    title = _("Around the building")
    only_if = rules.has_storeys
    heating = ChoicesField(_("How will it be heated?"), choices=HEATING)
    trees = YesNoField(_("Will trees be cut down?"))


class Trees(Page):
    title = _("The trees")
    only_if = rules.felling_trees
    how_many = NumberField(_("How many trees?"), minimum=1, maximum=1000)
    why = LongTextField(_("Why must they go?"))


class Plans(Page):
    title = _("Your plans")
    plans = FileField(_("Send your plans"))
    begin = DateField(_("When do you want to begin?"), optional=True)


ALL = [WhoApplies, Company, Land, Work, OldUse, Storey, Surroundings, Trees, Plans]
