"""The one clock of the house: nothing else asks the machine for the time."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the time in UTC, moved by ``offset`` when a trainer travels through it."""

    def __init__(self) -> None:
        self.offset = timedelta()

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC) + self.offset


clock = Clock()


def now() -> datetime:
    """The present moment, aware, in UTC, from the one clock."""
    return clock.now()
