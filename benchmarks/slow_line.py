"""A whole application over a 2G line: ``python -m benchmarks.slow_line``.

Chromium as a phone, with its network held at 50 kbit/s and 800 ms for each answer, asks ``egov demo`` on this machine.
It has never been here before. A citizen signs in, fills in the form of a dog licence, sends it, pays, sees her case.
What counts is waiting: from pressing until the page is there with all that belongs to it. Needs Chromium, Playwright.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

from benchmarks.browsing import Egov
from benchmarks.over_http import EGOV, PORTS, served, settings_in

BYTES_A_SECOND, LATENCY_MS = 50_000 / 8, 800
LINE = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": BYTES_A_SECOND}


class SlowPhone:
    """A page of a browser behind a slow line, and the seconds its person waited."""

    def __init__(self, page: Page) -> None:
        self.page, self.waited, self.packed = page, 0.0, 0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", {**LINE, "uploadThroughput": BYTES_A_SECOND})
        session.on("Network.loadingFinished", self._count)

    def _count(self, event: dict[str, float]) -> None:
        self.packed += int(event["encodedDataLength"])

    def wait(self, what: str, press: Callable[[], object]) -> None:
        """Press something that leads to another page, and wait for all of it."""
        began, before = time.perf_counter(), self.packed
        with self.page.expect_navigation(wait_until="load", timeout=60_000):
            press()
        took = time.perf_counter() - began
        self.waited += took
        sys.stdout.write(f"{what:<34} {took:5.1f} s  {(self.packed - before) / 1000:6.1f} KB\n")

    def press(self, words: str) -> None:
        """Press a button."""
        self.wait(words, self.page.get_by_role("button", name=words).first.click)

    def follow(self, words: str) -> None:
        """Follow a link."""
        self.wait(words, self.page.get_by_role("link", name=words).first.click)


def apply(phone: SlowPhone, url: str) -> None:
    """From the first page to the case that is paid for."""
    page = phone.page
    phone.wait("The first page", lambda: page.goto(url))
    phone.follow("Sign in")
    phone.follow("Sign in with")
    page.get_by_label("national number").fill("4260181595")
    page.get_by_label("PIN").fill("2468")
    phone.press("Confirm and continue")
    phone.follow("Dog licence")
    phone.press("Start now")
    page.get_by_label("What is the dog's name?").fill("Rex")
    page.get_by_label("Up to 40 cm").check()
    for question in ("Is the dog neutered?", "Is it a guide dog?"):
        page.locator("fieldset", has_text=question).get_by_label("No", exact=True).check()
    phone.press("Continue")
    page.get_by_label("House and street").fill("14 Lighthouse Road")
    page.get_by_label("Town or village").select_option("XM-HA-02")
    phone.press("Continue")
    phone.press("Send")
    phone.follow("Pay")
    page.get_by_label("Demo Bank", exact=True).check()
    phone.press("Pay")
    phone.press("Pay")
    phone.follow("See your case")


def main() -> None:
    """Print each page, and how long the person waited in all."""
    folder = Path(tempfile.mkdtemp())
    env, port = settings_in(folder), PORTS["egov"]
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with served("egov", [*EGOV, "demo", "--port", str(port)], Egov(), env), sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        size: ViewportSize = {"width": 360, "height": 740}
        phone = SlowPhone(browser.new_context(viewport=size, is_mobile=True, has_touch=True, locale="en").new_page())
        apply(phone, f"http://localhost:{port}/")
        browser.close()
    sys.stdout.write(f"{'waited in all':<34} {phone.waited:5.1f} s  {phone.packed / 1000:6.1f} KB\n")


if __name__ == "__main__":
    main()
