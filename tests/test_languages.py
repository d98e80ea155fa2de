"""Every sentence has its words in Arabic, and no page shows an Arabic reader a word of English."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from babel.messages.catalog import Catalog
from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import TestResponse

from egov.cli.texts import is_complete, read_catalogue, write_catalogue
from egov.config import ROOT
from egov.country.pack import Pack
from egov.country.setup import TRANSLATIONS
from egov.po_files import load_catalogue
from egov.soundness.sentences import Found, Msgid, core_texts, service_texts
from egov.texts import ngettext, translate, use_language
from tests.support.visitor import Visitor

FORMATS = {"PDF", "PNG", "JPEG", "WebP", "SVG", "BPMN", "Mermaid"}
EXAMPLES = {"name", "example", "org", "DLC", "XW", "TPB", "HZC", "localhost"}
TYPED = {"Rex", "Lighthouse", "Road"}
IN_REGISTERS = {"residential"}  # a register is shown as it is kept, where it has no Arabic of its own
DOWNLOAD = re.compile(r"/files/|/verifiers/|\.(pdf|txt|tlog-proof)$")
CODE = r"\b[A-Z0-9]+(?:-[A-Z0-9]+)+\b"
E_MAIL = r"[\w.]+@[\w.]+"


def catalogues() -> Iterator[tuple[Path, Found, Catalog]]:
    """Each Arabic file with what it must hold and what it holds."""
    core = core_texts()
    yield TRANSLATIONS / "ar.po", core, read_catalogue(TRANSLATIONS / "ar.po", "ar")
    for folder in sorted(path.parent for path in (ROOT / "services").glob("*/__init__.py")):
        yield folder / "ar.po", service_texts(folder, core), read_catalogue(folder / "ar.po", "ar")


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    """A request sets the language of its thread: the next test starts in English again."""
    with use_language("en"):
        yield


def places(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", text))


def test_every_sentence_has_its_words_in_arabic() -> None:
    missing = []
    for _path, found, catalogue in catalogues():
        for msgid, files in found.items():
            message = catalogue.get(msgid)
            if message is None or not is_complete(message, catalogue):
                missing.append(f"{files[0]}: {msgid!r}")
    assert not missing, "Run `egov texts ar` and translate:\n" + "\n".join(missing)


def test_no_translation_is_kept_for_a_sentence_that_is_gone() -> None:
    for path, found, catalogue in catalogues():
        gone = [message.id for message in catalogue if message.id and message.id not in found]
        assert not gone, f"Run `egov texts ar`: {path} still has {gone}"


def test_a_translation_has_the_same_places_for_values() -> None:
    for path, _found, catalogue in catalogues():
        for message in catalogue:
            if message.id and message.string and not message.pluralizable:
                assert places(str(message.id)) == places(str(message.string)), f"{path}: {message.id!r}"


def test_no_number_stands_in_a_translation_in_the_digits_of_another_language() -> None:
    written = [
        f"{path}: {form}"
        for path, _found, catalogue in catalogues()
        for message in catalogue
        for form in ([message.string] if isinstance(message.string, str) else message.string)
        if message.id and re.search(r"(?<![A-Za-z] )(?<![\w.-])[0-9]+(?![\w.-])", form)
    ]
    assert not written, "Give the number as a value, then it is written as the country pack says"


def test_a_sentence_with_a_number_has_six_forms_and_small_numbers_may_be_words() -> None:
    for path, _found, catalogue in catalogues():
        for message in catalogue:
            if message.pluralizable and all(message.string):
                wanted = places(message.id[1])
                assert len(message.string) == 6, f"{path}: {message.id!r}"
                small = ({*wanted}, wanted - {"count", "days"})
                assert all(places(form) in small for form in message.string[:3]), f"{path}: {message.id!r}"
                assert all(places(form) == wanted for form in message.string[3:]), f"{path}: {message.id!r}"


@pytest.mark.parametrize("accusative", ["يومًا", "قيدًا"])
def test_from_eleven_to_ninety_nine_what_is_counted_is_in_the_accusative(accusative: str) -> None:
    counted = [m.string for _path, _found, catalogue in catalogues() for m in catalogue if m.pluralizable]
    ours = [forms for forms in counted if any(f"%(count)s {accusative}" in form for form in forms)]
    assert ours
    for forms in ours:
        assert f"%(count)s {accusative}" in forms[5]
        assert f"%(count)s {accusative}" not in forms[4], "this one is for 100, 101 and 102"


def test_no_preposition_is_glued_to_rules_whose_words_begin_with_the_article() -> None:
    texts = [m.string for _path, _found, catalogue in catalogues() for m in catalogue if not m.pluralizable]
    assert not [text for text in texts if "لـ%(rules)s" in text]


def test_a_service_is_translated_in_its_own_folder_and_the_core_in_the_core() -> None:
    core = set(core_texts())
    for path, found, _catalogue in catalogues():
        assert path.parent == TRANSLATIONS or not core & set(found)


def test_collecting_keeps_translations_and_drops_what_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "fr.po"
    one: Msgid = ("%(count)s dog", "%(count)s dogs")
    write_catalogue(path, "fr", {"Dog": ["a.py"], "Cat": ["a.py"], one: ["b.py"]})
    path.write_text(path.read_text().replace('msgid "Dog"\nmsgstr ""', 'msgid "Dog"\nmsgstr "Chien"'))
    report = write_catalogue(path, "fr", {"Dog": ["a.py"], "Dogs": ["a.py"], one: ["b.py"]})
    assert report == f"{path}: 3 texts, 2 to translate"
    text = path.read_text()
    assert 'msgstr "Chien"' in text
    assert "Plural-Forms: nplurals=2; plural=(n > 1);" in text
    assert "Cat" not in text
    assert "fuzzy" not in text
    write_catalogue(path, "fr", {"Dog": ["a.py"], "Dogs": ["a.py"], one: ["b.py"]})
    assert path.read_text() == text


def test_collecting_again_leaves_our_files_as_they_are(tmp_path: Path) -> None:
    for number, (path, found, _catalogue) in enumerate(catalogues()):
        again = tmp_path / f"{number}.po"
        again.write_bytes(path.read_bytes())
        write_catalogue(again, "ar", found)
        assert again.read_bytes() == path.read_bytes(), f"Run `egov texts ar`: {path} is not as it would write it"


def test_the_right_form_is_chosen_for_each_number() -> None:
    load_catalogue("ar", TRANSLATIONS / "ar.po")
    one, many = "At most %(days)s working day", "At most %(days)s working days"
    with use_language("ar"):
        said = [
            str(ngettext(one, many, number, days=days)) for number, days in ((1, "١"), (2, "٢"), (5, "٥"), (40, "٤٠"))
        ]
    assert said == [
        "يوم عمل واحد على الأكثر",
        "يوما عمل على الأكثر",
        "٥ أيام عمل على الأكثر",
        "٤٠ يوم عمل على الأكثر",
    ]


class ArabicReader(Visitor):
    """Reads no English: each page this visitor ever gets must not have any."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app, language="ar")
        self.seen: set[str] = set()
        self.names = names_in(app.extensions["pack"])

    def _got(self, response: TestResponse, address: str, status: int) -> Visitor:
        super()._got(response, address, status)
        if self.response.mimetype == "text/html":
            english = english_words(self.page) - self.names
            assert not english, f"{self.address} has English: {sorted(english)}"
        return self

    def press_in_arabic(self, button: str, status: int = 200, **answers: str) -> Visitor:
        """Press the button whose English words these are."""
        with use_language("ar"):
            words = translate(button)
        return self.press(words, status, **answers)

    def look_around(self, *starts: str) -> None:
        """Open every page that links lead to, each once."""
        todo = list(starts)
        while todo:
            address = todo.pop()
            if address not in self.seen:
                self.seen.add(address)
                self.open(address)
                todo += [found for found in self._links() if found not in self.seen]

    def _links(self) -> Iterator[str]:
        for link in self.page.select("a[href]:not([href^=mailto], [href^=tel])"):
            address = urlsplit(urljoin(self.address, str(link["href"])))
            if not re.search(r"lang=|from=|which=", address.query) and not DOWNLOAD.search(address.path):
                yield f"{address.path}?{address.query}" if address.query else address.path


def names_in(pack: Pack) -> set[str]:
    """Words that stay as their owners and registers write them: names of people and addresses."""
    english = pack.default_language
    people = [f"{person.name} {person.address.in_language(english)}" for person in pack.people.values()]
    return set(re.findall(r"[A-Za-z]{3,}", " ".join(people)))


def english_words(page: BeautifulSoup) -> set[str]:
    """English words that are seen or read aloud; aside from codes, names of other languages, and what machines read."""
    handbook = "ul.handbook, article.document[lang=en], html:has(article.document[lang=en]) title"
    for other in page.select(f"nav.languages a, bdi[lang=en], pre[lang=en], code, {handbook}"):
        other.decompose()
    spoken = [
        str(tag[name]) for name in ("aria-label", "data-label", "alt") for tag in page.find_all(attrs={name: True})
    ]
    text = re.sub(f"{E_MAIL}|{CODE}", " ", " ".join([page.get_text(" "), *spoken]))
    return set(re.findall(r"[A-Za-z]{3,}", text)) - FORMATS - EXAMPLES - TYPED - IN_REGISTERS


@pytest.fixture
def reader(app: Flask) -> Callable[[str], ArabicReader]:
    def sign_in(persona: str) -> ArabicReader:
        somebody = ArabicReader(app)
        somebody.sign_in(persona)
        return somebody

    return sign_in


on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Reader = Callable[[str], ArabicReader]


def apply_for_dog(amina: ArabicReader) -> str:
    """A licence asked for with a mistake on the way, and paid; the reference of the case."""
    amina.open("/services/dog_licence").press_in_arabic("Start now")
    amina.press_in_arabic("Continue", 400, dog_name="")
    amina.press_in_arabic("Continue", dog_name="Rex", size="small", neutered="yes", guide_dog="no")
    amina.press_in_arabic("Continue", 400, address__line="14 Lighthouse Road", address__area="")
    amina.press_in_arabic("Continue", address__line="14 Lighthouse Road", address__area="XM-HA-02")
    amina.press_in_arabic("Send", 400, email="nobody")
    amina.press_in_arabic("Send", email="name@example.org")
    panel = amina.page.select_one(".panel-reference")
    assert panel
    reference = panel.get_text().strip()
    amina.open(f"/pay/{reference}")
    amina.send(amina.page.select("main form")[0], {}, 400)
    return reference


@on_sqlite
def test_a_licence_from_the_first_click_to_the_certificate_is_in_arabic(reader: Reader) -> None:
    amina, omar, ruth = reader("amina"), reader("omar"), reader("ruth")
    reference = apply_for_dog(amina)
    amina.look_around("/")
    amina.open(f"/pay/{reference}")
    amina.send(amina.page.select("main form")[0], {"provider": "demo"}).press_in_arabic("Pay")
    omar.open(f"/office/{reference}").press_in_arabic("Take this case")
    omar.press_in_arabic("Ask for more", **{"reason-ask_more": "هل لدى الكلب شريحة؟"})
    amina.open(f"/cases/{reference}").press_in_arabic("Send your answer", **{"reason-answer": "نعم"})
    omar.open(f"/office/{reference}").press_in_arabic("Refuse", 400)
    omar.look_around("/office", f"/office/search?q={reference}", f"/office/{reference}")
    omar.open(f"/office/{reference}").press_in_arabic("Approve")
    amina.look_around("/my", f"/cases/{reference}", "/my/file-access")
    omar.open(f"/office/{reference}").press_in_arabic("Revoke", **{"reason-revoke": "خطأ"})
    amina.open(f"/cases/{reference}").look_around(f"/cases/{reference}?sent=1", "/account")
    ruth.look_around("/audit", f"/audit?case={reference}", "/account")


@on_sqlite
def test_every_service_and_every_public_page_is_in_arabic(app: Flask) -> None:
    stranger = ArabicReader(app)
    query = {"response_type": "code", "client_id": "egov", "redirect_uri": "http://localhost/sign-in/callback",
             "scope": "openid profile", "state": "s", "nonce": "n", "code_challenge": "c" * 43,
             "code_challenge_method": "S256"}  # fmt: skip
    stranger.seen |= {"/sign-in/citizen"}
    stranger.look_around("/", f"/national-id/authorize?{urlencode(query)}", "/verify?number=DLC-26-7KQ4M2-X")
    stranger.open("/there-is-no-such-page", 404)
    stranger.open("/resume").press_in_arabic("Continue", 400, code="7KQ4")
    stranger.open("/services/parking_fine").press_in_arabic("Start now")
    stranger.press_in_arabic("Continue", 400, notice="PN-2026-000123", notice__proof="X")
    stranger.press_in_arabic("Continue", notice="PN-2026-000123", notice__proof="HC 4821")
    stranger.press_in_arabic("Continue", contests="yes")
    stranger.press_in_arabic("Continue", reason="تأخر القطار")
    stranger.press_in_arabic("Send")


@on_sqlite
def test_the_longer_forms_and_the_treasury_are_in_arabic(reader: Reader) -> None:
    amina = reader("amina")
    amina.open("/services/building_permit").press_in_arabic("Start now")
    amina.press_in_arabic("Continue", 400)
    amina.press_in_arabic("Continue", applies_for="company")
    amina.press_in_arabic("Continue", 400, company="C-10204")
    amina.press_in_arabic("Continue", company="C-10117")
    amina.press_in_arabic("Continue", parcel="HA-02-0117")
    amina.press_in_arabic("Continue", work="new", description="شرفة")
    amina.press_in_arabic("Add", 400, label="")
    amina.press_in_arabic("Add", label="الأول", area="40.5")
    amina.open("/services/birth_registration").press_in_arabic("Start now")
    amina.press_in_arabic("Continue", you_are="mother")
    child = {"child_name": "نور", "sex": "female", "place": "XM-HA-02"}
    amina.press_in_arabic("Continue", 400, **child, born__day="1", born__month="1", born__year="2999")
    amina.press_in_arabic("Continue", **child, born__day="1", born__month="1", born__year="2026")
    reader("mei").look_around("/finance")
