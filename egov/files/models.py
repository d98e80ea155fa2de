"""What is known of a kept file; its content lies in the files folder under its digest."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from egov.db import Model


class StoredFile(Model):
    """``digest`` is the SHA-256 of the content as it is kept, in hexadecimal; ``size`` is in bytes."""

    __tablename__ = "stored_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    type: Mapped[str]
    size: Mapped[int]
    digest: Mapped[str]
    kept_at: Mapped[datetime]
