"""What is wrong with the translations of the core, which belong to no service."""

from collections.abc import Iterator
from functools import cache

from egov.country.pack import current_pack
from egov.country.setup import TRANSLATIONS
from egov.po_files import odd_entries
from egov.soundness.sentences import core_texts
from egov.texts import SOURCE_LANGUAGE, is_translated


@cache
def core_msgids() -> frozenset[str]:
    """Every sentence of the core, by which its translations are found; a sentence about a number by its singular."""
    return frozenset(msgid if isinstance(msgid, str) else msgid[0] for msgid in core_texts())


def untranslated_core() -> Iterator[str]:
    """How many sentences of the core wait for words, for each official language in which some do."""
    for language in current_pack().languages:
        if language.official and language.code != SOURCE_LANGUAGE:
            waiting = sum(not is_translated(msgid, language.code) for msgid in core_msgids())
            if waiting:
                told = f"{waiting} of {len(core_msgids())} texts are not translated"
                yield f"egov/translations/{language.code}.po: {told}. Run egov texts {language.code}, and fill them in."


def odd_in_core() -> Iterator[str]:
    """The entries that are not used, since they would break a page, each with its file and line."""
    for language in current_pack().languages:
        path = TRANSLATIONS / f"{language.code}.po"
        yield from (f"{path}:{odd.line}: {odd.sentence}" for odd in (odd_entries(path) if path.exists() else ()))
