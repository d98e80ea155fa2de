"""Every page that no story passes: examined with axe, at 320 pixels, in both directions."""

from pathlib import Path

import pytest

from tests.stories.cast import Somebody
from tests.stories.permits import apply_for_a_workshop

SERVICES = ("dog_licence", "building_permit", "birth_registration", "parking_fine")
PAGES = {
    "": [
        "/", "/?q=dog", "/?q=xyz", "/resume", "/verify", "/verify?number=DLC-26-000000-0", "/sign-in",
        "/sign-in/official", "/demo", "/demo/time", "/offices", "/course",
        "/course/lessons/1-play?of={case}", "/course/lessons/3-prove", "/course/lessons/6-keep",
        "/course/read/editions", "/course/read/audit", "/course/read/large",
        *(f"/services/{name}" for name in SERVICES), *(f"/services/{name}/procedure" for name in SERVICES),
        "/services/building_permit/procedure?as=words", "/log/stage?stand=still",
    ],
    "amina": [
        "/my", "/my/file-access", "/account", "/cases/{case}", "/cases/{case}/answers", "/cases/{case}/way",
        "/cases/{case}/receipts", "/pay/{case}",
    ],
    "omar": [
        "/office", "/office?after=2026-01-01_0", "/office/{case}", "/office?which=late", "/office/search?q=amina",
        "/office/procedures/building_permit", "/account",
        "/simulation", "/simulation/building_permit", "/simulation/dog_licence/result",
    ],
    "mei": ["/finance", "/finance/desk?number={case}", "/finance/desk?number=x"],
    "ruth": ["/audit", "/audit?case=DL-26-000000-0", "/audit?emergency=yes", "/audit/log"],
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_page_has_no_fault_that_axe_knows(somebody: Somebody, language: str, tmp_path: Path) -> None:
    reference = apply_for_a_workshop(somebody(language=language), tmp_path)
    for persona, addresses in PAGES.items():
        reader = somebody(language=language)
        if persona:
            reader.sign_in(persona)
        for address in addresses:
            reader.open(address.format(case=reference))
    lost = somebody(language=language)
    lost.open("/nothing/here", 404)
