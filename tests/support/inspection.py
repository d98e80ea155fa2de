"""What is looked at on each page in the browser: axe-core's rules, no scrolling sideways, how heavy it is."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
NARROWEST = {"width": 320, "height": 640}
FIRST_VISIT, LATER_VISIT, MOST_REQUESTS = 60 * 1024, 15 * 1024, 5
NOT_FOR_CITIZENS = ("/office", "/audit", "/finance", "/demo")
# What differs between two copies of the same page: tokens, references, codes, numbers.
CHANGING = re.compile(r'value="[^"]{60,}"|[A-Z]{2,3}-\d\d-\w{6}-\w|(\w{4}-){3}\w{4}|[0-9٠-٩]+|/[\w-]{20,}')
ALBUM = os.environ.get("EGOV_ALBUM")  # a folder that gets a picture of each page looked at, to be seen by a person

_looked_at: set[str] = set()


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


class Inspector:
    """Looks at the pages of one browser context."""

    def __init__(self, page: Page, weights: Weights, *, language: str, javascript: bool) -> None:
        self.page, self.weights, self.language, self.javascript = page, weights, language, javascript
        self.size, self.is_first = 0, True
        self.asked: list[str] = []  # the numbers of all requests; a redirect repeats its number
        self.kept: set[str] = set()  # of those, the ones that the browser answered itself
        protocol = page.context.new_cdp_session(page)
        protocol.on("Network.requestWillBeSent", self._asked)
        protocol.on("Network.requestServedFromCache", self._from_cache)
        protocol.on("Network.loadingFinished", self._came)
        protocol.send("Network.enable")

    def look(self) -> None:
        """Look at the page that has just come. Fails with all that is wrong with it."""
        self._weigh()
        address = address_pattern(self.page.url)
        fresh = self.language + CHANGING.sub("", self.page.content())
        if fresh in _looked_at:
            return
        _looked_at.add(fresh)
        if ALBUM:
            self.page.screenshot(path=f"{ALBUM}/{len(_looked_at):03}{address.replace('/', '-')}.png", full_page=True)
        assert not self._wider_than_a_phone(), f"{address} scrolls sideways at 320 pixels ({self.language})"
        if self.javascript:
            problems = self._against_the_rules()
            assert not problems, f"{address} ({self.language}): {problems}"

    def _weigh(self) -> None:
        path = urlsplit(self.page.url).path
        limit = FIRST_VISIT if self.is_first else LATER_VISIT
        requests = sum(number not in self.kept for number in self.asked)
        weight = Weight(address_pattern(self.page.url), self.size, requests, limit)
        self.is_first, self.size, self.asked, self.kept = False, 0, [], set()
        if not path.startswith(NOT_FOR_CITIZENS):
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
        found = self.page.evaluate("options => axe.run(document, options)", options)
        return [
            f"{rule['id']}: {rule['help']}: {node['html']}" for rule in found["violations"] for node in rule["nodes"]
        ]

    def _asked(self, event: dict[str, Any]) -> None:
        if not event["request"]["url"].startswith("data:"):
            self.asked.append(event["requestId"])
        self.size += int(event.get("redirectResponse", {}).get("encodedDataLength", 0))

    def _from_cache(self, event: dict[str, Any]) -> None:
        self.kept.add(event["requestId"])

    def _came(self, event: dict[str, Any]) -> None:
        self.size += int(event["encodedDataLength"])


def address_pattern(url: str) -> str:
    """The path with what differs from case to case left out."""
    path = re.sub(r"[A-Z]{2,3}-\d\d-\w{6}-\w", "…", urlsplit(url).path)
    return re.sub(r"/(\d+|[\w-]{20,}|[A-Z0-9-]{14,})(?=/|$)", "/…", path)


@cache
def axe() -> str:
    """The source of axe-core."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
