"""The provider's pages and the addresses that sites talk to."""

from typing import cast

from authlib.oauth2 import OAuth2Error
from flask import Blueprint, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from egov.country.pack import current_pack
from egov.country.people import Persona
from egov.db import transaction
from egov.errors import BadInput
from egov.identity.demo_provider.codes import code_of_token
from egov.identity.demo_provider.holders import holder_of, holders, subject_of, try_pin
from egov.identity.demo_provider.keys import ALGORITHM, public_keys
from egov.identity.demo_provider.server import SCOPES, Server
from egov.identity.issuer import DEMO_PREFIX, demo_issuer
from egov.texts import _
from egov.web import allow, anyone, csrf, limiter

blueprint = Blueprint("provider", __name__, url_prefix=DEMO_PREFIX)

WRONG = _("The number or the PIN is not right. After five wrong attempts the card is locked for 15 minutes.")


@blueprint.get("/.well-known/openid-configuration")
@allow(anyone)
def configuration() -> ResponseReturnValue:
    """What a site must know to talk to us (OpenID Connect Discovery 1.0)."""
    issuer = demo_issuer()
    return jsonify(
        issuer=issuer,
        authorization_endpoint=f"{issuer}/authorize",
        token_endpoint=f"{issuer}/token",
        userinfo_endpoint=f"{issuer}/userinfo",
        jwks_uri=f"{issuer}/keys",
        response_types_supported=["code"],
        subject_types_supported=["public"],
        id_token_signing_alg_values_supported=[ALGORITHM],
        token_endpoint_auth_methods_supported=["client_secret_basic"],
        code_challenge_methods_supported=["S256"],
        scopes_supported=list(SCOPES),
    )


@blueprint.get("/keys")
@allow(anyone)
def keys() -> ResponseReturnValue:
    return jsonify(public_keys())


@blueprint.route("/authorize", methods=["GET", "POST"])
@allow(anyone)
@limiter.limit("60 per minute", methods=["POST"])
def authorize() -> ResponseReturnValue:
    """Ask for number and PIN, show what will be told to whom, and send the holder back with a code."""
    server = _server()
    try:
        grant = server.get_consent_grant()
    except OAuth2Error as error:
        return _refuse(server, error)
    if request.method == "GET":
        return _form(error="")
    if "cancel" in request.form:
        return _answer(server, grant, None)
    with transaction():
        holder = try_pin(request.form.get("identifier", ""), request.form.get("pin", ""))
    return _answer(server, grant, holder) if holder else _form(error=WRONG)


@blueprint.post("/token")
@csrf.exempt  # type: ignore[untyped-decorator]
@allow(anyone)
def token() -> ResponseReturnValue:
    """Give an ID token and an access token for a code; the client proves itself with its secret."""
    return cast(ResponseReturnValue, _server().create_token_response())


@blueprint.get("/userinfo")
@allow(anyone)
def userinfo() -> ResponseReturnValue:
    """The holder's data for whoever shows a valid access token (OpenID Connect Core 1.0, 5.3)."""
    scheme, _space, access_token = request.headers.get("Authorization", "").partition(" ")
    code = code_of_token(access_token) if scheme.lower() == "bearer" else None
    holder = holder_of(code.identifier) if code else None
    if holder is None:
        return jsonify(error="invalid_token"), 401, {"WWW-Authenticate": 'Bearer error="invalid_token"'}
    return jsonify(_claims(holder))


def _claims(holder: Persona) -> dict[str, str]:
    resident = holder.resident
    return {
        "sub": subject_of(holder),
        "name": resident.name,
        "birthdate": resident.born.isoformat(),
        current_app.config["OIDC_IDENTIFIER_CLAIM"]: resident.identifier,
    }


def _form(error: object) -> ResponseReturnValue:
    people = [(str(p.resident.names), current_pack().identifier.show(p.resident.identifier), p.pin) for p in holders()]
    return render_template(
        "identity/provider_authorize.html",
        rows=people,
        identifier=request.form.get("identifier", ""),
        error=error,
        action=request.full_path,
    ), 400 if error else 200


def _answer(server: Server, grant: object, holder: Persona | None) -> ResponseReturnValue:
    answer = server.create_authorization_response(grant_user=holder, grant=grant)
    return cast(ResponseReturnValue, answer)


def _refuse(server: Server, error: OAuth2Error) -> ResponseReturnValue:
    """Send the refusal back to the site, but only to an address we know to be its own."""
    if getattr(error, "redirect_uri", None):
        return cast(ResponseReturnValue, server.handle_error_response(None, error))
    raise BadInput(_("The site that sent you here asked in a way we do not accept. Go back and try again."))


def _server() -> Server:
    return cast(Server, current_app.extensions["demo_provider"])
