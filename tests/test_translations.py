"""A translation with a mistake breaks no page: the English is shown, and the file and the line are told."""

import re
from pathlib import Path

import pytest
from flask import Flask

from egov.catalogue import all_services
from egov.country.setup import TRANSLATIONS
from egov.editions.content import digest_of
from egov.editions.loading import revived
from egov.editions.operations import folder_content
from egov.errors import Misconfigured
from egov.po_files import load_catalogue, odd_entries
from egov.texts import _, ngettext, use_language
from tests.cli.copies import copy_to

HEADER = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
RUSSIAN = HEADER.replace(
    "nplurals=2; plural=(n != 1)",
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2)",
)
DOGS = 'msgid "%(count)s dog"\nmsgid_plural "%(count)s dogs"\n'


def written(folder: Path, words: str, header: str = HEADER) -> Path:
    path = folder / "xx.po"
    path.write_text(header + words, encoding="utf-8")
    return path


def entry(msgid: str, msgstr: str) -> str:
    return f'msgid "{msgid}"\nmsgstr "{msgstr}"\n'


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (entry("Answer %(question)s", "Responda %(pergunta)s"), "has other places .* the English: %(question)s."),
        (entry("Answer %(question)s", "Responda"), "has other places"),
        (entry("Answer %(question)s", "Responda %(question)d"), "has other places"),
        (entry("Only %(percent)s %%", "Nur %(percent)s %"), "has a % that belongs to no place. Write %%."),
        (entry("Nothing", "Nada de %(name)s"), "the English: none."),
        (DOGS + 'msgstr[0] "um cão"\nmsgstr[1] "%(conta)s cães"\n', "'%(conta)s cães' has other places"),
        (DOGS + 'msgstr[0] "um cão"\nmsgstr[1] "cães"\n', "'cães' has other places"),
    ],
)
def test_what_has_other_places_is_not_used_and_told_with_its_line(tmp_path: Path, words: str, why: str) -> None:
    path = written(tmp_path, words)
    [odd] = odd_entries(path)
    assert odd.line == 5
    assert re.search(why.replace("(", r"\(").replace(")", r"\)"), odd.sentence)
    load_catalogue("xx", path)
    with use_language("xx"):
        assert str(_("Answer %(question)s", question="this")) == "Answer this"
        assert str(_("Only %(percent)s %%", percent=5)) == "Only 5 %"
        assert str(ngettext("%(count)s dog", "%(count)s dogs", 2)) == "2 dogs"


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (HEADER, entry("Half", "50 %")),  # nothing is put in there
        (HEADER, entry("From %(low)s to %(high)s", "%(high)s %(low)s")),
        (HEADER, DOGS + 'msgstr[0] "um cão"\nmsgstr[1] "%(count)s cães"\n'),
        (RUSSIAN, DOGS + 'msgstr[0] "%(count)s пёс"\nmsgstr[1] "%(count)s пса"\nmsgstr[2] "%(count)s псов"\n'),
    ],
)
def test_what_is_right_is_used(tmp_path: Path, header: str, words: str) -> None:
    assert not odd_entries(written(tmp_path, words, header))


def test_a_form_for_more_numbers_than_one_must_say_the_number(tmp_path: Path) -> None:
    words = DOGS + 'msgstr[0] "один пёс"\nmsgstr[1] "%(count)s пса"\nmsgstr[2] "%(count)s псов"\n'
    [odd] = odd_entries(written(tmp_path, words, RUSSIAN))  # 21 dogs would be one dog
    assert "'один пёс'" in odd.sentence


def test_an_edition_that_brings_a_wrong_translation_speaks_english(app: Flask) -> None:
    said = "A dog like %(question)s costs nothing"
    with app.app_context():
        content = {**folder_content("dog_licence")}
        words = entry(said, "أجب %(pergunta)s") + entry("Is the dog neutered?", "أمعقم؟")
        content["files"] = {**content["files"], "ar.po": words}
        content["files"]["__init__.py"] = content["files"]["__init__.py"].replace(
            'hint=_("A guide dog costs nothing")', f'hint=_("{said}", question="Rex")'
        )
        content["words"] = {"ar": {said: ["أجب %(pergunta)s"]}}
        page = revived("dog_licence", digest_of(content), content).pages[0]
        with use_language("ar"):
            assert str(page().guide_dog.hint) == said.replace("%(question)s", "\u2068Rex\u2069")
            assert str(page().neutered.question) == "أمعقم؟"
        assert all_services()["dog_licence"].pages[0] is not page


BROKEN = {
    "Latin-1": (entry("Dog", "Chi").encode() + entry("Cat", "Chaté").encode("latin-1"), 4, "not UTF-8 text"),
    "UTF-16": (entry("Dog", "Chien").encode("utf-16"), 1, "not UTF-8 text"),
    "a misspelt keyword": (b'msgid "Dog"\nmsgstrr "Chien"\n', 2, "belongs to no translation. Correct this line."),
    "a merge that was not finished": (b'<<<<<<< HEAD\nmsgid "Dog"\nmsgstr "Chien"\n', 1, "belongs to no translation"),
    "an open quotation mark": (b'msgid "Dog"\nmsgstr "Chien\n', 2, "belongs to no translation"),
    "a sentence without its translation": (b'msgid "Dog"\n\nmsgid "Cat"\nmsgstr "Chat"\n', 1, "missing msgstr"),
    "a rule that is none": (
        (HEADER.replace("(n != 1)", "n is one") + DOGS + 'msgstr[0] "x"\nmsgstr[1] "y"\n').encode(),
        1,
        "the header cannot be read",
    ),
}


@pytest.mark.parametrize(("content", "line", "sentence"), BROKEN.values(), ids=list(BROKEN))
def test_a_file_that_is_broken_is_refused_with_its_line(
    tmp_path: Path, content: bytes, line: int, sentence: str
) -> None:
    path = tmp_path / "xx.po"
    path.write_bytes(content)
    with pytest.raises(Misconfigured) as refused:
        load_catalogue("xx", path)
    assert str(refused.value).startswith(f"{path}:{line}: ")
    assert sentence in str(refused.value)


def test_a_file_with_the_mark_of_windows_is_read(tmp_path: Path) -> None:
    path = tmp_path / "xx.po"
    path.write_bytes(b"\xef\xbb\xbf" + entry("Dog with a mark", "Chien").replace("\n", "\r\n").encode())
    load_catalogue("xx", path)
    with use_language("xx"):
        assert str(_("Dog with a mark")) == "Chien"


def test_the_check_and_the_start_name_file_and_line(tmp_path: Path) -> None:
    ours = copy_to(tmp_path)
    core, dogs = (ours.root / path / "ar.po" for path in ("egov/translations", "services/dog_licence"))
    for path, old, new in ((core, "%(question)s", "%(pergunta)s"), (dogs, 'msgstr "', 'msgstr "%(x)s ')):
        lines = path.read_text(encoding="utf-8").split("\n")
        at = next(n for n, line in enumerate(lines) if n > 8 and line.startswith("msgstr") and old in line)
        lines[at] = lines[at].replace(old, new)
        path.write_text("\n".join(lines), encoding="utf-8")
    said = ours.egov("check")
    assert said.returncode == 1
    for path in ("egov/translations/ar.po", "services/dog_licence/ar.po"):
        told = rf"{re.escape(str(ours.root))}/{path}:\d+: .* has other places for values"
        assert len(re.findall(told, said.stdout)) == 1, said.stdout
        assert len(re.findall(told, said.stderr)) == 1, said.stderr
    core.write_bytes(core.read_bytes().decode().encode("cp1256", "replace"))
    said = ours.egov("check")
    assert (said.returncode, "Traceback" in said.stderr) == (1, False)
    assert re.search(r"egov cannot start\. .*translations/ar\.po:\d+: this is not UTF-8 text", said.stderr)


def test_our_own_files_have_no_such_entry() -> None:
    assert not odd_entries(TRANSLATIONS / "ar.po")
