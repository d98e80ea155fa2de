"""What ``egov check`` finds is not published: not by the command, not on the page, whoever asks for it and however."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from flask import Flask

from egov.catalogue import Service
from egov.cli.main import group
from egov.country.pack import Pack
from egov.texts import Text
from tests.cases.office import try_anyway
from tests.cli.copies import Copy, copy_to
from tests.publishing.town import FACE, PAGES, SERVICE, fingerprint, publish_first, replace_in
from tests.support.visitor import Visitor
from workflows.engine import By, State

Spoilt = Callable[[Service, Pack], tuple[Service, Pack]]
REFUSED = "The service is not sound, and nothing was published. Correct this first."


def with_a_state_that_nobody_reaches(service: Service, pack: Pack) -> tuple[Service, Pack]:
    limbo = State("limbo", "In limbo", "Nobody knows.", By.OFFICER)
    return replace(service, workflow=service.workflow.changed("lost", states=[limbo])), pack


def without_judges(service: Service, pack: Pack) -> tuple[Service, Pack]:
    others = {code: [role for role in p.roles if role.role != "appeal"] for code, p in pack.personas.items()}
    bench = {code: replace(p, roles=tuple(others[code])) for code, p in pack.personas.items()}
    return service, replace(pack, personas=bench)


def without_arabic(service: Service, pack: Pack) -> tuple[Service, Pack]:
    return replace(service, summary=Text("Build whatever you like.")), pack


def kept_for_ever(service: Service, pack: Pack) -> tuple[Service, Pack]:
    return replace(service, retention_years=0), pack


def without_a_fee(service: Service, pack: Pack) -> tuple[Service, Pack]:
    return replace(service, fee=None), pack


def decided_on_the_spot(service: Service, pack: Pack) -> tuple[Service, Pack]:
    return replace(service, days=0), pack


# How the service or what stands around it is spoilt, and words of what is said: of the sentence, the story or the page.
WAYS: list[tuple[Spoilt, list[str]]] = [
    (with_a_state_that_nobody_reaches, ["limbo", "docs/checks/unreachable-state.md"]),
    (without_judges, ["Nobody", "docs/checks/role-nobody-holds.md"]),
    (without_arabic, ["Build whatever you like.", "docs/checks/text-missing.md"]),
    (kept_for_ever, ["Fifty years later", "docs/checks/no-retention-rule.md"]),
    (without_a_fee, ["the workflow charges a fee. Give the service fee=..., which may return 0."]),
    (decided_on_the_spot, ["the deadline must be at least one working day."]),
]


def test_whatever_is_unsound_is_refused_with_its_story_and_nothing_is_stored(app: Flask) -> None:
    publish_first(app)
    tala = Visitor(app).sign_in("tala")
    services, pack = dict(app.extensions["services"]), app.extensions["pack"]
    app.extensions["editions"].digests[SERVICE] = "of the folder as it is now"
    for spoil, words in WAYS:
        service, app.extensions["pack"] = spoil(services[SERVICE], pack)
        app.extensions["services"] = services | {SERVICE: service}
        refused_by_the_command(app, words)
        refused_by_the_page(app, tala, words)
    app.extensions["services"], app.extensions["pack"] = services, pack
    assert "Publish" in tala.open(f"/editions/{SERVICE}").lacks("is not sound").buttons()


def refused_by_the_command(app: Flask, words: list[str]) -> None:
    rows = fingerprint(app)
    for how in ([], ["--yes", "--policy", "move"]):
        said = app.test_cli_runner().invoke(group, ["publish", SERVICE, *how])
        assert said.exit_code == 1, said.output
        assert all(one in said.output for one in [REFUSED, *words]), said.output
    assert fingerprint(app) == rows


def refused_by_the_page(app: Flask, tala: Visitor, words: list[str]) -> None:
    editions = fingerprint(app)["edition"]
    tala.open(f"/editions/{SERVICE}").has("The service is not sound and cannot be published.", *words)
    assert "Publish" not in tala.buttons()
    try_anyway(tala, f"/editions/{SERVICE}", 400, policy="pin")
    tala.has(REFUSED, *words)
    assert fingerprint(app)["edition"] == editions


def test_a_folder_of_the_ministry_is_refused_by_its_own_command(app: Flask, tmp_path: Path) -> None:
    publish_first(app)
    ministry, rows = copy_to(tmp_path).beside(app), fingerprint(app)
    replace_in(ministry.root / PAGES, '_("What do you want to build?")', '_("What shall it be?")')
    told = refusal(ministry)
    assert f"{REFUSED}\n" in told
    assert 'comes to "What shall it be?"' in told
    assert f"{PAGES}:" in told
    replace_in(ministry.root / FACE, "retention_years=30", "retention_years=0")
    assert "Fifty years later" in refusal(ministry)  # with this, the command does not even start
    assert fingerprint(app) == rows


def refusal(ministry: Copy) -> str:
    said = ministry.egov("publish", SERVICE, "--yes")
    assert said.returncode == 1, said.stdout
    return said.stderr
