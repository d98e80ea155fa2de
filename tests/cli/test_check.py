"""``egov check`` names file, line and cure of whatever is wrong with a service."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.copies import Copy, copy_to

FACE = "__init__.py"


def instead(old: str, new: str) -> Callable[[str], str]:
    def change(face: str) -> str:
        assert old in face, f"the dog licence does not say {old!r} any more"
        return face.replace(old, new, 1)

    return change


def without_certificate(face: str) -> str:
    changed = re.sub(r"    certificate=Certificate\(.*?\n    \),\n", "", face, flags=re.DOTALL)
    assert changed != face
    return changed


PAGES = "pages=[YourDog, WhereItLives]"
EMPTY_PAGE = 'class Empty(Page):\n    title = _("Your dog")\n\n\nservice = Service('
# The service that is broken, how, the words of the line that is named, and the sentence with its cure.
BROKEN: dict[str, tuple[Callable[[str], str], str, str]] = {
    "no_life_event": (instead('"home"', '"garden"'), '"garden"', "life event 'garden' is unknown. Choose one of: "),
    "odd_prefix": (instead('prefix="XB"', 'prefix="O7"'), "prefix=", "must be two or three capital letters"),
    "same_prefix": (instead('prefix="XC"', 'prefix="PF"'), "prefix=", "is used by parking_fine too. Choose another."),
    "no_pages": (instead(PAGES, "pages=[]"), "pages=", "there is no page. Add at least one."),
    "two_names": (instead("address = Addr", "dog_name = Addr"), "dog_name =", "two questions are named 'dog_name'"),
    "asks_nothing": (
        lambda face: instead(PAGES, f"{PAGES[:-1]}, Empty]")(instead("service = Service(", EMPTY_PAGE)(face)),
        "class Empty", "page Empty asks nothing. Add a question or remove it.",
    ),
    "no_item": (
        instead('title = _("Where the dog lives")', 'title = _("Where the dog lives")\n    repeats = 3'),
        "WhereItLives", "page WhereItLives repeats. Say with item = what one of them is.",
    ),
    "no_paper": (without_certificate, "workflow=", "issues a certificate. Give the service certificate="),
    "no_step": (instead("    days=10,", '    days=10,\n    effects={"fly": print},'), '"fly"', "an effect on 'fly'"),
    "no_way_back": (
        lambda face: instead("    days=10,", '    days=10,\n    effects={"approve": print},')(
            instead("renewable(permit)", "correctable(renewable(permit))")(
                instead("permit, renewable", "correctable, permit, renewable")(face)
            )
        ),
        '"approve"', "does not reach what the effect on 'approve' wrote. Add an effect on 'confirm_correction'.",
    ),
    "no_words": (instead('_("Is the dog neutered?")', '_("Is it a cat?")'), "Is it a cat?", "ar"),
    "by_the_window": (
        instead("from services.", "from egov.registers.operations import find\nfrom services."), "from egov.registers",
        "it imports egov.registers.operations. Import only from egov.kit:",
    ),
    "two_know_each": (
        instead("from services.", "import services.parking_fine.rules\nfrom services."), "import services.parking",
        "No service knows another: write what you need into this one.",
    ),
    "no_row": (instead('_("Name of the dog")', '_("Its name")'), "Its name", "no text in the official language ar."),
}  # fmt: skip


def like_the_dog_licence(ours: Copy, name: str, prefix: str) -> Path:
    """The face of a service that is the dog licence under another name."""
    services = ours.root / "services"
    shutil.copytree(services / "dog_licence", services / name, ignore=shutil.ignore_patterns("__pycache__"))
    face = services / name / FACE
    text = face.read_text(encoding="utf-8").replace("dog_licence", name)
    face.write_text(instead('prefix="DL"', f'prefix="{prefix}"')(text), encoding="utf-8")
    return face


@pytest.fixture(scope="module")
def told(ours: Copy) -> str:
    """What the check says when all these services stand in one copy."""
    for number, (name, (change, _words, _sentence)) in enumerate(BROKEN.items()):
        face = like_the_dog_licence(ours, name, f"X{chr(65 + number)}")
        face.write_text(change(face.read_text(encoding="utf-8")), encoding="utf-8")
    folder = like_the_dog_licence(ours, "many_files", "MF").parent
    for number in range(6):
        (folder / f"note{number}.txt").write_text("A note.", encoding="utf-8")
    checked = ours.egov("check")
    assert checked.returncode == 1, checked.stdout + checked.stderr
    return checked.stdout


@pytest.mark.parametrize("name", BROKEN)
def test_a_fault_is_told_with_file_line_and_cure(ours: Copy, told: str, name: str) -> None:
    _change, words, sentence = BROKEN[name]
    folder = ours.root / "services" / name
    lines = [line.strip() for line in told.splitlines() if f"services/{name}/" in line and sentence in line]
    assert lines, told
    place, number = re.match(r"(.*?\.py):(\d+):", lines[0]).groups()  # type: ignore[union-attr]
    path = Path(place) if Path(place).is_absolute() else ours.root / place
    assert path.parent == folder
    assert words in path.read_text(encoding="utf-8").splitlines()[int(number) - 1]


def test_a_folder_with_too_many_files_is_told(told: str) -> None:
    assert "Keep it to 6, or split the service." in told


def test_the_sound_ones_are_called_sound(told: str) -> None:
    for name in ("dog_licence", "parking_fine", "birth_registration"):
        line = next(line for line in told.splitlines() if line.startswith(name))
        assert "sound" in line or name == "parking_fine", "parking_fine shares its prefix with a broken one"


@pytest.mark.parametrize(
    ("old", "new", "cure"),
    [
        ("service = Service(", "services = Service(", "Write service = Service(...) at its end."),
        ('name="half_made"', 'name="made_half"', "Name it like its folder."),
        ("import AddressField, ", "import ", "NameError: name 'AddressField' is not defined. Import it from egov.kit."),
        ("import AddressField,", "import AdressField,", "name 'AdressField' from 'egov.kit'"),
        ("import AddressField,", "import AdressField,", "Did you mean AddressField?"),
        ("import AddressField,", "import Elephant,", "Import only what stands in egov.kit."),
        ("longest=60)", "maximum=60)", "keyword argument 'maximum'. Correct this name, or take it out."),
        ("fee=rules.fee", "fee=lambda answers, on: None", "the fee is None: write return before the amount."),
        ("import rules", "import laws", "ImportError: cannot import name 'laws'"),
        ("longest=60)", "longest=60", "'(' was never closed. Correct this line."),
        ("longest=60)", "longest=sixty)", "NameError: name 'sixty' is not defined. Correct this line."),
        (
            "workflow=renewable(permit)",
            'workflow=permit.changed("hasty", without=("approve",))',
            "no case can ever come",
        ),
    ],
)
def test_a_service_that_cannot_be_read_stops_the_start_with_one_sentence(
    tmp_path: Path, old: str, new: str, cure: str
) -> None:
    ours = copy_to(tmp_path)
    face = like_the_dog_licence(ours, "half_made", "HM")
    face.write_text(instead(old, new)(face.read_text(encoding="utf-8")), encoding="utf-8")
    stopped = ours.egov("check")
    assert stopped.returncode == 1
    assert stopped.stderr.startswith("egov cannot start.")
    assert cure in stopped.stderr
    assert re.search(r"services/half_made/__init__\.py|workflows/permit\.py:\d+", stopped.stderr)
    assert "Traceback" not in stopped.stderr


def test_a_missing_text_is_told_at_its_line_and_not_where_it_is_spoken_of(tmp_path: Path) -> None:
    ours = copy_to(tmp_path)
    face = like_the_dog_licence(ours, "ferret", "FR")
    text = instead('_("Dog licence")', '_("A licence")')(face.read_text(encoding="utf-8"))
    face.write_text(f'"""A licence: for a ferret."""\n\n# A licence, says the law.\n{text}', encoding="utf-8")
    line = next(
        number for number, line in enumerate(face.read_text(encoding="utf-8").splitlines(), 1) if '_("A l' in line
    )
    told = ours.egov("check", "ferret")
    assert f'ferret/__init__.py:{line}: "A licence" has no text' in told.stdout, told.stdout + told.stderr
    assert "dog_licence" not in told.stdout
    refused = ours.egov("check", "ferrets")
    assert (refused.returncode, "No service is named 'ferrets'. Choose from: " in refused.stderr) == (1, True)


def test_a_forgotten_fee_stops_the_start_with_the_file_and_the_cure(tmp_path: Path) -> None:
    ours = copy_to(tmp_path)
    face = ours.root / "services" / "dog_licence" / FACE
    face.write_text(instead("    fee=rules.fee,\n", "")(face.read_text(encoding="utf-8")), encoding="utf-8")
    said = ours.egov("check")
    assert said.returncode == 1
    assert re.search(r"dog_licence/__init__\.py:\d+: the workflow charges a fee\. Give the service fee=", said.stderr)


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        (FACE, "    size = ChoiceField(", "    how_tall = ChoiceField(", ""),
        (FACE, "    neutered = YesNo", "    is_neutered = YesNo", r"rules\.py:\d+: the fee reads 'neutered'"),
        (FACE, "    dog_name = Text", "    name = Text", r"__init__\.py:\d+: the certificate reads 'dog_name'"),
        ("rules.py", 'answers["neutered"]', 'answers.get("neuterd")', r"rules\.py:\d+: the fee reads 'neuterd'"),
        (FACE, "months=12,", 'months=12, holder=lambda answers: answers["owner"],', "the holder .* reads 'owner'"),
    ],
)  # fmt: skip
def test_what_no_page_asks_cannot_be_read(tmp_path: Path, file: str, old: str, new: str, sentence: str) -> None:
    ours = copy_to(tmp_path)
    path = ours.root / "services" / "dog_licence" / file
    path.write_text(instead(old, new)(path.read_text(encoding="utf-8")), encoding="utf-8")
    said = ours.egov("check")
    assert bool(re.search(sentence, said.stderr)) if sentence else said.returncode == 0, said.stderr + said.stdout
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("FEE.on(on) // 2", "FEE.on(on) / 2", "FEE.on(on) / 2", "the fee is 1250.0: give whole minor units, use //."),
        ("FEE.on(on) // 2", "-500", "def fee(", "the fee is -500: give 0 or more, in minor units."),
        ("return 0", "return None", "def fee(", "the fee is None: write return before the amount."),
    ],
)
def test_a_fee_that_is_no_amount_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: str, sentence: str
) -> None:
    ours = copy_to(tmp_path)
    rules = ours.root / "services" / "dog_licence" / "rules.py"
    rules.write_text(instead(old, new)(rules.read_text(encoding="utf-8")), encoding="utf-8")
    number = next(n for n, text in enumerate(rules.read_text(encoding="utf-8").splitlines(), 1) if line in text)
    said = ours.egov("check")
    assert said.returncode == 1
    assert f"dog_licence/rules.py:{number}: {sentence}" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("days=10", "days=-10", "days is -10: the deadline must be at least one working day."),
        ("days=10", "days=0", "days is 0: the deadline must be at least one working day."),
        ("days=10", "appeal_days=0,\n    days=10", "appeal_days is 0: write a whole number, 1 or more."),
        ("retention_years=5", 'retention_years="5"', "retention_years is '5': write a whole number, 0 or more."),
        ("months=12", 'months="12"', "months is '12': write a whole number, 1 or more, or leave it out"),
        ("months=12", "months=-1", "months is -1: write a whole number, 1 or more, or leave it out"),
        ("months=12", "months=120000", "months is 120000: write 5000 or less."),
        ("days=10", "days=1000000", "days is 1000000: write 5000 or less."),
        ("longest=60", "longest=-60", "longest is -60: write a whole number, 1 or more."),
        (
            "size = ChoiceField(",
            'weight = NumberField(_("Is the dog neutered?"), minimum=100, maximum=60)\n    size = ChoiceField(',
            "weight takes numbers from 100 to 60: write two whole numbers, the smaller one as minimum.",
        ),
    ],
)
def test_a_figure_that_cannot_be_meant_stops_the_start(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    ours = copy_to(tmp_path)
    face = ours.root / "services" / "dog_licence" / FACE
    text = instead(old, new)(face.read_text(encoding="utf-8")).replace(
        "ChoiceField, Page", "ChoiceField, NumberField, Page"
    )
    face.write_text(text, encoding="utf-8")
    line = 1 + text[: text.index(new.partition("\n")[0])].count("\n")
    said = ours.egov("check")
    assert said.returncode == 1
    assert f"dog_licence/__init__.py:{line}: {sentence}" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_misspelt_name_is_told_at_its_own_line_of_a_long_import(tmp_path: Path) -> None:
    ours = copy_to(tmp_path)
    face = ours.root / "services" / "birth_registration" / FACE
    face.write_text(instead("    keep_in_register,\n", "    keep_in_registers,\n")(face.read_text("utf-8")), "utf-8")
    line = face.read_text("utf-8").splitlines().index("    keep_in_registers,") + 1
    said = ours.egov("check").stderr
    assert f"birth_registration/__init__.py:{line}: ImportError: " in said
    assert "Did you mean keep_in_register?" in said
