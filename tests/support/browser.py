"""A person at a real browser. Each page that comes is looked at: accessible, narrow enough for a phone, light."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from egov.texts import translate, use_language
from tests.support.inspection import Inspector, Weights
from tests.support.visitor import ISOLATES

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
ARGUMENTS = ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--no-first-run"]
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PLACE = re.compile(r"%\\?\(\w+\\?\)s")


def chromium_program() -> str | None:
    """Where Chromium or one of its kind is installed, None where there is none."""
    return next((found for found in map(shutil.which, PROGRAMS) if found), None)


@contextmanager
def chromium(program: str) -> Iterator[Browser]:
    """The browser's process, gone after the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Stage:
    """One browser, one server, what the pages weigh, and a folder with a mark for each page that was looked at."""

    browser: Browser
    url: str
    weights: Weights
    looked_at: Path


class Person:
    """Somebody at a browser of his own. The words in the stories are the English ones; he reads them in his language.

    Words may have places, ``Pay %(amount)s``: anything stands for them.
    """

    def __init__(self, stage: Stage, *, language: str = "en", phone: bool = False, javascript: bool = True) -> None:
        self.url, self.language = stage.url, language
        device = PHONE if phone else DESKTOP
        # The policy of the pages forbids scripts, and axe is one.
        self.context = stage.browser.new_context(
            locale=language, java_script_enabled=javascript, bypass_csp=True, **device
        )
        self.context.set_default_timeout(10_000)
        self.page: Page = self.context.new_page()
        how = {"language": language, "javascript": javascript}
        self.inspector = Inspector(self.page, stage.weights, stage.looked_at, **how)
        self.looks = True

    @contextmanager
    def in_a_hurry(self) -> Iterator[None]:
        """Pages come and go without being looked at, since another story looks at the same ones."""
        self.looks = False
        yield
        self.looks = True

    def open(self, address: str, status: int = 200) -> Person:
        """Go to an address."""
        answer = self.page.goto(urljoin(self.url, address))
        assert answer and answer.status == status, f"{address} answered {answer and answer.status}"
        return self._looked()

    def sign_in(self, persona: str) -> Person:
        """Become one of the demonstration's people with one click."""
        self.open("/demo")
        return self._go(self.page.locator(f"button[value={persona}]"))

    def press(self, words: str) -> Person:
        """Press the button with these words; where several say the same, the last one."""
        return self._go(self.page.get_by_role("button", name=self._words(words, whole=True)).last)

    def begin(self) -> Person:
        """Press the button that begins a form, whether or not one was begun before."""
        again = self.page.get_by_role("button", name=self._words("Start a new one", whole=True)).count()
        return self.press("Start a new one" if again else "Start now")

    def send_anyway(self, address: str, status: int) -> Person:
        """Send a form of the page to an address that it does not offer, as somebody does who knows addresses."""
        send = "address => { const form = document.querySelector('main form'); form.action = address; form.submit() }"
        with self.page.expect_navigation() as arrival:
            self.page.evaluate(send, address)
        assert arrival.value.status == status, f"{address} answered {arrival.value.status}"
        return self._looked()

    def follow(self, words: str) -> Person:
        """Follow the link with these words."""
        return self._go(self.page.get_by_role("link", name=self._words(words)).first)

    def fill(self, label: str, value: str) -> Person:
        """Type into the box with this label."""
        self._box(label).fill(value)
        return self

    def choose(self, legend: str, *options: str) -> Person:
        """Choose one answer (or several) to a question, or one line of a list."""
        group = self.page.locator("fieldset", has=self.page.locator("legend", has_text=self._words(legend, whole=True)))
        if group.count():
            for option in options:
                group.get_by_label(self._words(option, whole=True)).check()
        else:
            self._box(legend).select_option(self._plain(options[0]))
        return self

    def attach(self, label: str, *files: Path) -> Person:
        """Choose files."""
        self._box(label).set_input_files(files)
        return self

    def unfold(self, words: str) -> Person:
        """Open what is folded under these words."""
        fold = self.page.locator("details", has=self.page.locator("summary", has_text=self._words(words, whole=True)))
        if fold.get_attribute("open") is None:
            fold.locator("summary").click()
        return self

    def sees(self, *words: str) -> Person:
        """Fail unless all these words are on the page."""
        text = self.text
        for each in words:
            assert self._words(each).search(text), f"{self._plain(each)!r} is not on {self.page.url}: {text[:2500]}"
        return self

    def sees_in(self, heading: str, *words: str) -> Person:
        """Fail unless all these words stand in the section under a heading."""
        named = self.page.get_by_role("heading", name=self._words(heading, whole=True))
        text = " ".join((self.page.locator("section", has=named).last.text_content() or "").split())
        for each in words:
            assert self._words(each).search(text), f"{self._plain(each)!r} is not under {heading!r}: {text}"
        return self

    def does_not_see(self, *words: str) -> Person:
        """Fail if one of these words is on the page."""
        for each in words:
            assert not self._words(each).search(self.text), f"{self._plain(each)!r} is on {self.page.url}"
        return self

    def cannot(self, *buttons: str) -> Person:
        """Fail if something can be pressed or unfolded under these words."""
        for each in buttons:
            offered = self.page.locator("button, summary", has_text=self._words(each, whole=True))
            assert not offered.count(), f"{self._plain(each)!r} is offered on {self.page.url}"
        return self

    def download(self, words: str) -> bytes:
        """What the link with these words gives, fetched with the cookies of this browser."""
        answer = self.context.request.get(self.address_of(words))
        assert answer.ok, f"{words} answered {answer.status}"
        return answer.body()

    def address_of(self, words: str) -> str:
        """Where the link with these words leads, also when it is folded away."""
        link = self.page.locator("a", has_text=self._words(words)).first
        return urljoin(self.page.url, str(link.get_attribute("href")))

    def value_of(self, label: str) -> str:
        """What stands in the box with this label."""
        return self._box(label).input_value()

    @property
    def text(self) -> str:
        """All words of the page, with single spaces, without the marks that isolate directions."""
        return " ".join((self.page.locator("body").text_content() or "").translate(ISOLATES).split())

    def close(self) -> None:
        """Leave; the browser forgets everything."""
        self.context.close()

    def _go(self, what: Locator) -> Person:
        self._shown(what)
        with self.page.expect_navigation():
            what.click()
        return self._looked()

    def _box(self, label: str) -> Locator:
        """The box with this label that can be seen, or else the first that is folded away."""
        boxes = self.page.get_by_label(self._words(label, whole=True))
        seen = boxes.filter(visible=True)
        return self._shown(seen.first if seen.count() else boxes.first)

    def _shown(self, what: Locator) -> Locator:
        """Open the fold in which something lies, as a person would have to."""
        fold = what.locator("xpath=ancestor::details[not(@open)]/summary")
        if fold.count():
            fold.click()
        return what

    def _looked(self) -> Person:
        if self.looks:
            self.inspector.look()
        return self

    def _plain(self, words: str) -> str:
        with use_language(self.language):
            return translate(words)

    def _words(self, words: str, *, whole: bool = False) -> re.Pattern[str]:
        pattern = PLACE.sub(".+", re.escape(self._plain(words))).replace(r"\ ", r"\s+")
        return re.compile(rf"^\s*{pattern}(\s*\(.*\))?\s*$" if whole else pattern)
