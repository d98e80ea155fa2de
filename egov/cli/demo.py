"""``egov demo`` plays a whole government on one machine."""

import socket
import sys
from collections.abc import Iterator

import click

from egov import create_app
from egov.cli.seed import create_demo
from egov.cli.serving import serve
from egov.country.pack import Pack, current_pack


@click.command()
@click.option("--port", default=5000, show_default=True, help="Where the pages are served.")
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 lets the whole room in.")
def demo(port: int, host: str) -> None:
    """Create the fictional country where needed, and serve it."""
    _check_port(host, port)
    app = create_app({"DEMO": True, "BASE_URL": f"http://localhost:{port}"})
    with app.app_context():
        if create_demo():
            click.echo("The fictional country was created.")
        click.echo("\n".join(_welcome(current_pack(), port)))
    serve(app, host, port)


def _check_port(host: str, port: int) -> None:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except OSError:
            sys.exit(f"Port {port} is in use. Stop the other program, or choose another: --port {port + 1}")


def _welcome(pack: Pack, port: int) -> Iterator[str]:
    yield ""
    yield f"  {pack.name} is open:  http://localhost:{port}"
    yield f"  Choose who you are:  http://localhost:{port}/demo"
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
