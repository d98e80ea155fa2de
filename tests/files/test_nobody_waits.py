"""While the files of one person are checked and put away everybody else goes on writing, and a stranger's are not."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO

import pytest
from flask import Flask

from egov.files.storage import Storage
from tests.cases.office import People, guide_dog, taken_by, try_anyway
from tests.support.robot import PDF, Robot


@dataclass
class FarStore:
    """A store that is far away: while it takes a file, somebody else does something."""

    near: Storage
    deed: Callable[[], object] = field(default=lambda: None)
    taken: int = 0

    def put(self, digest: str, content: bytes) -> None:
        with ThreadPoolExecutor(1) as somebody:
            somebody.submit(self.deed).result()
        self.near.put(digest, content)
        self.taken += 1

    def read(self, digest: str) -> bytes:
        return self.near.read(digest)


@pytest.fixture
def store(app: Flask) -> FarStore:
    far = app.extensions["files"] = FarStore(app.extensions["files"])
    return far


@pytest.fixture
def omar_writes(store: FarStore, people: People) -> str:
    """A case, and Omar, who writes a note about it while a file of somebody else is put away."""
    reference, omar = guide_dog(people("amina")), people("omar")

    def note() -> None:
        omar.open(f"/office/{reference}").press("Keep the note", note=f"The dog number {store.taken}.")

    store.deed = note
    return reference


def test_an_officer_writes_while_the_pictures_of_a_form_are_drawn(
    app: Flask, store: FarStore, omar_writes: str, people: People
) -> None:
    Robot(app, "building_permit").fill(people("sam"))
    assert store.taken == 1
    people("omar").open(f"/office/{omar_writes}").has("The dog number 0.")


def test_an_officer_writes_while_the_files_of_a_message_are_put_away(
    store: FarStore, omar_writes: str, people: People
) -> None:
    files = [(BytesIO(PDF + bytes([number])), f"{number}.pdf") for number in range(2)]
    amina, omar = people("amina"), people("omar")
    amina.open(f"/cases/{omar_writes}").press("Send message", message="Here is Rex.", message__files=files)
    assert store.taken == 2
    omar.open(f"/office/{omar_writes}").has("The dog number 0.", "The dog number 1.", "Here is Rex.")


def test_an_officer_writes_while_the_files_of_an_answer_are_put_away(
    store: FarStore, omar_writes: str, people: People
) -> None:
    taken_by(people("omar"), omar_writes).press("Ask for more", reason__ask_more="Send a picture of Rex.")
    answer = {"reason__answer": "Here he is.", "files": (BytesIO(PDF), "rex.pdf")}
    people("amina").open(f"/cases/{omar_writes}").press("Send your answer", **answer)
    assert store.taken == 1
    people("omar").open(f"/office/{omar_writes}").has("The dog number 0.", "Here he is.")


def test_the_file_of_a_stranger_and_one_beside_a_wrong_answer_are_not_put_away(
    app: Flask, store: FarStore, people: People
) -> None:
    amina, sam = people("amina"), people("sam")
    reference = guide_dog(amina)
    for address in (f"/cases/{reference}/messages", f"/cases/{reference}/steps/answer", "/drafts/1/your_dog"):
        boxes = {box: (BytesIO(PDF), "rex.pdf") for box in ("files", "message__files")}
        try_anyway(sam, address, 404, message="Look.", **boxes)
    try_anyway(
        amina, f"/cases/{reference}/steps/answer", 409, reason__answer="Unasked.", files=(BytesIO(PDF), "rex.pdf")
    )
    assert store.taken == 0
    Robot(app, "building_permit").fill(amina)
    amina.open("/drafts/2/plans")
    before = store.taken
    amina.press("Continue", 400, plans=(BytesIO(PDF), "plans.pdf"), begin__day="32")
    assert store.taken == before
