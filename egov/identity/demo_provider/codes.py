"""Authorization codes: good once, for a minute, for the client and request they were made for (RFC 6749, 4.1.2)."""

from datetime import timedelta

from sqlalchemy import select, update

from egov.db import db
from egov.identity.demo_provider.models import ProviderCode
from egov.identity.sessions import hash_token, wall_time

CODE_LIVES = timedelta(seconds=60)
TOKEN_LIVES = timedelta(minutes=5)


def redeem(code: str, client_id: str) -> ProviderCode | None:
    """The code, used up by this call; None if it is unknown, used, too old or another client's."""
    used = db.session.execute(
        update(ProviderCode)
        .where(
            ProviderCode.code_hash == hash_token(code),
            ProviderCode.client_id == client_id,
            ProviderCode.redeemed_at.is_(None),
            ProviderCode.issued_at > wall_time() - CODE_LIVES,
        )
        .values(redeemed_at=wall_time())
        .returning(ProviderCode)
    )
    return used.scalar_one_or_none()


def code_of_token(access_token: str) -> ProviderCode | None:
    """The code that an access token was given for, while the token lives."""
    return db.session.scalar(
        select(ProviderCode).where(
            ProviderCode.token_hash == hash_token(access_token), ProviderCode.redeemed_at > wall_time() - TOKEN_LIVES
        )
    )


def nonce_is_known(nonce: str) -> bool:
    """Whether a request with this nonce was answered before."""
    return db.session.scalar(select(ProviderCode.id).where(ProviderCode.nonce == nonce)) is not None
