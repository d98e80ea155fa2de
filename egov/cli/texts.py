"""``egov texts LANGUAGE``: collects every sentence of the code into the ``.po`` files that translators fill in."""

import sys
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from egov.catalogue import all_services
from egov.cli.context import with_appcontext
from egov.config import ROOT
from egov.country.pack import current_pack
from egov.country.setup import TRANSLATIONS
from egov.soundness.sentences import Found, core_texts, service_texts
from egov.texts import SOURCE_LANGUAGE


@click.command()
@click.argument("language")
@with_appcontext
def texts(language: str) -> None:
    """Bring the .po files of a language up to date; translations that are there stay."""
    if language == SOURCE_LANGUAGE:
        sys.exit("The texts are written in English: there is nothing to translate.")
    if language not in {known.code for known in current_pack().languages}:
        sys.exit(f"The country pack has no language {language!r}. Add it to pack.toml first.")
    core = core_texts()
    click.echo(write_catalogue(TRANSLATIONS / f"{language}.po", language, core))
    for service in all_services().values():
        found = service_texts(service.folder, core)
        if found:
            click.echo(write_catalogue(service.folder / f"{language}.po", language, found))


def write_catalogue(path: Path, language: str, found: Found) -> str:
    """Write what was found with the translations that are there; how many texts there are and how many wait."""
    catalogue = _merged(language, found, read_catalogue(path, language))
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        file.write(_header(catalogue).encode())
        write_po(file, catalogue, width=0, omit_header=True, include_lineno=False)
    waiting = sum(not is_complete(message, catalogue) for message in catalogue if message.id)
    name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
    return f"{name}: {len(catalogue)} texts, {waiting} to translate"


def read_catalogue(path: Path, language: str) -> Catalog:
    """What a ``.po`` file holds, nothing where there is none."""
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def is_complete(message: Message, catalogue: Catalog) -> bool:
    """Whether the sentence has all its words: one form, or as many as the language has for numbers."""
    forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return len(forms) == (catalogue.num_plurals if message.pluralizable else 1) and all(forms) and not message.fuzzy


def _merged(language: str, found: Found, old: Catalog) -> Catalog:
    """No guessing from similar sentences: a sentence that was changed waits for its translator."""
    catalogue = Catalog(locale=language)
    for msgid, files in found.items():
        known = old.get(msgid)
        places = [(name, 0) for name in files]  # the line is not written
        if known is None or known.pluralizable != isinstance(msgid, tuple):
            catalogue.add(msgid, locations=places)
        else:
            catalogue.add(msgid, known.string, places, known.flags, user_comments=known.user_comments)
    return catalogue


def _header(catalogue: Catalog) -> str:
    """Only what programs need: names and dates would change the file without a change of its texts."""
    fields = {
        "Language": catalogue.locale_identifier,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": catalogue.plural_forms,
    }
    lines = [f'"{name}: {value}\\n"' for name, value in fields.items()]
    return "\n".join(['msgid ""', 'msgstr ""', *lines, "", ""])
