"""A copy of the whole repository, to be broken and extended, and its own command line."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from flask import Flask

ROOT = Path(__file__).parents[2]
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "instance", "__pycache__", "*.egg-info", "*_cache", ".import*")

SHARED = ("DATABASE_URL", "KEYS_FOLDER", "FILES_FOLDER", "MAIL_FOLDER")  # by the processes of one installation

LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


@dataclass(frozen=True)
class Copy:
    """Somebody's own copy in ``root``: a ministry's, or a trainee's. ``env``: settings that are not its own."""

    root: Path
    env: Mapping[str, str] = field(default_factory=dict)

    def beside(self, app: Flask) -> "Copy":
        """The copy as one more process of the installation of an application: another folder, the same database."""
        own = {f"FLASK_{name}": str(app.config[name]) for name in SHARED}
        return replace(self, env={**own, "FLASK_DEMO": json.dumps(app.config["DEMO"])})

    def egov(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.python("-m", "egov.cli.main", *arguments)

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Python in the copy, with the packages of this environment and the code of the copy."""
        command, env = [sys.executable, *arguments], self.environment()
        return subprocess.run(
            command, cwd=self.root, env=env, check=False, capture_output=True, text=True, encoding="utf-8"
        )

    def environment(self) -> dict[str, str]:
        """The environment of a process that runs in the copy."""
        mine = {"PYTHONPATH": str(self.root), "FLASK_DATABASE_URL": f"sqlite:///{self.root / 'ours.sqlite'}"}
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "FLASK_"))}
        return {**kept, **mine, **self.env}

    def contracts(self) -> subprocess.CompletedProcess[str]:
        """Whether the import contracts hold."""
        return self.python(
            "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache"
        )

    def service(self, name: str) -> Path:
        """A new service like the dog licence: its folder."""
        made = self.egov("new-service", name)
        assert made.returncode == 0, made.stderr
        return self.root / "services" / name


def copy_to(folder: Path) -> Copy:
    return Copy(Path(shutil.copytree(ROOT, folder / "ours", ignore=LEFT_OUT)))
