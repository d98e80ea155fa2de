"""System calls that fail because we say so: strace(1) answers a running process in the kernel's place."""

import shutil
import signal
import subprocess
from dataclasses import dataclass, field


def missing_program() -> str:
    """Why no fault can be injected here, in a sentence; empty where it can."""
    if shutil.which("strace") is None:
        return "strace is not installed (Debian: apt-get install strace)"
    tried = subprocess.run(["strace", "-o", "/dev/null", "true"], check=False, capture_output=True)
    return "this system lets nobody trace a process" if tried.returncode else ""


@dataclass
class Fault:
    """An error that some calls of a process, with all its threads, end in, from ``begin`` to ``end``."""

    pid: int
    calls: str
    error: str
    tracer: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def begin(self) -> None:
        """Let the calls fail, if they do not yet."""
        if self.tracer:
            return
        faults = ["-e", f"trace={self.calls}", "-e", f"inject={self.calls}:error={self.error}"]
        command = ["strace", "-f", "-o", "/dev/null", *faults, "-p", str(self.pid)]
        self.tracer = subprocess.Popen(command, stderr=subprocess.PIPE)
        assert self.tracer.stderr
        said = self.tracer.stderr.readline()
        assert b"attached" in said, said

    def end(self) -> None:
        """Let them pass again."""
        if self.tracer:
            self.tracer.send_signal(signal.SIGINT)
            self.tracer.communicate()
            self.tracer = None
