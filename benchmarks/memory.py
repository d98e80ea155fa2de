"""What a process holds after ten thousand requests: ``python -m benchmarks.memory [DATABASE_URL]``.

Eight citizens at a time walk the whole way of a dog licence, from signing in to the certificate, each with an officer.
"""

import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from benchmarks.browsing import Browser, Egov
from benchmarks.over_http import EGOV, PORTS, Side, resident, served, settings_in, whole_case

PEOPLE, CASES, REQUESTS = 8, 4, 10_000


def cases(side: Side, turn: int, who: int) -> int:
    """Some whole cases, one after the other; how many requests they took."""
    officer, before = Browser(side.port, f"10.2.0.{who}"), turn * PEOPLE * CASES + who * CASES
    side.walk.sign_in(officer, "omar")
    return officer.requests + sum(whole_case(side, before + number, officer) for number in range(CASES))


def main(url: str) -> None:
    """Print the memory, again and again."""
    own = settings_in(Path(tempfile.mkdtemp()), url) | {"FLASK_TRUSTED_PROXIES": "1"}
    with served("egov", [*EGOV, "demo", "--port", str(PORTS["egov"])], Egov(), own) as side:
        sent, turn = 0, 0
        sys.stdout.write(f"{sent:6} requests {resident(side.pid):6.1f} MB\n")
        with ThreadPoolExecutor(PEOPLE) as pool:
            while sent < REQUESTS:
                sent += sum(pool.map(partial(cases, side, turn), range(PEOPLE)))
                turn += 1
                sys.stdout.write(f"{sent:6} requests {resident(side.pid):6.1f} MB\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
