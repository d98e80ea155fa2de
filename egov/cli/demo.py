"""``egov demo`` plays a whole government on one machine."""

import os
import socket
import sys
from collections.abc import Iterator
from typing import Any

import click

from egov import create_app
from egov.cli.seed import create_demo
from egov.cli.serving import serve
from egov.country.pack import Pack, current_pack

HERE, LOOPBACK, EVERYWHERE = "localhost", ("localhost", "127.0.0.1"), ("0.0.0.0", "")  # noqa: S104 - to compare with
SOMEWHERE = ("10.255.255.255", 1)  # a private address, which need not be there


@click.command()
@click.option("--port", default=5000, show_default=True, help="Where the pages are served.")
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 lets the whole room in.")
def demo(port: int, host: str) -> None:
    """Create the fictional country where needed, and serve it."""
    _check_port(host, port)
    app = create_app(_settings(host, port))
    with app.app_context():
        if create_demo():
            click.echo("The fictional country was created.")
        click.echo("\n".join(_welcome(current_pack(), app.config["BASE_URL"])))
    serve(app, host, port)


def _check_port(host: str, port: int) -> None:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except OSError:
            sys.exit(f"Port {port} is in use. Stop the other program, or choose another: --port {port + 1}")


def _settings(host: str, port: int) -> dict[str, Any]:
    """A demonstration at the address that browsers type. Its log is called the same wherever the room finds it."""
    if os.environ.get("FLASK_BASE_URL"):
        return {"DEMO": True}
    name = HERE if host in LOOPBACK else _own_address() if host in EVERYWHERE else host
    log = {} if name == HERE or os.environ.get("FLASK_LOG_ORIGIN") else {"LOG_ORIGIN": f"{HERE}/log"}
    return {"DEMO": True, "BASE_URL": f"http://{name}:{port}", **log}


def _own_address() -> str:
    """The address of this machine in its network, localhost where there is none.

    Nothing is sent: the system only says by which of its addresses it would go.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(SOMEWHERE)
        except OSError:
            return HERE
        return str(asking.getsockname()[0])


def _welcome(pack: Pack, address: str) -> Iterator[str]:
    yield ""
    yield f"  {pack.name} is open:  {address}"
    yield f"  Choose who you are:  {address}/demo"
    yield f"  Follow the course:   {address}/course"
    yield ""
    for persona in pack.personas.values():
        way = (
            f"{persona.username} / {persona.password}"
            if persona.username
            else f"{pack.identity_provider}, PIN {persona.pin}"
        )
        yield f"    {persona.resident.name:<16} {way:<32} {persona.description}"
    yield ""
    yield "  Stop with Ctrl+C."
