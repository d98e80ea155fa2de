"""``egov verify``: what a receipt or a promise proves, in sentences."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from egov.audit.log_keys import policy as own_policy
from egov.cli.context import with_appcontext
from egov.tlog.encoding import to_base64
from egov.tlog.errors import LogProblem
from egov.tlog.policy import Policy, parse_policy
from egov.tlog.promise import HEADER as PROMISE
from egov.tlog.promise import WITHIN_SECONDS, verify_promise
from egov.tlog.receipt import verify_receipt

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("verify")
@click.argument("receipt", type=FILE)
@click.option(
    "--policy", "policy_file", type=FILE, help="Whom you trust (C2SP tlog-policy). Without it: this installation."
)
@with_appcontext
def verify(receipt: Path, policy_file: Path | None) -> None:
    """Check a receipt (or a promise) file. The exit code is 0 if it is proven, 1 if not."""
    data = receipt.read_bytes()
    try:
        trusted = parse_policy(policy_file.read_bytes()) if policy_file else own_policy()
        told = _promise(data, trusted) if data.startswith(PROMISE.encode()) else _receipt(data, trusted)
        click.echo("\n".join(told))
    except LogProblem as wrong:
        click.echo(f"NOT PROVEN. {wrong}")
        sys.exit(1)


def _receipt(data: bytes, trusted: Policy) -> Iterator[str]:
    proven = verify_receipt(data, trusted)
    checkpoint = proven.believed.checkpoint
    yield f"PROVEN. Entry {proven.index} of the log {checkpoint.origin} says about the citizen:"
    for name, value in proven.citizen.items():
        yield f"    {name}: {_shown(value)}"
    yield f"The log dates it {_moment(proven.leaf.minute * 60)}."
    yield f"It has signed a list of {checkpoint.size} entries with this one in it."
    for name, second in proven.believed.witnessed.items():
        yield f"The witness {name} saw this list on {_moment(second)}."
    if not proven.believed.witnessed:
        yield "No witness of this policy has signed: the office might show another log to others."
    yield "Not proven: that what the office wrote is true. Proven is that it wrote this."


def _promise(data: bytes, trusted: Policy) -> Iterator[str]:
    promise = verify_promise(data, trusted)
    yield f"PROVEN. The log {promise.origin} promised on {promise.received:%Y-%m-%d %H:%M:%S} UTC to take in the entry"
    yield f"    {to_base64(promise.leaf_hash)}"
    yield f"within {WITHIN_SECONDS} seconds. If no receipt came since, the log has broken its promise."


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _moment(second: int) -> str:
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%d %H:%M} UTC"
