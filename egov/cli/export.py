"""``egov export SERVICE``: the procedure of a service as BPMN 2.0, Mermaid, text or SVG, to put into a file."""

import sys

import click

from egov.catalogue import all_services
from egov.cli.context import with_appcontext
from egov.country.pack import current_pack
from egov.procedures.files import FORMATS
from egov.texts import use_language


@click.command()
@click.argument("service")
@click.option("--format", "kind", type=click.Choice(list(FORMATS)), default="bpmn", show_default=True)
@click.option("--language", default="", help="Code of a language of the country; its default language otherwise.")
@with_appcontext
def export(service: str, kind: str, language: str) -> None:
    """Write the procedure of SERVICE."""
    pack, services = current_pack(), all_services()
    if service not in services:
        sys.exit(f"There is no service {service!r}. Choose one of: {', '.join(services)}.")
    known = {known.code for known in pack.languages}
    if language and language not in known:
        sys.exit(f"The country has no language {language!r}. Choose one of: {', '.join(sorted(known))}.")
    with use_language(language or pack.default_language):
        click.echo(FORMATS[kind].write(services[service]), nl=False)
