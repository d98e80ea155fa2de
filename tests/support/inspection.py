"""What is looked at on each page in the browser: axe-core's rules, no scrolling sideways, how heavy it is."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, ViewportSize

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
NARROWEST: ViewportSize = {"width": 320, "height": 640}
FIRST_VISIT, LATER_VISIT, MOST_REQUESTS = 30 * 1024, 8 * 1024, 5
NOT_FOR_CITIZENS = ("/course/read/", "/office", "/audit", "/finance", "/demo", "/simulation", "/editions")
# What differs between two copies of the same page: tokens, references, codes, numbers.
CHANGING = re.compile(r'value="[^"]{60,}"|[A-Z]{2,3}-\d\d-\w{6}-\w|(\w{4}-){3}\w{4}|[0-9٠-٩]+|/[\w-]{20,}')
ALBUM = os.environ.get("EGOV_ALBUM")  # a folder that gets a picture of each page looked at, to be seen by a person


@dataclass(frozen=True)
class Weight:
    """What a page cost: bytes and requests, and the most that it may."""

    address: str
    size: int
    requests: int
    limit: int

    @property
    def is_too_heavy(self) -> bool:
        """Whether it cost more than it may."""
        return self.size > self.limit or self.requests > MOST_REQUESTS


Weights = list[Weight]


def weight_table(weights: Iterable[Weight]) -> Iterator[str]:
    """The heaviest visit to each address, heaviest addresses first."""
    heaviest: dict[tuple[int, str], Weight] = {}
    for weight in sorted(weights, key=lambda weight: weight.size):
        heaviest[weight.limit, weight.address] = weight
    yield f"{'address':<56} {'visit':<6} {'bytes':>7} {'of':>6} {'requests':>9}"
    for weight in sorted(heaviest.values(), key=lambda weight: (-weight.limit, -weight.size)):
        visit = "first" if weight.limit == FIRST_VISIT else "later"
        yield f"{weight.address[:56]:<56} {visit:<6} {weight.size:>7} {weight.limit:>6} {weight.requests:>9}"


class Scales:
    """Listens to the browser's network (Chrome DevTools Protocol) and sums up what each page loaded."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.newest = ""  # the page that came last; the protocol names a page by its loader
        self.page_of: dict[str, str] = {}  # requests and the pages that made them
        self.sizes: Counter[str] = Counter()
        self.requests: Counter[str] = Counter()
        self.complete: set[str] = set()
        protocol = page.context.new_cdp_session(page)
        protocol.on("Network.requestWillBeSent", self._asked)
        protocol.on("Network.requestServedFromCache", self._from_cache)
        protocol.on("Network.responseReceived", self._answered)
        protocol.on("Network.loadingFinished", self._came)
        protocol.send("Network.enable")

    def read(self) -> tuple[int, int]:
        """Bytes and requests of the page that came last, once its last byte is here."""
        for _patience in range(200):
            if self.newest in self.complete:
                break
            self.page.wait_for_timeout(10)
        return self.sizes[self.newest], self.requests[self.newest]

    def _asked(self, event: dict[str, Any]) -> None:
        number, loader = event["requestId"], event["loaderId"]
        self.page_of[number] = loader
        if event.get("type") == "Document":
            self.newest = loader
        self.requests[loader] += not event["request"]["url"].startswith("data:")
        self.sizes[loader] += int(event.get("redirectResponse", {}).get("encodedDataLength", 0))

    def _from_cache(self, event: dict[str, Any]) -> None:
        self.requests[self.page_of[event["requestId"]]] -= 1

    def _answered(self, event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache"):
            self._from_cache(event)

    def _came(self, event: dict[str, Any]) -> None:
        number = event["requestId"]
        self.sizes[self.page_of[number]] += int(event["encodedDataLength"])
        self.complete.add(number)  # a page and the request for it have the same name


class Inspector:
    """Looks at the pages of one browser context."""

    def __init__(self, page: Page, weights: Weights, looked_at: Path, *, language: str, javascript: bool) -> None:
        self.page, self.weights, self.language, self.javascript = page, weights, language, javascript
        self.looked_at = looked_at
        self.scales, self.is_first = Scales(page), True

    def look(self) -> None:
        """Look at the page that has just come. Fails with all that is wrong with it."""
        self._weigh()
        if not self._is_new():
            return
        address = address_pattern(self.page.url)
        if ALBUM:
            number = len(list(self.looked_at.iterdir()))
            self.page.screenshot(path=f"{ALBUM}/{number:03}{address.replace('/', '-')}.png", full_page=True)
        assert not self._wider_than_a_phone(), f"{address} scrolls sideways at 320 pixels ({self.language})"
        if self.javascript:
            problems = self._against_the_rules()
            assert not problems, f"{address} ({self.language}): {problems}"

    def _is_new(self) -> bool:
        """Whether nobody has looked at the same page before, in this process or in another one of this run."""
        words = f"{self.language} {self.javascript} {CHANGING.sub('', self.page.content())}"
        try:
            (self.looked_at / sha256(words.encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    def _weigh(self) -> None:
        size, requests = self.scales.read()
        limit = FIRST_VISIT if self.is_first else LATER_VISIT
        self.is_first = False
        weight = Weight(address_pattern(self.page.url), size, requests, limit)
        if not urlsplit(self.page.url).path.startswith(NOT_FOR_CITIZENS):
            self.weights.append(weight)
            assert not weight.is_too_heavy, f"too heavy: {weight}"

    def _wider_than_a_phone(self) -> bool:
        usual = self.page.viewport_size or NARROWEST
        self.page.set_viewport_size(NARROWEST)
        width = self.page.evaluate("document.documentElement.scrollWidth")
        self.page.set_viewport_size(usual)
        return bool(width > NARROWEST["width"])

    def _against_the_rules(self) -> list[str]:
        self.page.evaluate(axe())
        options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
        violations = self.page.evaluate("options => axe.run(document, options).then(all => all.violations)", options)
        return [f"{rule['id']}: {rule['help']}: {node['html']}" for rule in violations for node in rule["nodes"]]


def address_pattern(url: str) -> str:
    """The path with what differs from case to case left out."""
    path = re.sub(r"[A-Z]{1,3}-\d\d-\w{6}-\w", "…", urlsplit(url).path)
    return re.sub(r"/(\d+|[\w-]{20,}|[A-Z0-9-]{14,})(?=/|$)", "/…", path)


@cache
def axe() -> str:
    """The source of axe-core."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
