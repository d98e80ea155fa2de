import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from egov.country.formats import register_filters
from egov.country.pack import Pack, load_pack

BASE = Path(__file__).parents[2] / "countries" / "base"


@pytest.fixture(scope="session")
def meridia() -> Pack:
    """The Republic of Meridia as it is delivered."""
    return load_pack(BASE)


@pytest.fixture(scope="session")
def site(meridia: Pack) -> Flask:
    """An application that knows its country and nothing else."""
    app = Flask("site")
    app.extensions["pack"] = meridia
    register_filters(app)
    return app


@pytest.fixture
def on_site(site: Flask) -> Iterator[Flask]:
    with site.app_context():
        yield site


@pytest.fixture
def copied_pack(tmp_path: Path) -> Path:
    """A ministry's own copy of the base pack, free to be changed."""
    return shutil.copytree(BASE, tmp_path / "ours")
