from collections.abc import Callable

import pytest

from tests.support.visitor import Visitor


@pytest.fixture
def amina(people: Callable[[str], Visitor]) -> Visitor:
    return people("amina")


@pytest.fixture
def omar(people: Callable[[str], Visitor]) -> Visitor:
    return people("omar")
