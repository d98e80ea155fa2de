"""How long a start takes until the first page: ``python -m benchmarks.start``.

It is a second start: the libraries are installed, the database is made. It goes through ``start.py``, as a lecturer
does. The floor is the start of the barest application on the same libraries (``floor.py``); they take turns. Below
stand the parts of a start that are this program's own, in processor time.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.browsing import Browser
from benchmarks.over_http import background, settings_in
from egov.country.pack import load_pack
from egov.kit import appealable, deemed_approved, with_opinions
from workflows.permit import permit
from workflows.prover.explore import explore
from workflows.prover.subject import Subject

ROUNDS, PORT, WAIT, LONGEST = 9, 5183, 0.005, 60  # the last two in seconds
WORKFLOW = appealable(deemed_approved(with_opinions(permit)))


def seconds_until_a_page(command: list[str], env: dict[str, str], page: str) -> float:
    """From the start of the process until the page is whole."""
    began = time.perf_counter()
    with background(command, env):
        while time.perf_counter() - began < LONGEST:
            try:
                Browser(PORT).open(page)
                return time.perf_counter() - began
            except OSError:
                time.sleep(WAIT)
    raise RuntimeError("it does not answer")


def milliseconds(work: Callable[[], object]) -> float:
    """Of processor time, the best of a few."""
    took = []
    for _turn in range(ROUNDS):
        began = time.process_time()
        work()
        took.append(time.process_time() - began)
    return min(took) * 1e3


def main() -> None:
    """Print both sides, and the parts."""
    folder = Path(tempfile.mkdtemp())
    own, database = settings_in(folder), f"sqlite:///{folder / 'floor.sqlite'}"
    sides = {
        "start.py": lambda: seconds_until_a_page(["start.py", "--port", str(PORT)], own, "/"),
        "floor": lambda: seconds_until_a_page(["-m", "benchmarks.floor", str(PORT), database], {}, "/bare"),
    }
    sides["start.py"]()  # makes the database
    took: dict[str, list[float]] = {name: [] for name in sides}
    for _turn in range(ROUNDS):
        for name, start in sides.items():
            took[name].append(start())
            (folder / "floor.sqlite").unlink(missing_ok=True)
    middle = {name: statistics.median(times) for name, times in took.items()}
    for name, times in took.items():
        sys.stdout.write(f"{name:<28} {middle[name]:6.2f} s, the quickest {min(times):.2f} s\n")
    sys.stdout.write(f"{'ratio':<28} {middle['start.py'] / middle['floor']:6.1f}\n")
    parts = {
        "reading a country": lambda: load_pack(Path("countries/base")),
        "exploring a workflow": lambda: explore(Subject(WORKFLOW)),
    }
    for name, work in parts.items():
        sys.stdout.write(f"{name:<28} {milliseconds(work):6.1f} ms\n")


if __name__ == "__main__":
    main()
