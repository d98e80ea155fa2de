"""Two editions side by side: who applied before keeps his, who applies now gets the new one, in any process."""

import shutil
from pathlib import Path

from flask import Flask

from tests.cases.office import apply_for, taken_by
from tests.cli.copies import Copy
from tests.publishing.town import CORRECTED, SERVICE, SOLAR, at_the_copy, bring, publish
from tests.support.visitor import Visitor

FIRST, SECOND = "edition 1 of the rules", "edition 2 of the rules"


def test_a_case_keeps_its_questions_its_steps_and_its_drawing(app: Flask, ministry: Copy) -> None:
    amina = Visitor(app).sign_in("amina")
    reference = apply_for(SERVICE, amina)
    bring(app, reference, "assessment")
    publish(ministry, "--yes")
    amina.open(f"/cases/{reference}").has(FIRST)
    amina.open(f"/cases/{reference}/answers").has("How will it be heated?").lacks(SOLAR)
    amina.open(f"/cases/{reference}/way").has("A second officer checks the result.")
    omar = taken_by(Visitor(app).sign_in("omar"), reference).has(FIRST)
    assert "Approve" not in omar.buttons()
    omar.press("Propose approval").has("Waiting for a second officer")
    taken_by(Visitor(app).sign_in("grace"), reference).press("Approve").has("Decided under", FIRST)
    amina.open(f"/cases/{reference}").has("Decided under", FIRST)
    amina.follow("Building permit").has("The holder may carry out these works.", "HA-02-0117")
    who_applies_now_gets_the_new_form(app)


def who_applies_now_gets_the_new_form(app: Flask) -> None:
    """Though the folder of this process is still the old one."""
    citizen = Visitor(app).sign_in("amina").open(f"/services/{SERVICE}").press("Start now")
    citizen.press("Continue", applies_for="myself").press("Continue", parcel="HA-02-0117")
    citizen.has("What do you want to build?", SOLAR)
    citizen.open(f"/services/{SERVICE}/procedure").has("Approve").lacks("A second officer checks the result.")


def test_who_applies_now_at_a_process_with_the_new_folder(app: Flask, ministry: Copy) -> None:
    before = apply_for(SERVICE, Visitor(app).sign_in("amina"))
    publish(ministry, "--yes")
    in_her_words = [
        f'amina.open("/cases/{before}{page}?lang=ar").has("{old}").lacks("{new}").open("/?lang=en")'
        for page, (_file, old, new) in zip(("/answers", ""), CORRECTED, strict=True)
    ]
    after = at_the_copy(
        ministry,
        'amina = somebody("amina")',
        f'amina.open("/cases/{before}/answers").lacks("{SOLAR}")',
        f'amina.open("/cases/{before}/way").has("A second officer checks the result.")',
        *in_her_words,
        f'print(Robot(app, "{SERVICE}").apply(amina))',
    ).strip()
    bring(app, after, "assessment")
    amina = Visitor(app).sign_in("amina").open(f"/cases/{after}").has(SECOND)
    amina.open(f"/cases/{after}/answers").has(SOLAR)
    omar = taken_by(Visitor(app).sign_in("omar"), after).has(SECOND)
    assert "Propose approval" not in omar.buttons()
    omar.press("Approve").has("Decided under", SECOND)


def test_where_the_folder_is_gone_its_running_cases_live_on(app: Flask, ministry: Copy, tmp_path: Path) -> None:
    reference = apply_for(SERVICE, Visitor(app).sign_in("amina"))
    bring(app, reference, "assessment")
    without = Copy(Path(shutil.copytree(ministry.root, tmp_path / "without")), ministry.env)
    shutil.rmtree(without.root / "services" / SERVICE)
    at_the_copy(
        without,
        'amina, omar, grace = somebody("amina"), somebody("omar"), somebody("grace")',
        f'reference = "{reference}"',
        'amina.open("/my").has("Building permit", reference)',
        'amina.open(f"/cases/{reference}").has("In assessment", "edition 1 of the rules")',
        'amina.open(f"/cases/{reference}/answers").has("How will it be heated?")',
        'amina.open(f"/cases/{reference}/way").has("A second officer checks the result.")',
        'omar.open("/office?which=unclaimed").has(reference)',
        'omar.open(f"/office/{reference}").press("Take this case").press("Propose approval")',
        'grace.open(f"/office/{reference}").press("Take this case").press("Approve").has("Decided under")',
        'amina.open(f"/cases/{reference}").follow("Building permit").has("The holder may carry out these works.")',
    )
