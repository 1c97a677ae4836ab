from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from containment_class import ATTACKS
from containment_configurations import CONFIGURATIONS, CONFINING, IS_ROOT, Configuration
from containment_runs import Laboratory, Run


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "confining: only where something confines workers")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    configurations = list(CONFIGURATIONS)
    if metafunc.definition.get_closest_marker("confining"):
        configurations = CONFINING
    if "configuration" in metafunc.fixturenames:
        metafunc.parametrize("configuration", configurations, scope="session")
    if "attack" in metafunc.fixturenames:
        metafunc.parametrize("attack", list(ATTACKS))


@pytest.fixture(scope="session")
def laboratory() -> Iterator[Laboratory]:
    made = Laboratory()
    try:
        yield made
    finally:
        made.close()


@pytest.fixture(scope="session")
def graded(laboratory: Laboratory) -> Callable[[str], Run]:
    """The class, graded once in each configuration."""
    runs: dict[str, Run] = {}
    obstacles: dict[str, str] = {}

    def get(configuration: str) -> Run:
        one = CONFIGURATIONS[configuration]
        if configuration not in obstacles:
            obstacles[configuration] = one.why_not()
        if obstacles[configuration]:
            pytest.skip(obstacles[configuration])
        if configuration not in runs:
            runs[configuration] = laboratory.grade_class(one)
        return runs[configuration]

    return get


@pytest.fixture(scope="session")
def alone(laboratory: Laboratory) -> Run:
    """The honest submissions without any attack among them, in a configuration that confines."""
    return laboratory.grade_controls(Configuration("all", ordinary=not IS_ROOT))
