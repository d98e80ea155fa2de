"""A sign-in is kept on the server: it ends by itself, by its owner, and for all browsers he does not know."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import select, update

from egov.db import db, transaction
from egov.identity.models import SignIn
from egov.identity.sessions import hash_token, wall_time
from tests.identity.house import PASSWORD, entries, is_signed_in, knock
from tests.support.visitor import Visitor

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
People = Callable[[str], Visitor]


def pretend(app: Flask, **values: object) -> None:
    """Change all sign-ins as if time had passed."""
    with app.app_context(), transaction():
        db.session.execute(update(SignIn).values(**values))


def test_only_the_hash_of_the_token_is_stored(app: Flask, visitor: Visitor) -> None:
    knock(visitor, "omar", PASSWORD)
    with visitor.client.session_transaction() as session:
        token = session["_user_id"]
    with app.app_context():
        assert db.session.scalars(select(SignIn.token_hash)).one() == hash_token(token)


def test_the_cookie_is_closed_to_scripts_and_other_sites(visitor: Visitor) -> None:
    visitor.sign_in("omar")
    cookie = visitor.client.get_cookie("egov")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"


def test_signing_in_keeps_the_drafts_of_this_browser_but_not_of_the_person_before(visitor: Visitor) -> None:
    with visitor.client.session_transaction() as session:
        session.update(language="en", drafts={"1": "d"}, cases={"2": "c"}, other="x")
    visitor.sign_in("amina")
    with visitor.client.session_transaction() as session:
        assert (session["language"], session["drafts"], session["cases"]) == ("en", {"1": "d"}, {"2": "c"})
        assert "other" not in session
    visitor.sign_in("sam")
    with visitor.client.session_transaction() as session:
        assert session["language"] == "en"
        assert not session.get("drafts")
        assert not session.get("cases")


def test_signing_out_ends_the_sign_in_itself_so_that_a_stolen_cookie_is_worthless(app: Flask, visitor: Visitor) -> None:
    visitor.sign_in("omar")
    cookie = visitor.client.get_cookie("egov")
    assert cookie is not None
    visitor.open("/account").press("Sign out").has("You are signed out.")
    visitor.client.set_cookie("egov", cookie.value)
    assert not is_signed_in(visitor)
    assert [entry.action for entry in entries(app) if "sign" in entry.action] == ["signed_in", "signed_out"]


def test_signing_out_twice_does_no_harm(visitor: Visitor) -> None:
    visitor.sign_in("omar").open("/account")
    (form,) = visitor.page.select("main form[action='/sign-out']")
    visitor.send(form, {}).open("/sign-in/official")
    (token,) = visitor.page.select("main form input[name='csrf_token']")
    visitor.send(form, {"csrf_token": token["value"]})
    assert not is_signed_in(visitor)


def test_who_is_away_for_too_long_is_signed_out(app: Flask, visitor: Visitor) -> None:
    visitor.sign_in("omar")
    pretend(app, seen_at=wall_time() - timedelta(minutes=31))
    assert not is_signed_in(visitor)


def test_nobody_stays_signed_in_for_more_than_twelve_hours(app: Flask, visitor: Visitor) -> None:
    visitor.sign_in("omar")
    pretend(app, started_at=wall_time() - timedelta(hours=13))
    assert not is_signed_in(visitor)


def test_being_seen_is_written_down_once_a_minute(app: Flask, visitor: Visitor) -> None:
    def seen() -> float:
        with app.app_context():
            return db.session.scalars(select(SignIn.seen_at)).one().timestamp()

    visitor.sign_in("omar")
    half_a_minute_ago = wall_time() - timedelta(seconds=30)
    pretend(app, seen_at=half_a_minute_ago)
    visitor.open("/account")
    assert seen() == half_a_minute_ago.timestamp()
    pretend(app, seen_at=wall_time() - timedelta(minutes=2))
    visitor.open("/account")
    assert seen() > half_a_minute_ago.timestamp()


def test_a_form_without_its_token_is_given_back_to_be_sent_again(visitor: Visitor) -> None:
    page = visitor.client.post("/sign-in/official?next=/x", data={"username": "omar", "password": "secret"})
    assert page.status_code == 400
    assert "Your answers are still here" in page.text
    assert 'name="username" value="omar"' in page.text
    assert 'action="/sign-in/official?next=/x"' in page.text
    assert "secret" not in page.text


def test_who_was_signed_out_over_a_form_gets_his_answers_back_and_a_way_in(app: Flask, visitor: Visitor) -> None:
    visitor.sign_in("omar").open("/account")
    (form,) = visitor.page.select("main form[action='/sign-out']")
    pretend(app, ended_at=wall_time())
    form["action"] = "/account/sign-ins/end-others"
    visitor.send(form, {"note": "A porch"}, 400).has("Your answers are still here", "Sign in (opens in a new tab)")
    kept = visitor.page.find("input", {"name": "note"})
    assert kept is not None
    assert kept["value"] == "A porch"


def test_omar_sees_where_he_is_signed_in_and_ends_one(app: Flask, visitor: Visitor, people: People) -> None:
    telephone, stranger = people("omar"), people("sam")
    visitor.client.environ_base["HTTP_USER_AGENT"] = FIREFOX
    visitor.sign_in("omar").open("/account")
    visitor.has("Omar Salim", "Officer, Traffic and Parking Office", "Firefox, Windows", "Unknown browser")
    (form,) = visitor.page.select("form[action*='/end']:not([action$='others'])")
    stranger.open("/account")
    (token,) = stranger.page.select("main form input[name='csrf_token']")
    stranger.send(form, {"csrf_token": token["value"]}, 404)
    visitor.send(form, {}).has("That sign-in has ended.")
    assert (is_signed_in(visitor), is_signed_in(telephone), is_signed_in(stranger)) == (True, False, True)
    assert len(entries(app, "session_ended")) == 1


def test_omar_ends_all_other_sign_ins(visitor: Visitor, people: People) -> None:
    telephone, tablet = people("omar"), people("omar")
    visitor.sign_in("omar").open("/account").press("End all other sign-ins").has("2 other sign-ins have ended.")
    assert (is_signed_in(visitor), is_signed_in(telephone), is_signed_in(tablet)) == (True, False, False)


def test_a_traveller_through_time_stays_signed_in(visitor: Visitor) -> None:
    visitor.sign_in("omar")
    visitor.open("/demo/time").press("A month").has("The clock took")
    assert is_signed_in(visitor)
