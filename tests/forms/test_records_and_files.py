"""Something in a register, named by its number; and files."""

from datetime import date
from io import BytesIO

import pytest
from werkzeug.datastructures import FileStorage

from egov.forms.records import Fact, RecordField
from egov.forms.uploads import FileField
from egov.texts import _, use_language
from tests.forms.paper import ask, sentence, shown_again, survives_json

TODAY = date(2026, 3, 27)
NOTICE = {
    "plate": "HC 4821",
    "place": "Council Square",
    "place_ar": "ساحة المجلس",
    "amount": "4500",
    "status": "unpaid",
}


def notice_field(**more: object) -> object:
    facts = [Fact("place", _("Place")), Fact("amount", _("Amount"), "money")]
    return RecordField(
        _("Number of the notice"), register="parking_notices", facts=facts, proof=Fact("plate", _("Number plate")),
        must=("status", "unpaid", _("This notice is paid already.")), **more,  # type: ignore[arg-type]
    )  # fmt: skip


def typed(number: str = "PN-2026-000123", plate: str = "HC 4821") -> RecordField:
    answer = ask(notice_field(), number, proof=plate)
    assert isinstance(answer, RecordField)
    return answer


@pytest.mark.parametrize("number", ["PN-2026-000123", "pn-2026-000123", "PN-٢٠٢٦-٠٠٠١٢٣", "PN-২০২৬-০০০১২৩"])
def test_a_number_is_looked_up_as_the_register_writes_it(number: str) -> None:
    assert typed(number).data["key"] == "PN-2026-000123"


@pytest.mark.parametrize("plate", ["HC 4821", "hc4821", "HC-4821", "HC ٤٨٢١"])
def test_a_notice_is_found_by_its_number_and_the_plate(plate: str) -> None:
    answer = typed(plate=plate)
    assert answer.confirm(NOTICE, TODAY) is None
    assert answer.data == {"key": "PN-2026-000123", "facts": NOTICE, "checked": TODAY}
    assert survives_json(answer)


@pytest.mark.parametrize("plate", ["", "HC 4822", "HC", "4821"])
def test_a_number_without_its_plate_tells_no_more_than_an_unknown_number(plate: str) -> None:
    refused, unknown = typed(plate=plate).confirm(NOTICE, TODAY), typed(plate=plate).confirm(None, TODAY)
    assert refused is not None
    assert str(refused) == str(unknown)


@pytest.mark.parametrize("record", [NOTICE, None], ids=["known", "unknown"])
def test_who_leaves_the_plate_out_is_asked_for_it(record: dict[str, str] | None) -> None:
    assert str(typed(plate="").confirm(record, TODAY)) == "Answer the question: Number plate"


def test_a_notice_that_is_paid_is_told_so() -> None:
    assert str(typed().confirm({**NOTICE, "status": "paid"}, TODAY)) == "This notice is paid already."


def test_the_facts_are_read_in_the_language_of_the_reader() -> None:
    answer = typed()
    answer.confirm(NOTICE, TODAY)
    rows = [(str(label), text) for label, text in answer.rows(answer.data)]
    assert rows == [("Place", "Council Square"), ("Amount", "Cr\u00a045.00")]
    with use_language("ar"):
        assert answer.rows(answer.data)[0][1] == "ساحة المجلس"


def test_number_and_plate_stay_in_their_boxes() -> None:
    page = shown_again(typed("PN-9", "XX 1"))
    assert [box["value"] for box in page.find_all("input")] == ["PN-9", "XX 1"]


def test_no_number_is_refused_and_is_fine_where_optional() -> None:
    assert "Number of the notice" in sentence(ask(notice_field(), ""))
    optional = ask(notice_field(optional=True), "")
    assert not sentence(optional)
    assert survives_json(optional)


def file(name: str) -> FileStorage:
    return FileStorage(BytesIO(b"%PDF-1.7"), filename=name)


def test_files_wait_to_be_kept() -> None:
    answer = ask(FileField("Your plans"), file("plan.pdf"), file("cut.pdf"))
    assert isinstance(answer, FileField)
    assert [sent.filename for sent in answer.sent] == ["plan.pdf", "cut.pdf"]
    assert not sentence(answer)


def test_too_many_files_are_refused_with_the_limit() -> None:
    answer = ask(FileField("Your plans", most=2), file("a.pdf"), file("b.pdf"), file("c.pdf"))
    assert sentence(answer) == "Send at most 2 files"


@pytest.mark.parametrize("sent", [(), (file(""),), ("plan.pdf",)])
def test_no_file_is_refused_and_is_fine_where_optional(sent: tuple[object, ...]) -> None:
    assert "Your plans" in sentence(ask(FileField("Your plans"), *sent))
    assert not sentence(ask(FileField("Your plans", optional=True), *sent))


def test_what_was_sent_before_is_named_beside_the_box() -> None:
    answer = ask(FileField("Your plans", optional=True))
    answer.data = [{"id": 1, "name": "plan.pdf", "type": "application/pdf", "size": 8}]
    assert answer.shown(answer.data) == "plan.pdf"
    words = " ".join(shown_again(answer).get_text().split())
    assert "Already sent. What you choose now is added. plan.pdf" in words
    assert survives_json(answer)


def test_where_one_file_is_asked_for_another_one_takes_its_place() -> None:
    answer = ask(FileField("Your plan", most=1))
    answer.data = [{"id": 1, "name": "plan.pdf", "type": "application/pdf", "size": 8}]
    assert "Already sent. Another file takes its place." in shown_again(answer).get_text()
