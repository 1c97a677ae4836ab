from __future__ import annotations

import pytest
from graded_class import EXPECTED, TOGETHER, Graded, grade


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for argument, names in (
        ("mistakes_together", [name for name in TOGETHER if name.startswith("mistakes")]),
        ("variants_together", [name for name in TOGETHER if name.startswith("variants")]),
        ("pairs_that_agree", [name for name in TOGETHER if name.startswith("pairs-agree")]),
        ("cheats_together", [name for name in TOGETHER if name.startswith("pairs-cheats")]),
        ("sample", list(EXPECTED)),
    ):
        if argument in metafunc.fixturenames:
            metafunc.parametrize(argument, names)


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Graded]:
    return grade(tmp_path_factory.mktemp("marks"))
