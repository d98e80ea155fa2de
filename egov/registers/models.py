"""A record of an official list."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from egov.db import Model


class RegisterRecord(Model):
    """What a register says under a key. ``data`` holds words and whole numbers (money in minor units); ``ours`` names
    the facts that this house has changed itself, which no list overwrites."""

    __tablename__ = "register_record"
    __table_args__ = (UniqueConstraint("register", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    register: Mapped[str]
    key: Mapped[str]
    data: Mapped[dict[str, Any]]
    ours: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    recorded_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
