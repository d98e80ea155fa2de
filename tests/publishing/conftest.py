import shutil

import pytest
from flask import Flask

from tests.cli.copies import Copy, copy_to
from tests.publishing.town import FACE, change_the_law, replace_in


@pytest.fixture(scope="session")
def changed_law(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The ministry's copy, in which the law of the building permit is changed."""
    copy = copy_to(tmp_path_factory.mktemp("ministry"))
    change_the_law(copy)
    return copy


@pytest.fixture(scope="session")
def changed_again(changed_law: Copy, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A later copy of the ministry's, in which the office has still fewer days; the form is as it was."""
    copy = Copy(shutil.copytree(changed_law.root, tmp_path_factory.mktemp("later") / "ours"))
    replace_in(copy.root / FACE, "days=30,", "days=20,")
    return copy


@pytest.fixture
def ministry(changed_law: Copy, app: Flask) -> Copy:
    """The ministry's copy, beside the application of the test."""
    return changed_law.beside(app)
