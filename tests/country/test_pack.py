import shutil
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from egov.country.pack import Pack, current_pack, load_pack
from egov.country.people import HeldRole
from egov.errors import NotFound
from egov.texts import use_language


def test_the_base_country_is_named_in_both_languages(meridia: Pack) -> None:
    assert str(meridia.name) == "Republic of Meridia"
    with use_language("ar"):
        assert str(meridia.name) == "جمهورية ميريديا"
        assert str(meridia.identity_provider) == "هوية ميريديا"


def test_a_name_missing_in_a_language_is_shown_in_the_default_one(meridia: Pack) -> None:
    with use_language("sm"):
        assert str(meridia.name) == "Republic of Meridia"


def test_a_reader_of_an_unknown_language_gets_the_default_one(meridia: Pack) -> None:
    assert meridia.language("sm").code == "en"


def test_arabic_is_written_from_right_to_left_with_its_own_digits(meridia: Pack) -> None:
    arabic = meridia.language("ar")
    assert (arabic.name, arabic.direction, arabic.digits) == ("العربية", "rtl", "arab")


def test_the_running_application_knows_its_pack(on_site: Flask, meridia: Pack) -> None:
    assert current_pack() is meridia


def test_each_citizen_has_a_pin_and_each_official_a_password(meridia: Pack) -> None:
    for persona in meridia.personas.values():
        assert bool(persona.username and persona.password) == persona.is_official
        assert bool(persona.pin) != persona.is_official


def test_passwords_and_pins_stay_out_of_the_log(meridia: Pack) -> None:
    assert "open-harbour-demo" not in repr(meridia.personas["omar"])
    assert "2468" not in repr(meridia.personas["amina"])


def test_two_officers_can_decide_on_a_building_permit(meridia: Pack) -> None:
    role = HeldRole("officer", "building_permit", "building-control")
    assert [code for code, persona in meridia.personas.items() if role in persona.roles] == ["omar", "grace"]


def test_amina_and_bilal_share_a_household_and_sam_does_not(meridia: Pack) -> None:
    amina, bilal, sam = (meridia.personas[code].resident for code in ("amina", "bilal", "sam"))
    assert amina.household == bilal.household != sam.household


def test_a_resident_has_a_name_in_the_other_script(meridia: Pack) -> None:
    amina = meridia.personas["amina"].resident
    assert (amina.name, amina.names.in_language("ar")) == ("Amina Haddad", "أمينة حداد")
    assert amina.born == date(1991, 4, 12)


def test_every_parcel_has_an_owner_and_an_area(meridia: Pack) -> None:
    for parcel in meridia.registers["parcels"]:
        assert parcel["owner"] in meridia.people
        assert parcel["area"] in meridia.areas


def test_parking_notices_name_a_sum_in_minor_units(meridia: Pack) -> None:
    first = meridia.registers["parking_notices"][0]
    assert (first["number"], int(first["amount"]), first["status"]) == ("PN-2026-000123", 4500, "unpaid")


def test_decisions_of_an_office_are_appealed_to_the_tribunal(meridia: Pack) -> None:
    assert meridia.office("building-control").appeal_body == "tribunal"
    assert str(meridia.office("tribunal")) == "Administrative Tribunal"


def test_an_unknown_office_or_currency_is_not_found(meridia: Pack) -> None:
    with pytest.raises(NotFound):
        meridia.office("lighthouse")
    with pytest.raises(NotFound):
        meridia.currency_of("EUR")


def test_an_area_knows_its_way_down_from_the_country(meridia: Pack) -> None:
    assert [str(area) for area in meridia.areas.path("XM-HA-02")] == ["Meridia", "Harbour District", "Lantern Point"]
    assert [level.code for level in meridia.areas.levels] == ["country", "district", "settlement"]


def test_districts_lie_in_the_country_and_villages_in_districts(meridia: Pack) -> None:
    districts = meridia.areas.children("XM")
    assert districts == meridia.areas.at_level("district")
    assert [len(meridia.areas.children(district.code)) for district in districts] == [4, 4, 4, 4]
    assert [area.code for area in meridia.areas.children()] == ["XM"]


def test_an_unknown_area_is_not_found(meridia: Pack) -> None:
    with pytest.raises(NotFound):
        meridia.areas.path("atlantis")


def test_a_language_that_is_not_official_may_lack_texts(copied_pack: Path) -> None:
    file = copied_pack / "pack.toml"
    samoan = '[languages.sm]\nname = "Gagana Samoa"\nlocale = "en_GB"\nofficial = false\n\n[currencies.XMC]'
    file.write_text(file.read_text("utf-8").replace("[currencies.XMC]", samoan), "utf-8")
    pack = load_pack(copied_pack)
    assert [language.code for language in pack.languages] == ["en", "ar", "sm"]


def test_a_real_country_has_nobody_to_play(copied_pack: Path) -> None:
    for file in ("people.csv", "personas.toml"):
        (copied_pack / file).unlink()
    shutil.rmtree(copied_pack / "registers")
    pack = load_pack(copied_pack)
    assert (pack.people, pack.personas, pack.registers) == ({}, {}, {})


def test_a_file_saved_by_a_spreadsheet_on_windows_is_read(copied_pack: Path) -> None:
    file = copied_pack / "people.csv"
    file.write_text(file.read_text("utf-8"), "utf-8-sig", newline="\r\n")
    assert load_pack(copied_pack).people["4260181595"].name == "Amina Haddad"
