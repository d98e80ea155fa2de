"""``egov witness``: watch somebody's log, from a machine that is not his.

It loads neither the application nor a database, and runs by itself, too: ``python -m egov.cli.witness``.
"""

import logging
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

import click
import requests

from egov.audit.mirror import Mirror
from egov.audit.witness_server import Memory, WitnessOf, witness_key, witness_server
from egov.disk import only_one
from egov.tlog.errors import LogProblem, Malformed
from egov.tlog.folder import LogFolder
from egov.tlog.keys import PublicKey, parse_vkey
from egov.tlog.policy import LOG_KINDS

MIRROR_PAUSE = 10.0  # seconds
FOLDER = click.Path(file_okay=False, path_type=Path)

log = logging.getLogger(__name__)


@click.command()
@click.option("--name", required=True, help="Whose witness this is, as a host name: ombudsman.example")
@click.option("--log", "vkeys", required=True, multiple=True, help="The key of a log that is watched (NAME+ID+KEY).")
@click.option("--folder", required=True, type=FOLDER, help="Where the key and the memory of the witness are kept.")
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 lets the log in from other machines.")
@click.option("--port", default=8100, show_default=True, help="Where the log finds the witness.")
@click.option("--mirror", "address", help="Keep all leaves of the log at this address too: https://city.example/log")
def witness(*, name: str, vkeys: tuple[str, ...], folder: Path, host: str, port: int, address: str | None) -> None:
    """Cosign each checkpoint of a log that continues what it showed before, until Ctrl+C."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logs = _logs(vkeys)
    with only_one(folder / ".lock") as alone:
        if not alone:
            sys.exit(f"Another witness is at work in {folder}.")
        watching = WitnessOf(witness_key(folder, name), Memory(folder / "known.json"), logs)
        server = witness_server(watching, host, port)
        click.echo("The witness watches. Its line for the setting LOG_WITNESSES of the log:")
        click.echo(f"http://{host}:{server.server_port} {watching.key.public.vkey}")
        if address:
            keys = [key for of_one in logs.values() for key in of_one]
            _follow(Mirror(address.rstrip("/"), LogFolder(folder / "mirror"), keys))
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            server.server_close()


def _logs(vkeys: Sequence[str]) -> dict[str, list[PublicKey]]:
    logs: dict[str, list[PublicKey]] = {}
    for vkey in vkeys:
        try:
            key = parse_vkey(vkey)
        except Malformed as wrong:
            raise click.BadParameter(str(wrong), param_hint="--log") from wrong
        if key.kind not in LOG_KINDS:
            raise click.BadParameter("this is not the key of a log", param_hint="--log")
        logs.setdefault(key.name, []).append(key)
    return logs


def _follow(mirror: Mirror) -> None:
    """Keep up with the log beside the witness; what is wrong with it is said, and tried again."""

    def work() -> None:
        while True:
            try:
                mirror.follow()
            except (requests.RequestException, LogProblem, OSError) as problem:
                log.warning("The mirror could not follow: %r", problem)
            time.sleep(MIRROR_PAUSE)

    Thread(target=work, daemon=True, name="mirror").start()


if __name__ == "__main__":
    witness()
