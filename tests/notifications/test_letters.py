import sys
from pathlib import Path

import pytest

from egov.db import transaction
from egov.errors import Misconfigured
from egov.notifications.delivery import deliver_due
from egov.notifications.operations import Letter, enqueue, notify
from egov.notifications.smtp import read_smtp_url
from egov.po_files import load_catalogue
from egov.texts import _
from tests.notifications.post_office import PostOffice

ARABIC = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Test: your licence is ready"
msgstr "اختبار: رخصتك جاهزة"

msgid "Test: you can fetch it at any time."
msgstr "اختبار: يمكنك استلامها في أي وقت."
"""


def test_a_letter_becomes_a_file_that_mail_programs_open(post_office: PostOffice) -> None:
    post_office.write()
    assert deliver_due() == 1
    [letter] = post_office.emails()
    assert letter["To"] == "amina@example.org"
    assert letter["From"] == "Republic of Meridia <no-reply@meridia.example.org>"
    assert letter["Subject"] == "Test: your licence is ready"
    assert letter["Content-Language"] == "en"
    assert letter.get_content() == "Test: you can fetch it at any time.\n"


def test_an_address_that_was_kept_with_a_comma_in_it_reaches_nobody_besides(post_office: PostOffice) -> None:
    post_office.write(email="amina@evil.example,omar@good.example")
    assert deliver_due() == 1
    [letter] = post_office.emails()
    assert [to.domain for to in letter["To"].addresses] == ["good.example"]
    assert "omar@good.example" not in [to.addr_spec for to in letter["To"].addresses]


def test_an_arabic_reader_gets_an_arabic_letter(post_office: PostOffice, tmp_path: Path) -> None:
    (tmp_path / "ar.po").write_text(ARABIC, encoding="utf-8")
    load_catalogue("ar", tmp_path / "ar.po")
    post_office.write(language="ar")
    deliver_due()
    [letter] = post_office.emails()
    assert letter["Subject"] == "اختبار: رخصتك جاهزة"
    assert letter["Content-Language"] == "ar"
    assert letter["From"].startswith("جمهورية ميريديا <")
    assert letter.get_content() == "اختبار: يمكنك استلامها في أي وقت.\n"


def test_whoever_gave_a_telephone_number_gets_an_sms_too(post_office: PostOffice) -> None:
    post_office.write(phone="+9995550142")
    assert deliver_due() == 2
    [sms] = post_office.folder.glob("*.sms.txt")
    assert sms.read_text(encoding="utf-8") == "+9995550142\nTest: you can fetch it at any time.\n"
    assert {row.case_reference for row in post_office.rows()} == {"DOG-2026-000001"}


def test_whoever_gave_no_address_gets_nothing(post_office: PostOffice) -> None:
    post_office.write(email="")
    assert post_office.rows() == []


def test_a_letter_about_something_that_did_not_happen_never_leaves(post_office: PostOffice) -> None:
    letter = Letter("amina@example.org", "", "en", _("Test: paid"), _("Test: paid"))
    with pytest.raises(SystemExit), transaction():
        sys.exit(notify(letter))  # type: ignore[func-returns-value]
    assert deliver_due() == 0


def test_what_is_put_there_twice_under_one_key_leaves_once(post_office: PostOffice) -> None:
    for _time in range(2):
        with transaction():
            enqueue("sms", "+9995550142", body="once", key="a key")
    assert deliver_due() == 1
    assert len(post_office.rows()) == 1


def test_a_subject_cannot_smuggle_in_another_header(post_office: PostOffice) -> None:
    post_office.write(_("Test: ready %(name)s", name="\nBcc: sam@example.org"))
    post_office.write()
    assert deliver_due() == 1
    assert [letter["Bcc"] for letter in post_office.emails()] == [None]


@pytest.mark.parametrize("url", ["mail.example.org:25", "http://mail.example.org", "smtp://"])
def test_a_mail_server_that_is_none_stops_the_start(post_office: PostOffice, url: str) -> None:
    with pytest.raises(Misconfigured, match="SMTP_URL"):
        post_office.use(SMTP_URL=url)


def test_a_mail_server_is_read_from_its_address() -> None:
    server = read_smtp_url("smtps://post:s%40cret@mail.example.org")
    assert (server.host, server.port, server.user, server.password) == ("mail.example.org", 465, "post", "s@cret")
    assert "s@cret" not in repr(server)
