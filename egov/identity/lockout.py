"""Whoever guesses is stopped: five wrong attempts close a door for a quarter of an hour."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Mapped, mapped_column

from egov.clock import now

MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)


class Lockable:
    """The columns of a row that counts wrong attempts. The counter is in the database: every process sees it."""

    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]

    @property
    def is_locked(self) -> bool:
        return self.locked_until is not None and self.locked_until > now()

    def attempt(self, right: bool) -> bool:
        """Count an attempt and tell whether it may pass: while the door is locked not even the right one does."""
        if self.is_locked:
            return False
        self.locked_until = None
        self.failures = 0 if right else (self.failures or 0) + 1
        if self.failures >= MOST_FAILURES:
            self.failures, self.locked_until = 0, now() + LOCKED_FOR
        return right
