import pytest

from tests.cli.copies import Copy, copy_to


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A trainee's copy of the repository, for the tests of one file."""
    return copy_to(tmp_path_factory.mktemp("trainee"))
