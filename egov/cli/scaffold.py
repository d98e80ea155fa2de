"""``egov new-service NAME``: copies the smallest complete service under a new name."""

import re
import sys
from keyword import iskeyword
from pathlib import Path

import click

from egov.catalogue import all_services
from egov.cli.context import with_appcontext

MODEL = "dog_licence"
MODEL_TITLE = "Dog licence"


@click.command("new-service")
@click.argument("name")
@with_appcontext
def new_service(name: str) -> None:
    """Copy the model service to services/NAME: it works at once, and is then changed step by step."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{2,40}", name) or iskeyword(name):
        sys.exit(f"{name!r} cannot be the name of a service. Use small letters and underscores, like fishing_permit.")
    if MODEL not in all_services():
        sys.exit(f"There is no service {MODEL} to copy. Put its folder back under services/, and try again.")
    model = all_services()[MODEL].folder
    folder = model.parent / name
    if folder.exists():
        sys.exit(f"{folder} exists already. Choose another name, or remove that folder.")
    copy_service(model, folder)
    click.echo(f"Made {folder}. Start the server again: the service is in the catalogue.")
    click.echo("Change the questions in __init__.py, the law in rules.py, the translations in the .po files.")
    click.echo("Its title is not translated yet: egov check says where.")


def copy_service(model: Path, folder: Path) -> None:
    """Write the model's files under the new name, with a title and a prefix made from it.

    The title waits for its translation, which nobody but a translator can know.
    """
    title = folder.name.replace("_", " ").capitalize()
    folder.mkdir()
    for source in sorted(path for path in model.iterdir() if path.is_file()):
        text = source.read_text(encoding="utf-8").replace(MODEL, folder.name)
        text = text.replace('prefix="DL"', f'prefix="{_free_prefix(folder.name)}"')
        text = re.sub(rf'(msgid "{MODEL_TITLE}"\nmsgstr ")[^"]*', r"\g<1>", text)
        (folder / source.name).write_text(text.replace(MODEL_TITLE, title), encoding="utf-8")


def _free_prefix(name: str) -> str:
    """Two or three capital letters that no other service uses."""
    taken = {service.prefix for service in all_services().values()}
    letters = [letter for letter in name.upper() if letter.isascii() and letter.isalpha()]
    initials = "".join(word[0] for word in name.upper().split("_") if word and word[0].isalpha())
    first_choices = [initials[:3]] if len(initials) > 1 else []
    others = [first + second for first in letters for second in letters]
    three = [pair + third for pair in others for third in letters]
    return next(prefix for prefix in [*first_choices, *others, *three] if prefix not in taken)
