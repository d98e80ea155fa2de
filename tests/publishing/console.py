"""A console that stays open at the ministry: one command after the other, in one process of its copy."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.cli.copies import Copy
from tests.publishing.town import SERVICE

LOOP = """
import json, sys
from egov.app import create_app
from egov.cli.main import group
app = create_app()
for line in sys.stdin:
    done = app.test_cli_runner().invoke(group, json.loads(line))
    print(json.dumps([done.exit_code, done.stdout]), flush=True)
"""


@dataclass(frozen=True)
class Console:
    """Where commands are typed; to start a process for each would take longer than what it does."""

    process: subprocess.Popen[str]

    def publish(self, *how: str) -> str:
        """Publish the building permit of the copy; what the command said."""
        status, said = self.egov("publish", SERVICE, *how)
        assert status == 0, said
        return said

    def egov(self, *arguments: str) -> tuple[int, str]:
        """The status and what was said."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(arguments) + "\n")
        self.process.stdin.flush()
        status, said = json.loads(self.process.stdout.readline())
        return status, said


@contextmanager
def console_at(copy: Copy) -> Iterator[Console]:
    command, pipe = [sys.executable, "-c", LOOP], subprocess.PIPE
    with subprocess.Popen(
        command, cwd=copy.root, env=copy.environment(), stdin=pipe, stdout=pipe, text=True, encoding="utf-8"
    ) as process:
        yield Console(process)
        assert process.stdin
        process.stdin.close()
