"""Officials sign in with user name and password."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from egov.db import db, transaction
from egov.identity.destinations import own_path
from egov.identity.models import Account, SignIn
from egov.identity.passwords import hash_password, password_fits
from egov.identity.sessions import hash_token, wall_time
from egov.web import limiter
from tests.identity.house import PASSWORD, Visitor, build, create_database, entries

Another = Callable[[], Visitor]


def test_omar_signs_in_and_comes_to_his_office(visitor: Visitor) -> None:
    answer = visitor.password("omar", PASSWORD)
    assert (answer.status_code, answer.location) == (302, "/office")
    assert visitor.get("/office").text == "office"


def test_the_name_of_a_user_may_be_typed_in_capitals(visitor: Visitor) -> None:
    assert visitor.password(" Omar", PASSWORD).status_code == 302


def test_ruth_the_auditor_comes_to_the_log(visitor: Visitor) -> None:
    assert visitor.password("ruth", PASSWORD).location == "/audit"


def test_who_asked_for_a_page_comes_to_it_after_signing_in(visitor: Visitor) -> None:
    answer = visitor.get("/account?part=2")
    assert answer.location == "/sign-in?next=/account?part%3D2"
    assert visitor.password("omar", PASSWORD, next="/account?part=2").location == "/account?part=2"


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil",
        "/\t/evil.example",
        "evil",
        "javascript:x",
        "",
    ],
)
def test_a_sign_in_never_leads_to_another_site(visitor: Visitor, target: str) -> None:
    assert own_path(target) == ""
    assert visitor.password("omar", PASSWORD, next=target).location == "/office"


def test_a_wrong_password_an_unknown_name_and_a_locked_account_get_the_same_answer(visitor: Visitor) -> None:
    def answer(name: str, password: str) -> tuple[int, bool]:
        page = visitor.password(name, password)
        return page.status_code, "The user name or the password is not right." in page.text

    assert answer("omar", "wrong") == answer("nobody", "wrong") == answer("", "") == (400, True)
    for _attempt in range(5):
        visitor.password("omar", "wrong")
    assert answer("omar", PASSWORD) == (400, True)
    assert not visitor.is_signed_in


def test_the_fifth_wrong_password_locks_the_account_for_a_quarter_of_an_hour(app: Flask, visitor: Visitor) -> None:
    for _attempt in range(5):
        visitor.password("omar", "wrong")
    assert [entry.action for entry in entries(app)] == ["sign_in_failed"] * 4 + ["locked"]
    assert visitor.password("omar", PASSWORD).status_code == 400
    with app.app_context(), transaction():
        account = db.session.scalars(select(Account).where(Account.username == "omar")).one()
        assert account.locked_until is not None
        assert timedelta(minutes=14) < account.locked_until - wall_time() <= timedelta(minutes=15)
        account.locked_until = wall_time() - timedelta(seconds=1)
    assert visitor.password("omar", PASSWORD).status_code == 302


def test_a_right_password_forgets_the_wrong_ones_before(visitor: Visitor) -> None:
    for attempt in range(8):
        visitor.password("omar", PASSWORD if attempt == 3 else "wrong")
    assert visitor.password("omar", PASSWORD).status_code == 302


def test_an_account_without_a_password_cannot_be_entered_with_one() -> None:
    assert not password_fits("", "")
    assert password_fits(hash_password("harbour"), "harbour")


def test_after_twenty_attempts_in_a_minute_nobody_waits_for_a_hash(tmp_path_factory: pytest.TempPathFactory) -> None:
    app = build(tmp_path_factory.mktemp("limited"), RATELIMIT_ENABLED=True)
    create_database(app)
    visitor = Visitor(app)
    try:
        codes = [visitor.password("nobody", "wrong").status_code for _attempt in range(21)]
    finally:
        limiter.reset()
        limiter.enabled = False
    assert codes == [400] * 20 + [429]


def test_only_the_hash_of_the_token_is_stored(app: Flask, visitor: Visitor) -> None:
    visitor.password("omar", PASSWORD)
    with visitor.http.session_transaction() as session:
        token = session["_user_id"]
    with app.app_context():
        assert db.session.scalars(select(SignIn.token_hash)).one() == hash_token(token)


def test_the_cookie_is_closed_to_scripts_and_other_sites(visitor: Visitor) -> None:
    cookie = visitor.password("omar", PASSWORD).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_signing_in_keeps_the_drafts_of_this_browser_but_not_of_the_person_before(visitor: Visitor) -> None:
    with visitor.http.session_transaction() as session:
        session.update(language="ar", drafts=["d"], cases=["c"], other="x")
    visitor.sign_in("amina")
    with visitor.http.session_transaction() as session:
        assert (session["language"], session["drafts"], session["cases"]) == ("ar", ["d"], ["c"])
        assert "other" not in session
    visitor.sign_in("sam")
    with visitor.http.session_transaction() as session:
        assert session["language"] == "ar"
        assert "drafts" not in session
        assert "cases" not in session


def test_signing_out_ends_the_sign_in_itself_so_that_a_stolen_cookie_is_worthless(app: Flask, visitor: Visitor) -> None:
    visitor.sign_in("omar")
    cookie = visitor.http.get_cookie("egov")
    assert cookie is not None
    assert visitor.post("/sign-out").location == "/"
    visitor.http.set_cookie("egov", cookie.value)
    assert not visitor.is_signed_in
    assert [entry.action for entry in entries(app)] == ["signed_in", "signed_out"]


def test_signing_out_twice_does_no_harm(visitor: Visitor) -> None:
    assert visitor.post("/sign-out").status_code == 302


def test_who_is_away_for_too_long_is_signed_out(app: Flask, visitor: Visitor) -> None:
    visitor.sign_in("omar")
    with app.app_context(), transaction():
        db.session.execute(update(SignIn).values(seen_at=wall_time() - timedelta(minutes=31)))
    assert not visitor.is_signed_in


def test_nobody_stays_signed_in_for_more_than_twelve_hours(app: Flask, visitor: Visitor) -> None:
    visitor.sign_in("omar")
    with app.app_context(), transaction():
        db.session.execute(update(SignIn).values(started_at=wall_time() - timedelta(hours=13)))
    assert not visitor.is_signed_in


def test_being_seen_is_written_down_once_a_minute(app: Flask, visitor: Visitor) -> None:
    def seen() -> float:
        with app.app_context():
            return db.session.scalars(select(SignIn.seen_at)).one().timestamp()

    visitor.sign_in("omar")
    first = seen()
    visitor.get("/office")
    assert seen() == first
    with app.app_context(), transaction():
        db.session.execute(update(SignIn).values(seen_at=wall_time() - timedelta(minutes=2)))
    visitor.get("/office")
    assert seen() >= first


def test_a_form_without_its_token_is_given_back_to_be_sent_again(visitor: Visitor) -> None:
    page = visitor.http.post("/sign-in/official?next=/x", data={"username": "omar", "password": "secret"})
    assert page.status_code == 400
    assert "Your answers are still here" in page.text
    assert 'name="username" value="omar"' in page.text
    assert 'action="/sign-in/official?next=/x"' in page.text
    assert "secret" not in page.text


def test_who_was_signed_out_over_a_form_gets_his_answers_back_and_a_way_in(visitor: Visitor) -> None:
    page = visitor.post("/account/sign-ins/end-others", note="A porch")
    assert page.status_code == 400
    assert 'name="note" value="A porch"' in page.text
    assert 'target="_blank"' in page.text


def test_omar_sees_where_he_is_signed_in_and_ends_one(app: Flask, visitor: Visitor, another: Another) -> None:
    telephone, stranger = another(), another()
    visitor.sign_in("omar")
    telephone.sign_in("omar")
    stranger.sign_in("sam")
    page = visitor.get("/account").text
    assert "Omar Salim" in page
    assert "Officer, Traffic and Parking Office" in page
    assert "Firefox, Windows" in page
    assert "Safari, iPhone" in page
    with app.app_context():
        number = db.session.scalars(
            select(SignIn.id).where(SignIn.browser == "Safari, iPhone").order_by(SignIn.id)
        ).first()
    assert stranger.post(f"/account/sign-ins/{number}/end").status_code == 404
    assert visitor.post(f"/account/sign-ins/{number}/end").status_code == 302
    assert (visitor.is_signed_in, telephone.is_signed_in, stranger.is_signed_in) == (True, False, True)
    assert len(entries(app, "session_ended")) == 1


def test_omar_ends_all_other_sign_ins(visitor: Visitor, another: Another) -> None:
    telephone, tablet = another(), another()
    for browser in (telephone, tablet, visitor):
        browser.sign_in("omar")
    assert visitor.post("/account/sign-ins/end-others").status_code == 302
    assert "2 other sign-ins have ended." in visitor.get("/account").text
    assert (visitor.is_signed_in, telephone.is_signed_in, tablet.is_signed_in) == (True, False, False)


def test_amina_is_turned_away_from_the_office_with_a_sentence(visitor: Visitor) -> None:
    visitor.sign_in("amina")
    page = visitor.get("/office")
    assert page.status_code == 403
    assert "This page is for officials." in page.text
