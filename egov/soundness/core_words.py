"""What is wrong with the translations of the core, which belong to no service."""

from collections.abc import Iterator

from egov.country.pack import current_pack
from egov.country.setup import TRANSLATIONS
from egov.po_files import odd_entries


def odd_in_core() -> Iterator[str]:
    """The entries that are not used, since they would break a page, each with its file and line."""
    for language in current_pack().languages:
        path = TRANSLATIONS / f"{language.code}.po"
        yield from (f"{path}:{odd.line}: {odd.sentence}" for odd in (odd_entries(path) if path.exists() else ()))
