"""Every page that no story passes: examined with axe, at 320 pixels, in both directions."""

import pytest

from tests.stories.cast import Somebody

SERVICES = ("dog_licence", "building_permit", "birth_registration", "parking_fine")
PAGES = {
    "": [
        "/", "/?q=dog", "/?q=xyz", "/resume", "/verify", "/verify?number=DLC-26-000000-0", "/sign-in",
        "/sign-in/official", "/demo", "/demo/time",
        *(f"/services/{name}" for name in SERVICES), *(f"/services/{name}/procedure" for name in SERVICES),
        "/services/building_permit/procedure?as=words",
    ],
    "amina": ["/my", "/my/file-access", "/account"],
    "omar": [
        "/office", "/office?which=late", "/office/search?q=amina", "/office/procedures/building_permit", "/account",
        "/simulation", "/simulation/building_permit", "/simulation/dog_licence/result",
    ],
    "mei": ["/finance"],
    "ruth": ["/audit", "/audit?case=DL-26-000000-0"],
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_page_has_no_fault_that_axe_knows(somebody: Somebody, language: str) -> None:
    for persona, addresses in PAGES.items():
        reader = somebody(language=language)
        if persona:
            reader.sign_in(persona)
        for address in addresses:
            reader.open(address)
    lost = somebody(language=language)
    lost.open("/nothing/here", 404)
