"""What the provider remembers: codes it gave out, and wrong PINs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from egov.db import Model
from egov.identity.lockout import Lockable


class ProviderCode(Model):
    """An authorization code, of which only the hash is kept, and after its one use the hash of the access token."""

    __tablename__ = "provider_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    identifier: Mapped[str]
    client_id: Mapped[str]
    redirect_uri: Mapped[str]
    scope: Mapped[str]
    nonce: Mapped[str] = mapped_column(unique=True)
    challenge: Mapped[str]
    issued_at: Mapped[datetime]
    redeemed_at: Mapped[datetime | None]
    token_hash: Mapped[str | None] = mapped_column(unique=True)


class ProviderHolder(Lockable, Model):
    """Somebody who holds an identity card; counts the wrong PINs."""

    __tablename__ = "provider_holder"

    id: Mapped[int] = mapped_column(primary_key=True)
    identifier: Mapped[str] = mapped_column(unique=True)
