"""The words of an edition: its sentences keep the translations that they were published with."""

from collections.abc import Mapping
from dataclasses import replace
from types import ModuleType
from typing import Any

from egov.po_files import fitting, words_in
from egov.texts import OwnWords, Text
from workflows.engine import State, Step, Workflow

MODULE = "own_words"  # of each edition: what its files import from the core to speak, they import from there instead
SPOKEN = ("_",)


class EditionWords:
    """What an edition says in which language, by its catalogues and by the words of its table."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.known: dict[str, dict[str, tuple[str, ...]]] = {}
        for language, words in content["words"].items():
            self._add(language, fitting(words))
        for path, text in content["files"].items():
            if path.endswith(".po"):
                self._add(path.removesuffix(".po"), words_in(text))

    def _add(self, language: str, words: Mapping[str, tuple[str, ...]]) -> None:
        for msgid, forms in words.items():
            self.known.setdefault(msgid, {}).setdefault(language, forms)

    def own(self, msgid: str) -> str:
        """The sentence with its own translations, where the edition has any."""
        return OwnWords.of(msgid, self.known[msgid]) if msgid in self.known else msgid

    def said(self, table: Workflow) -> Workflow:
        """The table, whose labels speak with the words of the edition."""
        states, steps = (self._state(state) for state in table.states), (self._step(step) for step in table.steps)
        return replace(table, states=tuple(states), steps=tuple(steps))

    def module(self, package: str) -> ModuleType:
        """The module in which the files of the edition find ``_``."""
        module = ModuleType(f"{package}.{MODULE}")

        def own_text(msgid: str, **values: Any) -> Text:
            return Text(self.own(msgid), values=values)

        vars(module)["_"] = own_text
        return module

    def _state(self, state: State) -> State:
        return replace(state, label=self.own(state.label), for_applicant=self.own(state.for_applicant))

    def _step(self, step: Step) -> Step:
        return replace(step, label=self.own(step.label), done=self.own(step.done))
