"""Lessons 2 to 6 as a trainee follows them: the code and the commands that stand there, and what the check says before
and after. Lesson 1 is played in ``test_exercises.py``."""

from collections.abc import Iterator
from pathlib import Path
from textwrap import indent

import pytest

from tests.cli.copies import Copy
from tests.cli.test_tutorial import FACE, RULES, translated
from tests.course.classroom import blocks_of, checked, classroom, commands_of, played
from tests.scale.profile import until

NAME = "fishing_permit"


EDITED = """
import pathlib
from egov.course.exercises import EXERCISES
path = pathlib.Path("services/{name}/rules.py")
words = path.read_text()
with app.app_context():
    path.write_text(words + "# edited\\n")
    edited = str(EXERCISES["2-build"].check("{name}")[0].cure).startswith("Somebody edited it since.")
    path.write_text(words)
    print(edited, str(EXERCISES["2-build"].check("{name}")[0].cure).startswith("Somebody edited it since."))
"""


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    with classroom(tmp_path_factory.mktemp("classroom")) as copied:
        yield copied


def face_of(ours: Copy) -> Path:
    return ours.root / "services" / NAME / "__init__.py"


def run(ours: Copy, command: list[str], status: int = 0) -> str:
    done = ours.egov(*command)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_the_lessons_one_after_the_other(ours: Copy) -> None:
    reference = build(ours)
    prove(ours)
    change(ours)
    trust(ours, reference)


def build(ours: Copy) -> str:
    make, texts, check = commands_of("2-build")
    unknown = ours.egov("course", "2", NAME)
    assert (unknown.returncode, "No service of your own has this name." in unknown.stderr) == (1, True)
    run(ours, make)
    missing = checked(ours, 2, NAME)
    on_a_page = played(ours, EDITED.format(name=NAME))
    assert on_a_page == "True False", "a page tells that the folder was edited since the demonstration was started"
    assert missing[:3] == [
        "It says in its own words what it is", "Its form asks something of its own", "Nothing is wrong with it",
    ]  # fmt: skip
    face_of(ours).write_text(FACE, encoding="utf-8")
    face_of(ours).with_name("rules.py").write_text(RULES, encoding="utf-8")
    assert "Translate it in ar.po." in run(ours, check, 1)
    run(ours, texts)
    translated(face_of(ours).with_name("ar.po"))
    run(ours, check)
    assert checked(ours, 2, NAME) == [
        "Somebody applied for it", "The fee was paid", "An officer took the case", "A certificate was issued",
    ]  # fmt: skip
    reference = played(
        ours, f'robot, who = Robot(app, "{NAME}", -1), amina()\n'
        "reference = robot.apply(who)\nrobot.take_to_a_good_end(who, reference)\nprint(reference)",
    )  # fmt: skip
    assert checked(ours, 2, NAME) == []
    return reference


def prove(ours: Copy) -> None:
    table, check, row, export = blocks_of("3-prove")
    assert checked(ours, 3, NAME)[0] == "Its table has a state of its own"
    face = face_of(ours).read_text(encoding="utf-8")
    written = face.replace("\n\n\nclass Boat", f"\n{table}\n\nclass Boat", 1).replace(
        "renewable(permit)", "renewable(visited)"
    )
    face_of(ours).write_text(written, encoding="utf-8")
    assert '"Waiting for the visit": nothing happens, and nobody is ever told.' in run(ours, check.split()[1:], 1)
    end = '            decides="approved", does="issue",\n        ),\n'
    assert end in written
    face_of(ours).write_text(written.replace(end, end + indent(row, "    ")), encoding="utf-8")
    assert checked(ours, 3, NAME) == ["It was proved: 153 states were explored"]
    run(ours, ["texts", "ar"])
    translated(face_of(ours).with_name("ar.po"))
    run(ours, check.split()[1:])
    assert checked(ours, 3, NAME) == []
    assert "Waiting for the visit" in run(ours, export.split()[1:])


def change(ours: Copy) -> None:
    ask, publish = commands_of("4-change")
    reference = played(ours, f'print(Robot(app, "{NAME}", -1).apply(amina()))')
    assert checked(ours, 4, NAME) == ["A second edition is in force", "A running case moved to the new edition"]
    assert "Waiting for the visit" in run(ours, ask)
    run(ours, publish)
    until(lambda: checked(ours, 4, NAME) == [], "the case moves to the new edition")
    desk = played(ours, f'print(omar().open("/office/{reference}").press("Take this case").text)')
    assert "edition 2" in desk
    assert "Send an inspector" in desk


def trust(ours: Copy, reference: str) -> None:
    verify, tamper = commands_of("5-trust")
    assert len(checked(ours, 5, reference)) == 3
    played(ours, f'amina().open("/cases/{reference}").follow("Your receipts")')
    assert "Everything fits" in run(ours, verify)
    assert checked(ours, 5, reference) == ["An attack was played, and the log names it"]
    played(ours, 'Robot(app, "dog_licence").apply(amina())')
    run(ours, tamper)
    run(ours, verify, 1)
    assert checked(ours, 5, reference) == []


def test_the_house_is_kept(tmp_path: Path) -> None:
    with classroom(tmp_path) as ours:
        doctor, backup, restore, appoint = commands_of("6-keep")
        until(lambda: ours.egov(*doctor).returncode == 0, "the worker gives a sign of life")
        assert checked(ours, 6) == ["A backup was made", "Somebody was appointed who was not there before"]
        run(ours, backup)
        run(ours, restore)
        run(ours, [*appoint, "--password", "long enough for an officer"])
        assert checked(ours, 6) == []
