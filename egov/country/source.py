"""Reads the files of a pack; whatever it refuses is named by file, line and key, with the cure."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from egov.country.localized import Localized
from egov.errors import Misconfigured


@dataclass(frozen=True)
class Section:
    """A table of a TOML file. ``official`` lists the languages every text must have, the default one first; ``read``
    holds the paths of the file that somebody has asked for."""

    file: Path
    data: Mapping[str, object]
    official: tuple[str, ...] = ()
    path: str = ""
    read: set[str] = field(default_factory=set)

    def fault(self, key: str, sentence: str) -> Misconfigured:
        """The error to raise about a key of this section."""
        path = self._path(key)
        line = _line_of(self.file.read_text("utf-8").splitlines(), path) or 1
        return Misconfigured(f"{_place(self.file)}, line {line}, {path}: {sentence}")

    def text(self, key: str, default: str | None = None) -> str:
        """The words under a key; without a ``default`` the key must be there."""
        value = self._value(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.fault(key, f'must be words in quotation marks. Write for example {key} = "...".')
        return value

    def whole(self, key: str) -> int:
        value = self._value(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.fault(key, f"must be a whole number. Write for example {key} = 2.")
        return value

    def flag(self, key: str, default: bool) -> bool:
        value = self._value(key, default)
        if not isinstance(value, bool):
            raise self.fault(key, "must be true or false, without quotation marks.")
        return value

    def words(self, key: str) -> tuple[str, ...]:
        value = self._value(key)
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            example = f'["{value}"]' if isinstance(value, str) and '"' not in value else '["one", "another"]'
            raise self.fault(key, f"must be a list of words. Write for example {key} = {example}.")
        return tuple(value)

    def numbers(self, key: str) -> tuple[int, ...]:
        value = self._value(key)
        if not isinstance(value, list) or not all(isinstance(number, int) for number in value):
            raise self.fault(key, f"must be a list of whole numbers. Write for example {key} = [3, 3, 4].")
        return tuple(value)

    def localized(self, key: str) -> Localized:
        """Words in every official language, and in any other language the pack cares to add."""
        texts = dict(self.section(key).data)
        for language in self.official:
            if not str(texts.get(language, "")).strip():
                raise self.fault(key, f'has no text in the official language "{language}". Add {language} = "...".')
        self.read.update(self._path(f"{key}.{code}") for code in texts)
        return Localized({code: str(text) for code, text in texts.items()}, self.official[0])

    def section(self, key: str) -> Section:
        value = self._value(key)
        if not isinstance(value, dict):
            raise self.fault(key, f"must be a table. Write for example [{key}] and its keys below.")
        return self._below(key, value)

    def sections(self, key: str = "") -> dict[str, Section]:
        """The tables under a key by their names, in the order of the file."""
        parent = self.section(key) if key else self
        if not parent.data:
            raise self.fault(key, "is empty. Add at least one table.")
        return {name: parent.section(name) for name in parent.data}

    def rows(self, key: str) -> tuple[Section, ...]:
        """A list of tables, none where the key is missing."""
        value = self._value(key, [])
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise self.fault(key, f"must be a list of tables. Write for example {key} = [{{ ... }}].")
        return tuple(self._below(key, row) for row in value)

    def check_all_read(self) -> None:
        """Raises Misconfigured at a key that nobody has asked for: its name is misspelt, or it says nothing."""
        for key, value in self.data.items():
            if self._path(key) not in self.read:
                raise self.fault(key, "is not known here. Correct its name, or take it out.")
            for below in value if isinstance(value, list) else [value]:
                if isinstance(below, dict):
                    self._below(key, below).check_all_read()

    def _below(self, key: str, data: Mapping[str, object]) -> Section:
        return Section(self.file, data, self.official, self._path(key), self.read)

    def _path(self, key: str) -> str:
        return ".".join(filter(None, (self.path, key)))

    def _value(self, key: str, default: object = None) -> object:
        self.read.add(self._path(key))
        value = self.data.get(key, default)
        if value is None:
            raise self.fault(key, f"is missing. Add {key} here.")
        return value


def read_toml(file: Path, official: tuple[str, ...] = ()) -> Section:
    """The whole of a TOML file. Raises Misconfigured where it is missing or is not TOML."""
    try:
        return Section(file, tomllib.loads(_read(file)), official)
    except tomllib.TOMLDecodeError as problem:
        raise Misconfigured(f"{_place(file)} is not valid TOML: {problem}. Correct that place.") from problem


@dataclass(frozen=True)
class Row:
    """A line of a CSV file."""

    file: Path
    line: int
    cells: Mapping[str, str]
    official: tuple[str, ...]

    def fault(self, column: str, sentence: str) -> Misconfigured:
        return Misconfigured(f"{_place(self.file)}, line {self.line}, {column}: {sentence}")

    def text(self, column: str, default: str | None = None) -> str:
        value = self.cells.get(column) or default
        if value is None:
            raise self.fault(column, "is empty. Fill it in.")
        return value

    def day(self, column: str) -> date:
        try:
            return date.fromisoformat(self.text(column))
        except ValueError as problem:
            raise self.fault(column, f'"{self.text(column)}" is not a date. Write 2026-12-31.') from problem

    def localized(self, column: str) -> Localized:
        """Words from ``column_en``, ``column_ar``...; every official language must be filled in."""
        for language in self.official:
            self.text(f"{column}_{language}")
        return self.translated(column, "")

    def translated(self, column: str, original: str) -> Localized:
        """The original words and their other spellings, such as a name and the same name in another script."""
        start = f"{column}_"
        texts = {name.removeprefix(start): text for name, text in self.cells.items() if name.startswith(start) and text}
        default = self.official[0]
        return Localized({default: original, **texts}, default)


def read_csv(file: Path, official: tuple[str, ...]) -> tuple[Row, ...]:
    """The lines of a CSV file whose first line names the columns (RFC 4180, UTF-8)."""
    lines = ((number, {name: text or "" for name, text in cells.items()}) for number, cells in csv_lines(file))
    return tuple(Row(file, number, cells, official) for number, cells in lines)


def csv_lines(file: Path) -> Iterator[tuple[int, dict[str, str | None]]]:
    """The lines of a CSV file one by one, with their numbers; a cell that a short line does not have is None.

    Raises Misconfigured at what cannot be read.
    """
    with _readable(file), file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines, restkey="", strict=True)
        names = [name.strip() for name in reader.fieldnames or ()]
        if len(names) == 1 and ";" in names[0]:
            raise Misconfigured(f"{_place(file)}, line 1: the cells end at semicolons. Separate the cells by commas.")
        if len({*names, ""}) <= len(names):
            raise Misconfigured(f"{_place(file)}, line 1: a column has no name, or the name of another. Correct it.")
        reader.fieldnames = names
        for cells in reader:
            if "" in cells:
                place = f"{_place(file)}, line {reader.line_num}"
                raise Misconfigured(f"{place} has more cells than columns. Quote cells that hold a comma.")
            yield reader.line_num, {name: None if text is None else text.strip() for name, text in cells.items()}


def _read(file: Path) -> str:
    with _readable(file):
        return file.read_text("utf-8-sig")


@contextmanager
def _readable(file: Path) -> Iterator[None]:
    """Tells in a sentence what is wrong with a file that is read in this block."""
    try:
        yield
    except FileNotFoundError as problem:
        raise Misconfigured(f"{_place(file)} is missing. Copy it from countries/base and adapt it.") from problem
    except UnicodeDecodeError as problem:
        raise Misconfigured(f"{_place(file)} is not UTF-8 text. Save it again as UTF-8.") from problem
    except csv.Error as problem:
        raise Misconfigured(f"{_place(file)} is not a CSV file: {problem}. Save it again as CSV.") from problem


def _place(file: Path) -> str:
    """The file as the ministry knows it: folder of the pack and file."""
    return "/".join(file.parts[-2:])


def _line_of(lines: list[str], path: str) -> int:
    """The line of a table or key, of what holds it where it is missing itself, 0 where nothing is found."""
    if not path:
        return 0
    header = re.compile(rf"\[+{re.escape(path)}\]")
    for number, line in enumerate(lines, 1):
        if header.match(line):
            return number
    above, _dot, name = path.rpartition(".")
    start = _line_of(lines, above)
    for number, line in enumerate(lines[start:], start + 1):
        if line.startswith("["):
            break
        if re.match(rf'\s*"?{re.escape(name)}"?\s*=', line):
            return number
    return start
