"""Runs every check and every test, fast ones first, and lists at the end what this machine could not run and why."""

import os
import subprocess
import sys
import time

CHECKS = {
    "lint": ["-m", "ruff", "check", "."],
    "format": ["-m", "ruff", "format", "--check", "."],
    "types": ["-m", "mypy"],
    "import contracts": ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
    "templates": ["-m", "djlint", "templates", "--lint", "--quiet"],
}


def main(arguments: list[str]) -> int:
    """The exit status: 0 when all is well."""
    failed = [] if arguments else [name for name, command in CHECKS.items() if not passes(name, command)]
    pytest = [sys.executable, "-m", "pytest", "-rs", "-n", "2", "--dist", "worksteal", *arguments]
    # Servers and commands of the tests start from what is compiled already.
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    status = subprocess.run(pytest, check=False, env=compiled).returncode
    if failed:
        print(f"These checks failed: {', '.join(failed)}")
    return status or len(failed)


def passes(name: str, command: list[str]) -> bool:
    """Run one check; its words are shown when it fails."""
    began = time.monotonic()
    result = subprocess.run([sys.executable, *command], check=False, capture_output=True, text=True)
    print(f"{name:<20} {'ok' if result.returncode == 0 else 'FAILED'}  {time.monotonic() - began:.1f} s", flush=True)
    if result.returncode:
        print(result.stdout[-6000:], result.stderr[-2000:])
    return result.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
