"""Building permit: many pages, conditions, storeys, plans, opinions of other offices, two officers."""

from egov.kit import (
    Certificate,
    Service,
    _,
    correctable,
    deemed_approved,
    permit_with_second_officer,
    renewable,
    with_opinions,
)
from services.building_permit import pages, rules

service = Service(
    name="building_permit",
    prefix="BP",
    title=_("Building permit"),
    summary=_("Build, extend or convert a house."),
    life_event="building",
    you_get=_("A permit to start building within 24 months"),
    you_need=(_("The number of your parcel"), _("The floor area of each storey"), _("Your plans as PDF or pictures")),
    costs=_("%(base)s, and %(more)s for each square metre of floor", base=12000, more=120),
    legal_basis=_("Building Act, section 31"),
    pages=pages.ALL,
    workflow=correctable(renewable(deemed_approved(with_opinions(permit_with_second_officer)))),  # with appeal
    days=40,
    retention_years=30,
    fee=rules.fee,
    certificate=Certificate(
        title=_("Building permit"),
        intro=_("The holder may carry out these works."),
        rows=lambda answers: [
            (_("Parcel"), answers["parcel"]["key"]),
            (_("Kind of work"), dict(pages.WORKS)[answers["work"]]),
            *((_("Floor area in square metres"), area) for area in [rules.floor_area(answers)] if area),
        ],
        months=24,
    ),
    account_needed=True,
    grounds={
        "coverage": _("More of the plot would be built over than the zone allows (Building Act, section 12)"),
        "distance": _("The house would stand too close to the boundary (Building Act, section 14)"),
        "use": _("The zone does not allow this use (Building Act, section 9)"),
    },
)
