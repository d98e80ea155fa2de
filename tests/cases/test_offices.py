"""How an office is reached: nobody is left with a page and a question."""

from collections.abc import Callable

from egov.country.pack import current_pack
from tests.support.robot import Robot
from tests.support.visitor import Visitor

People = Callable[[str], Visitor]
CALLS = 'href="tel:+9992010100"'


def test_every_office_says_where_it_is_and_what_it_decides_on(visitor: Visitor) -> None:
    page = visitor.open("/").follow("Offices")
    with visitor.app.app_context():
        offices = current_pack().offices.values()
    for office in offices:
        page.has(str(office.name), str(office.address), office.phone, office.email)
    page.follow("Building permit").has("Start now")


def test_a_service_and_a_case_name_the_address_of_their_office(visitor: Visitor, people: People) -> None:
    visitor.open("/services/dog_licence").has("1 Council Square, Harbour City", "licensing@harbour.example.org")
    assert CALLS in visitor.html.decode()
    amina = people("amina")
    reference = Robot(visitor.app, "dog_licence").apply(amina)
    assert CALLS in amina.open(f"/cases/{reference}").html.decode()


def test_the_page_for_paying_names_the_desks_at_which_one_can(visitor: Visitor, people: People) -> None:
    amina = people("amina")
    reference = Robot(visitor.app, "dog_licence").apply(amina)
    amina.open(f"/pay/{reference}").has("State Treasury", "5 Mint Street, Harbour City")
    assert "1 Council Square" not in amina.html.decode()


def test_an_address_is_read_in_the_language_of_the_page(visitor: Visitor) -> None:
    visitor.open("/offices?lang=ar").has("١ ساحة المجلس، مدينة المرفأ", "الهاتف")
