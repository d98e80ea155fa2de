"""What only a browser can tell: nothing touches or is found below the edge, no number breaks, lines stay lines."""

import pytest
from playwright.sync_api import Locator

from tests.stories.cast import Somebody, decide, send, take

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
APART = 8  # pixels


def edges(element: Locator) -> tuple[float, float]:
    """Where it begins and ends, from the upper edge of the window."""
    box = element.bounding_box()
    assert box
    return box["y"], box["y"] + box["height"]


def test_buttons_of_an_account_keep_apart(somebody: Somebody) -> None:
    somebody().sign_in("amina")
    amina = somebody().sign_in("amina").open("/account")
    end_others, sign_out = amina.page.locator("main .button-secondary").last, amina.page.locator("main .button-warning")
    assert edges(sign_out)[0] - edges(end_others)[1] >= APART


def test_who_searches_the_log_sees_what_was_found(somebody: Somebody) -> None:
    ruth = somebody().sign_in("ruth")
    ruth.page.set_viewport_size({"width": 1280, "height": 720})
    ruth.open("/audit").press("Search")
    assert 0 <= edges(ruth.page.locator("main table caption"))[0] < 360


def test_on_a_phone_no_example_breaks_and_the_strip_keeps_off_the_edge(somebody: Somebody) -> None:
    reader = somebody(phone=True).open("/verify")
    assert edges(reader.page.locator(".demo-strip p"))[0] >= APART / 2
    top, bottom = edges(reader.page.locator(".hint .number"))
    assert bottom - top < 30, "it stands on one line"


def test_a_list_that_an_officer_asks_for_stays_a_list(somebody: Somebody) -> None:
    amina, omar = somebody(phone=True).sign_in("amina"), somebody().sign_in("omar")
    with amina.in_a_hurry(), omar.in_a_hurry():
        amina.open("/services/dog_licence").begin().fill("What is the dog's name?", "Rex")
        amina.choose("How tall is the dog?", "Up to 40 cm").choose("Is the dog neutered?", "No")
        amina.choose("Is it a guide dog?", "Yes").press("Continue").fill("House and street", "14 Lighthouse Road")
        amina.choose("Town or village", "Lantern Point, Harbour District").press("Continue")
        reference = send(amina)
        decide(take(omar, reference), "Ask for more", "1. A picture\n2. The vaccination book")
        amina.open(f"/cases/{reference}")
    for place in (".banner", ".timeline"):
        assert amina.page.locator(place).last.inner_text().count("1. A picture\n2. The vaccination book") == 1
