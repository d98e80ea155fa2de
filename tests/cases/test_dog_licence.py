"""The smallest service, from the first click to the certificate."""

from collections.abc import Callable

from tests.support.visitor import Visitor

People = Callable[[str], Visitor]


def apply_for_dog(amina: Visitor, **changes: str) -> str:
    """Amina asks for a licence and sends it; the reference of her case."""
    amina.open("/services/dog_licence").press("Start now")
    dog = {"dog_name": "Rex", "size": "small", "neutered": "yes", "guide_dog": "no", **changes}
    amina.press("Continue", **dog)
    amina.press("Continue", address__line="14 Lighthouse Road", address__area="XM-HA-02")
    amina.press("Send").has("We have received it")
    panel = amina.page.select_one(".panel-reference")
    assert panel
    return panel.get_text().strip()


def pay(payer: Visitor) -> None:
    payer.follow("Pay").press("Pay", provider="demo")
    payer.press("Pay")


def test_amina_gets_a_licence_for_her_dog(people: People) -> None:
    amina, omar = people("amina"), people("omar")
    reference = apply_for_dog(amina)
    pay(amina)
    omar.open("/office").follow(reference).press("Take this case")
    omar.press("Approve")
    amina.open(f"/cases/{reference}").has("Issued", "Dog licence", "Download as PDF")
