"""A browser as small as it can be, and a citizen and an officer who use it: the same walk through both applications."""

import re
from html import unescape
from http.client import HTTPConnection
from urllib.parse import urlencode, urljoin, urlsplit

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Browser:
    """Keeps its connection and its cookies, follows redirects, and sends back the token of the page it got."""

    def __init__(self, port: int, address: str = "127.0.0.1") -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Accept-Encoding": "identity", "Accept-Language": "en", "X-Forwarded-For": address}
        self.cookies: dict[str, str] = {}
        self.path = self.text = ""
        self.requests = 0

    def open(self, path: str) -> str:
        """Get a page; its text. Raises RuntimeError for anything but 200."""
        return self._go("GET", path)

    def send(self, path: str, **fields: str) -> str:
        """Send a form; the text of the page it leads to."""
        token = TOKEN.search(self.text)
        return self._go("POST", path, {**fields, **({"csrf_token": token[1]} if token else {})})

    def link(self, pattern: str) -> str:
        """The first address on the page that matches."""
        found = re.search(rf'(?:href|action)="({pattern})"', self.text)
        if found is None:
            raise RuntimeError(f"no {pattern} on {self.path}: {self.text[:3000]}")
        return unescape(found[1])

    def _go(self, method: str, path: str, fields: dict[str, str] | None = None) -> str:
        for _hop in range(6):
            status, location = self._ask(method, path, fields)
            if status == 200:
                return self.text
            if status not in (302, 303):
                raise RuntimeError(f"{method} {path} answered {status}: {self.text[:2000]}")
            method, path, fields = "GET", urljoin(path, location), None
        raise RuntimeError(f"redirects in a circle at {path}")

    def _ask(self, method: str, path: str, fields: dict[str, str] | None) -> tuple[int, str]:
        whole = urlsplit(path)
        self.path, self.requests = path, self.requests + 1
        headers = {**self.headers, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        target = whole.path + (f"?{whole.query}" if whole.query else "")
        self.connection.request(method, target, urlencode(fields) if fields is not None else None, headers)
        answer = self.connection.getresponse()
        self.text = answer.read().decode("utf-8", "replace")
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", "")


class Egov:
    """How the walk goes here."""

    def sign_in(self, browser: Browser, name: str) -> None:
        browser.open("/demo")
        browser.send("/demo/sign-in", persona=name)

    def apply(self, citizen: Browser) -> str:
        """From the start page to the page before the last button; the address of that page."""
        citizen.open("/services/dog_licence")
        citizen.send("/services/dog_licence/start")
        citizen.send(citizen.path, dog_name="Rex", size="large", neutered="no", guide_dog="no")
        citizen.send(citizen.path, **{"address-line": "1 Main Street", "address-area": "XM-HA-01"})
        return citizen.path

    def submit(self, citizen: Browser, check: str) -> str:
        """Press the last button; the reference."""
        citizen.send(check, email="", phone="")
        return citizen.path.removeprefix("/cases/").partition("?")[0]

    def pay(self, citizen: Browser, reference: str) -> None:
        citizen.open(f"/pay/{reference}")
        citizen.send(f"/pay/{reference}", provider="demo")
        citizen.send(citizen.path, button="pay")
        citizen.open(f"/cases/{reference}")

    def decide(self, officer: Browser, reference: str) -> None:
        officer.open("/office")
        officer.open(f"/office/{reference}")
        officer.send(f"/office/{reference}/claim")
        officer.send(f"/office/{reference}/steps/approve")

    def certificate(self, citizen: Browser, reference: str) -> None:
        citizen.open(f"/cases/{reference}")
        citizen.open(citizen.link(r"/certificates/[^\"/]+"))


class Floor(Egov):
    """How it goes at the floor: as many pages, and no tokens."""

    def sign_in(self, browser: Browser, name: str) -> None:
        browser.open("/bare")
        browser.send("/sign-in", name=name)

    def apply(self, citizen: Browser) -> str:
        citizen.open("/services/dog_licence")
        citizen.send("/services/dog_licence/start")
        citizen.send(citizen.path, dog_name="Rex", size="large", neutered="no", guide_dog="no")
        citizen.send(citizen.path, line="1 Main Street", area="XM-HA-01")
        return citizen.path

    def submit(self, citizen: Browser, check: str) -> str:
        citizen.send(check)
        return citizen.path.removeprefix("/cases/")

    def pay(self, citizen: Browser, reference: str) -> None:
        pay = citizen.link(r"/pay/\d+")
        citizen.open(pay)
        citizen.send(pay)
        citizen.send(citizen.path)
        citizen.open(f"/cases/{reference}")

    def decide(self, officer: Browser, reference: str) -> None:
        officer.open("/office")
        officer.open(f"/office/{reference}")
        officer.send(f"/office/{reference}/claim")
        officer.send(f"/office/{reference}/approve")
