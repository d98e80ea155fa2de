"""A citizen and an officer who do not give up: what got no answer is sent again, and they go on where they stopped."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin

import requests

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
TAG = re.compile(r"<[^>]*>")
PDF = b"%PDF-1.7\n% a proof of "
REDIRECTS = (302, 303)


@dataclass
class Walked:
    """What the citizen was shown on one walk: he relies on it."""

    dog: str
    reference: str = ""
    receipt: str = ""
    certificate: str = ""


def nothing() -> None:
    """Nothing is done before a form is sent."""


def impatient(somebody: "Somebody") -> None:
    """Nobody is asked to come back later where the house is well."""
    raise AssertionError(f"{somebody.path} is refused: {somebody.words}")


@dataclass
class Somebody:
    """A browser whose user presses again when nothing comes; ``nothing_came`` waits until the server is back,
    ``asked_to_wait`` does as a page says that cannot be served now (503)."""

    url: str
    nothing_came: Callable[[], None]
    asked_to_wait: Callable[["Somebody"], None] = impatient
    before_sending: Callable[[], object] = nothing
    session: requests.Session = field(default_factory=requests.Session)
    path: str = "/"
    text: str = ""
    repeated: bool = False

    def __post_init__(self) -> None:
        self.session.headers.update({"Connection": "close", "Accept-Language": "en"})

    def sign_in(self, persona: str) -> None:
        """Become one of the demonstration's people."""
        self.open("/demo")
        self.send("/demo/sign-in", persona=persona)

    def open(self, path: str) -> str:
        """Get a page, over redirects."""
        return self._go("GET", path, {}, {})

    def send(self, path: str, files: dict[str, tuple[str, bytes]] | None = None, **fields: str) -> str:
        """Send a form with the token of the page that was shown last."""
        token = TOKEN.search(self.text)
        return self._go("POST", path, {**fields, **({"csrf_token": token[1]} if token else {})}, files or {})

    def link(self, pattern: str) -> str:
        """What the pattern's group finds in an address of the page; empty where there is none."""
        found = re.search(rf'(?:href|action)="{pattern}', self.text)
        return unescape(found[1]) if found else ""

    @property
    def words(self) -> str:
        """The words in the middle of the page."""
        return " ".join(TAG.sub(" ", self.text.partition("<main")[2]).split())[:1500]

    def _go(self, method: str, path: str, fields: dict[str, str], files: dict[str, tuple[str, bytes]]) -> str:
        for _hop in range(6):
            answer = self._answer(method, path, fields, files)
            self.path, self.text = path, answer.text
            if answer.status_code not in REDIRECTS:
                self._check(method, answer)
                return self.text
            method, path, fields, files = "GET", urljoin(path, answer.headers["Location"]), {}, {}
        raise AssertionError(f"redirects in a circle at {path}")

    def _answer(
        self, method: str, path: str, fields: dict[str, str], files: dict[str, tuple[str, bytes]]
    ) -> requests.Response:
        """The answer, after as many tries as it takes."""
        self.repeated = False
        address = urljoin(self.url, path)
        while True:
            if method == "POST" and not self.repeated:
                self.before_sending()
            try:
                answer = self.session.request(
                    method, address, data=fields, files=files, allow_redirects=False, timeout=30
                )
            except requests.RequestException:
                self.nothing_came()
            else:
                if answer.status_code != 503:
                    return answer
                self.path, self.text = path, answer.text
                self.asked_to_wait(self)
            self.repeated = True

    def _check(self, method: str, answer: requests.Response) -> None:
        """A first answer must be good; who sends again may be told that it was done already."""
        allowed = (200, 400, 404, 409) if self.repeated and method == "POST" else (200,)
        assert answer.status_code in allowed, f"{method} {self.path} answered {answer.status_code}: {self.words}"


def walk(applicant: Somebody, officer: Somebody, walked: Walked) -> None:
    """Apply for a dog licence, send a proof, pay, be decided on, and look; ``walked`` fills with what was shown."""
    applicant.sign_in("amina")
    _apply(applicant, walked)
    case = f"/cases/{walked.reference}"
    proof = {"message-files": ("proof.pdf", PDF + walked.dog.encode())}
    applicant.send(f"{case}/messages", files=proof, message=f"The proof for {walked.dog}")
    _pay(applicant, walked)
    officer.sign_in("omar")
    desk = f"/office/{walked.reference}"
    officer.open(desk)
    officer.send(f"{desk}/claim")
    officer.send(f"{desk}/steps/approve")
    applicant.open(case)
    walked.certificate = applicant.link(r"/certificates/([^\"/]+)\"")
    assert walked.certificate, f"{walked} has no certificate: {applicant.words}"


def _apply(applicant: Somebody, walked: Walked) -> None:
    applicant.open("/services/dog_licence")
    applicant.send("/services/dog_licence/start")
    draft = applicant.path.rpartition("/")[0]
    applicant.send(applicant.path, dog_name=walked.dog, size="large", neutered="no", guide_dog="no")
    applicant.open(draft)
    applicant.send(applicant.path, **{"address-line": "1 Main Street", "address-area": "XM-HA-01"})
    applicant.open(draft)
    applicant.send(f"{draft}/check-your-answers", email="amina@example.org", phone="")
    assert applicant.path.startswith("/cases/"), f"{walked} was sent, and this came: {applicant.words}"
    walked.reference = applicant.path.removeprefix("/cases/").partition("?")[0]


def _pay(applicant: Somebody, walked: Walked) -> None:
    """Pay at the bank until the receipt is shown; its number."""
    for _try in range(9):
        applicant.open(f"/cases/{walked.reference}")
        walked.receipt = applicant.link(r"/receipts/([^\"/.]+)\"")
        if walked.receipt:
            return
        applicant.open(f"/pay/{walked.reference}")
        applicant.send(f"/pay/{walked.reference}", provider="demo")
        if "/demo-bank/" in applicant.path:
            applicant.send(applicant.path, button="pay")
    raise AssertionError(f"{walked} cannot be paid: {applicant.words}")
