"""Signing in and out, the account page, and the personas of a demonstration."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from egov.country.pack import current_pack
from egov.db import transaction
from egov.errors import NotFound
from egov.identity import operations
from egov.identity.browsers import browser_in_words
from egov.identity.citizens import account_of_citizen, read_citizen
from egov.identity.destinations import destination, own_path
from egov.identity.guards import signed_in, this_person, this_sign_in
from egov.identity.installation import is_demo
from egov.identity.issuer import CALLBACK_PATH, issuer
from egov.identity.openid_checks import SignInRefused
from egov.identity.openid_client import begin, finish
from egov.identity.operations import Browser
from egov.identity.passwords import password_fits
from egov.identity.seeds import account_of
from egov.identity.sessions import current_sign_in, enter, leave
from egov.identity.words import roles_in_words
from egov.texts import _, ngettext
from egov.web import allow, anyone, limiter

blueprint = Blueprint("identity", __name__)

# One sentence for every failure: it must not tell which user names exist, or which are locked.
WRONG = _("The user name or the password is not right. After five wrong attempts you have to wait 15 minutes.")
PENDING = "openid"


@blueprint.get("/sign-in")
@allow(anyone)
def sign_in() -> ResponseReturnValue:
    """Two doors: citizens come by their national identity, officials by name and password."""
    return render_template("identity/sign_in.html", target=_target(), for_citizens=bool(issuer()))


@blueprint.route("/sign-in/official", methods=["GET", "POST"])
@allow(anyone)
@limiter.limit("20 per minute", methods=["POST"])
def sign_in_official() -> ResponseReturnValue:
    if request.method == "GET":
        return _official_form()
    account = operations.account_named(request.form.get("username", ""))
    right = password_fits(account.password_hash if account else "", request.form.get("password", ""))
    with transaction():
        opened = operations.try_password(account.id if account else None, _browser(), right=right)
    if opened is None:
        return _official_form(WRONG)
    enter(opened)
    return redirect(destination(this_person(), _target()))


@blueprint.get("/sign-in/citizen")
@allow(anyone)
def sign_in_citizen() -> ResponseReturnValue:
    """Send the browser to the provider. A link and no form: a form may not lead to another site (form-action)."""
    url, session[PENDING] = begin(_target())
    return redirect(url)


@blueprint.get(CALLBACK_PATH)
@allow(anyone)
def callback() -> ResponseReturnValue:
    """The provider sends the browser back."""
    pending = session.pop(PENDING, None)
    try:
        citizen = read_citizen(finish(request.args, pending))
        with transaction():
            opened = operations.sign_in(account_of_citizen(citizen), _browser(), means="openid")
    except SignInRefused as refused:
        current_app.logger.warning("sign-in refused: %r", refused.why)  # of others' words: on one line
        with transaction():
            operations.note_refused(refused.why)
        raise
    enter(opened)
    return redirect(own_path(pending["next"]) or "/")


@blueprint.post("/sign-out")
@allow(anyone)
def sign_out() -> ResponseReturnValue:
    """End the sign-in, if there still is one."""
    ending = current_sign_in()
    if ending:
        with transaction():
            operations.sign_out(ending)
    leave()
    flash(str(_("You are signed out.")), "success")
    return redirect("/")


@blueprint.get("/account")
@allow(signed_in)
def account() -> ResponseReturnValue:
    person = this_person()
    return render_template(
        "identity/account.html",
        person=person,
        roles=roles_in_words(person),
        sign_ins=operations.open_sign_ins(person),
        this_one=this_sign_in(),
    )


@blueprint.post("/account/sign-ins/<int:sign_in_id>/end")
@allow(signed_in)
def end_sign_in(sign_in_id: int) -> ResponseReturnValue:
    with transaction():
        operations.end_sign_in(this_person(), sign_in_id)
    flash(str(_("That sign-in has ended.")), "success")
    return redirect(url_for("identity.account"))


@blueprint.post("/account/sign-ins/end-others")
@allow(signed_in)
def end_other_sign_ins() -> ResponseReturnValue:
    with transaction():
        count = operations.end_other_sign_ins(this_person(), but=this_sign_in())
    sentence = ngettext("%(count)s other sign-in has ended.", "%(count)s other sign-ins have ended.", count)
    flash(str(sentence), "success")
    return redirect(url_for("identity.account"))


@blueprint.get("/demo")
@allow(anyone)
def demo() -> ResponseReturnValue:
    """The personas a visitor can be, with one click each."""
    _only_in_a_demo()
    personas = current_pack().personas.values()
    return render_template(
        "identity/demo.html",
        citizens=[persona for persona in personas if not persona.is_official],
        officials=[persona for persona in personas if persona.is_official],
    )


@blueprint.post("/demo/sign-in")
@allow(anyone)
def demo_sign_in() -> ResponseReturnValue:
    _only_in_a_demo()
    persona = current_pack().personas.get(request.form.get("persona", ""))
    if persona is None:
        raise NotFound()
    with transaction():
        opened = operations.sign_in(account_of(persona), _browser(), means="demo")
    enter(opened)
    return redirect(persona.starts_at)


def _official_form(error: object = "") -> ResponseReturnValue:
    username = request.form.get("username", "")
    page = render_template("identity/official.html", target=_target(), username=username, error=error)
    return page, 400 if error else 200


def _only_in_a_demo() -> None:
    if not is_demo():
        raise NotFound()


def _target() -> str:
    """The page to go to afterwards, as a link or form named it."""
    return own_path(request.values.get("next", ""))


def _browser() -> Browser:
    return Browser(browser_in_words(request.headers.get("User-Agent", "")), request.remote_addr or "")
