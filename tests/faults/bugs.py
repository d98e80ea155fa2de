"""Ten bugs of the kinds that matter, each one wrong line in a copy of the project: the harness must find them all."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Bug:
    """A line of a file, what stands there instead, and the kind of points where a death brings it to light."""

    file: str
    right: str
    wrong: str
    kind: str = "after-commit waitress"

    def put_into(self, root: Path) -> None:
        """Write it into a copy; the right line must stand there once."""
        path = root / self.file
        text = path.read_text(encoding="utf-8")
        assert text.count(self.right) == 1, f"{self.file} has {text.count(self.right)} times {self.right!r}"
        path.write_text(text.replace(self.right, self.wrong), encoding="utf-8")


CHANNELS = '__import__("egov.notifications.channels", fromlist=["x"]).current_channels()'

BUGS = {
    "a secret that lives in memory": Bug(
        "egov/config.py",
        'app.config[key] or secret(Path(app.config["KEYS_FOLDER"]) / key.lower())',
        'app.config[key] or __import__("secrets").token_hex()',
        kind="any",
    ),
    "mail before the commit": Bug(
        "egov/notifications/operations.py",
        "    _put([_message(channel, address) | words | about for channel, address in ways if address])\n",
        "    messages = [_message(channel, address) | words | about for channel, address in ways if address]\n"
        "    _put(messages)\n"
        "    for row in db.session.scalars(select(OutboxRow).where(OUTBOX.c.key.in_(m['key'] for m in messages))):\n"
        f"        {CHANNELS}[row.channel].send(row)\n",
        kind="before-commit waitress",
    ),
    "commit before the effect": Bug(
        "egov/cases/steps.py", "    _follow(case, step)\n", "    db.session.commit(), _follow(case, step)\n"
    ),
    "no idempotency of what is sent": Bug("egov/cases/submission.py", "earlier = case_of(draft)", "earlier = None"),
    "money booked twice": Bug(
        "egov/payments/settlement.py",
        "OPEN = (AttemptStatus.STARTED, AttemptStatus.DECLINED)",
        "OPEN = (AttemptStatus.STARTED, AttemptStatus.DECLINED, AttemptStatus.PAID)",
    ),
    "the letter outside the transaction": Bug(
        "egov/cases/steps.py", "    tell_step(case, step,", "    db.session.commit(), tell_step(case, step,"
    ),
    "marked as sent before it is sent": Bug(
        "egov/notifications/delivery.py",
        "        current_channels()[row.channel].send(row)\n",
        '        with transaction():\n            _mark(row, "")\n        current_channels()[row.channel].send(row)\n',
        kind="after-commit empty_outbox",
    ),
    "tried once and never again": Bug(
        "egov/notifications/delivery.py",
        "attempts=OUTBOX.c.attempts + 1",
        "attempts=MOST_ATTEMPTS",
        "after-commit empty_outbox",
    ),
    "the file after the answer": Bug(
        "egov/files/operations.py",
        "    current_storage().put(digest, content)\n",
        '    store = current_storage()\n    __import__("flask").after_this_request(\n'
        "        lambda answer: answer.call_on_close(lambda: store.put(digest, content)) and answer\n    )\n",
        kind="file waitress",
    ),
    "the ledger in a transaction of its own": Bug(
        "egov/payments/settlement.py",
        "    book(charge, Kind.PAYMENT, charge.money, attempt)\n",
        "    book(charge, Kind.PAYMENT, charge.money, attempt), db.session.commit()\n",
    ),
}
