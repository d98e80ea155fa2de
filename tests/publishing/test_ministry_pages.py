"""The pages of the ministry: who may see them, and what they say where nothing is new."""

from flask import Flask

from tests.cases.office import try_anyway
from tests.cli.copies import Copy
from tests.publishing.console import console_at
from tests.publishing.town import SERVICE, fingerprint, publish_first, queries, running_cases
from tests.support.visitor import Visitor

FOR_PUBLISHERS = "This page is for those who publish the rules of a service."
POSTS = ("", "/held", "/back")


def test_tala_sees_what_is_in_force(app: Flask) -> None:
    publish_first(app)
    tala = Visitor(app).sign_in("tala").open("/editions").has("Building permit", "not published yet")
    tala.follow("Building permit").has("Nothing has changed since the last publication.", "No case is running.")
    assert "Publish" not in tala.buttons()


def test_the_overview_asks_one_query_for_all_services(app: Flask) -> None:
    tala = Visitor(app).sign_in("tala").open("/editions")
    for service in ("dog_licence", SERVICE):
        publish_first(app, service)
    with queries(app) as asked:
        tala.open("/editions").has("Building permit", "not published yet")
    of_editions = [query for query in asked if "FROM edition" in query]
    assert len(of_editions) == 1, of_editions


def test_others_see_and_do_nothing(app: Flask) -> None:
    publish_first(app)
    rows = fingerprint(app)["edition"]
    for persona in ("amina", "omar", "ruth"):
        somebody = Visitor(app).sign_in(persona)
        somebody.open("/editions", 403).has(FOR_PUBLISHERS)
        somebody.open(f"/editions/{SERVICE}", 403).has(FOR_PUBLISHERS)
        for address in POSTS:
            try_anyway(somebody, f"/editions/{SERVICE}{address}", 403, policy="move")
    Visitor(app).open("/editions").has("Sign in")
    assert fingerprint(app)["edition"] == rows


def test_nothing_new_is_not_published(app: Flask) -> None:
    publish_first(app)
    rows = fingerprint(app)["edition"]
    tala = Visitor(app).sign_in("tala")
    try_anyway(tala, f"/editions/{SERVICE}", 400, policy="pin")
    tala.has("Nothing has changed since the last publication.")
    assert fingerprint(app)["edition"] == rows


def test_a_service_that_there_is_not(app: Flask) -> None:
    Visitor(app).sign_in("tala").open("/editions/fishing", 404)


def test_a_service_is_published_by_hand_before_anybody_applies(app: Flask) -> None:
    tala = Visitor(app).sign_in("tala").open(f"/editions/{SERVICE}").has("This service is not published yet.")
    tala.press("Publish", status=400).has("Choose what becomes of the running cases.")
    tala.press("Publish", status=400, policy="pin", day__day="31", day__month="2", day__year="2027")
    tala.press("Publish", status=400, policy="pin", day__day="1", day__month="1", day__year="2020")
    tala.has("The day from which the rules are in force must not be in the past.")
    tala.press("Publish", policy="pin", day__day="", day__month="", day__year="").has("Edition 1 is published")


def test_the_command_needs_no_role_shows_all_services_and_refuses_with_a_sentence(app: Flask, ministry: Copy) -> None:
    running_cases(app, 2)
    shown = ministry.egov("publish")
    assert shown.returncode == 0
    assert [line for line in shown.stdout.splitlines() if line.startswith(SERVICE) and "the folder has changed" in line]
    assert [line for line in shown.stdout.splitlines() if line.startswith("dog_licence") and "none" in line]
    refused = {
        "No service is named 'fishing'.": ("fishing",),
        "There is no edition to go back to.": (SERVICE, "--back", "--yes"),
        "No case waits for this edition.": (SERVICE, "--end-hold", "pin", "--yes"),
        "The day from which the rules are in force must not be in the past.": (
            SERVICE,
            "--yes",
            "--from",
            "2020-01-01",
        ),
    }
    with console_at(ministry) as console:
        for sentence, how in refused.items():
            status, said = console.egov("publish", *how)
            assert (status, said.splitlines()[-1]) == (1, sentence)
