"""The verifier that is one HTML page, in a real browser, from a file: both languages, a phone, no network."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from egov.tlog import alone
from egov.tlog.keys import SecretKey
from tests.support.browser import DESKTOP, PHONE, chromium, chromium_program
from tests.support.inspection import Inspector
from tests.tlog.ledger import FINANCE, LOG, LOG_LATTICE, OMBUDSMAN, POLICY, UNIVERSITY, head, receipt
from tests.tlog.test_policy import NO_POLICIES
from tests.tlog.test_receipts import GOOD, NO_RECEIPTS

PAGE = Path(str(alone.__file__)).parent / "verify.html"
NO_WEBCRYPTO = "Object.defineProperty(window, 'crypto', {value: {}})"
# Flips the lowest bit of one byte after the other; gives the places where that went unnoticed.
FLIPS = """async ([text, policy]) => {
  const data = new TextEncoder().encode(text), missed = [];
  for (let place = 0; place < data.length; place++) {
    const other = Uint8Array.from(data);
    other[place] ^= 1;
    try { await verifyReceipt(other, policy); missed.push(place); } catch {}
  }
  return missed;
}"""
VERIFY = """async ([text, policy]) => {
  try { return (await verifyReceipt(new TextEncoder().encode(text), policy)).told.map(each => each[0]); }
  catch (wrong) { return wrong instanceof Wrong ? wrong.message : "notReceipt"; }
}"""
OWN = """([key, signature, message]) =>
  ownEd25519(Uint8Array.from(key), Uint8Array.from(signature), Uint8Array.from(message))"""
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a server: the page is a file."""
    program = chromium_program()
    if program is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    with chromium(program) as browser:
        yield browser


@pytest.fixture(params=["WebCrypto", "no WebCrypto"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page, in a browser with and in one without the browser's own cryptography."""
    yield from opened(browser, webcrypto=request.param == "WebCrypto", **DESKTOP)


def opened(browser: Browser, *, webcrypto: bool = True, **device: Any) -> Iterator[Page]:
    context = browser.new_context(**device)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    if not webcrypto:
        context.add_init_script(NO_WEBCRYPTO)
    page = context.new_page()
    page.goto(PAGE.as_uri())
    yield page
    assert asked == [PAGE.as_uri()], "the page talks to somebody"
    context.close()


def check(page: Page, data: str, policy: str) -> str:
    """Choose a receipt, paste a policy, press the button; gives what the page answers."""
    page.locator("#receipt").set_input_files([{"name": "mine.tlog-proof", "mimeType": "", "buffer": data.encode()}])
    page.locator("#policy").fill(policy)
    page.locator("#check").click()
    page.locator("#verdict h2").wait_for()
    return page.locator("#verdict").inner_text().replace("\u2068", "").replace("\u2069", "")


def test_a_good_receipt_is_told_in_sentences(page: Page) -> None:
    said = check(page, GOOD, POLICY.decode())
    for words in [
        "Proven", "Entry 5 of the log ministry.example/log says about you:", "DL-0005", "مكتب الميناء",
        "The witness ombudsman saw this list on 2026-11-24", "The witness university", "a list of 11 entries",
    ]:  # fmt: skip
        assert words in said
    assert "Not counted" not in said


def test_a_changed_receipt_is_refused_with_a_reason(page: Page) -> None:
    assert "The entry is not in the signed list." in check(page, GOOD.replace("index 5", "index 4"), POLICY.decode())
    assert "Not proven" in page.locator("#verdict").inner_text()


def test_the_key_alone_is_enough_and_the_answer_says_what_is_missing(page: Page) -> None:
    said = check(page, GOOD, LOG.public.vkey + "\n")
    assert "No witness of yours has signed" in said
    assert "Not counted: 2 signatures by nobody" in said


def test_nothing_chosen_is_answered(page: Page) -> None:
    page.locator("#check").click()
    page.locator("#verdict h2").wait_for()
    assert "Choose the receipt" in page.locator("#verdict").inner_text()


def test_it_finds_a_flipped_byte_at_any_place(page: Page) -> None:
    assert page.evaluate(FLIPS, [GOOD, POLICY.decode()]) == []


def test_every_receipt_of_a_log_is_proven(page: Page) -> None:
    for index in range(11):
        assert page.evaluate(VERIFY, [receipt(index, 11).encoded(), POLICY.decode()])[0] == "entry"


def test_what_is_no_receipt_and_no_policy_is_refused(page: Page) -> None:
    for why, text in NO_RECEIPTS.items():
        assert isinstance(page.evaluate(VERIFY, [text, POLICY.decode()]), str), why
    for why, text in NO_POLICIES.items():
        # Windows editors end lines with a carriage return; the page lets that pass in what was pasted.
        if why != "a control character":
            assert page.evaluate(VERIFY, [GOOD, text]) in ("policyLine", "noQuorum"), why


def test_it_says_plainly_that_it_cannot_check_ml_dsa(page: Page) -> None:
    two = receipt(5, 11, head(11, LOG, LOG_LATTICE, witnesses=(OMBUDSMAN, UNIVERSITY, FINANCE))).encoded()
    for policy in (POLICY.decode(), POLICY.decode() + f"log {LOG_LATTICE.public.vkey}\n"):
        said = check(page, two, policy)
        assert "Proven" in said
        assert "cannot check signatures of the type ML-DSA-44, and does not count them: ministry.example/log, " in said
        assert "Not counted" not in said
    for others in (f"log {LOG_LATTICE.public.vkey}\nquorum none\n", needing_finance(LOG)):
        assert page.evaluate(VERIFY, [two, others]) == "needsLattice"
    assert page.evaluate(VERIFY, [GOOD, needing_finance(LOG)]) == "tooFew"


def needing_finance(log: SecretKey) -> str:
    return f"log {log.public.vkey}\nwitness finance {FINANCE.public.vkey}\nquorum finance\n"


def test_its_own_ed25519_refuses_what_is_no_signature(browser: Browser) -> None:
    for page in opened(browser):
        key, message = list(LOG.public.material), list(b"message")
        signature = list(LOG.sign(b"message"))
        order = (2**252 + 27742317777372353535851937790883648493).to_bytes(32, "little")
        too_large = (int.from_bytes(signature[32:], "little") + int.from_bytes(order, "little")).to_bytes(32, "little")
        assert page.evaluate(OWN, [key, signature, message])
        assert not page.evaluate(OWN, [key, signature[:32] + list(too_large), message])
        assert not page.evaluate(OWN, [key, signature[:-1], message])
        assert not page.evaluate(OWN, [[255] * 32, signature, message])
        assert not page.evaluate(OWN, [key, signature, [*message, 0]])


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_page_speaks_arabic_from_right_to_left_and_anybody_can_use_it(
    browser: Browser, device: dict[str, Any], tmp_path: Path
) -> None:
    """axe's rules and the width of a phone, in both languages, with a verdict on the page."""
    context = browser.new_context(bypass_csp=True, **device)
    page = context.new_page()
    inspector = Inspector(page, [], tmp_path, language="en", javascript=True)
    page.goto(PAGE.as_uri())
    check(page, GOOD, POLICY.decode())
    inspector.look()
    page.locator("#language").click()
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert "رأى الشاهد" in page.locator("#verdict").inner_text()
    assert page.evaluate("Object.keys(TEXTS.en).sort()") == page.evaluate("Object.keys(TEXTS.ar).sort()")
    Inspector(page, [], tmp_path, language="ar", javascript=True).look()
    context.close()


def test_the_browser_lets_the_page_talk_to_nobody(browser: Browser) -> None:
    for page in opened(browser):
        refused = "fetch('data:text/plain,x').then(() => 'sent', () => 'refused')"
        assert page.evaluate(refused) == "refused"
