from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.errors import ConfigError
from autograder.release.bundle import NEEDED
from autograder.release.bundle_lock import restricted

ROOT = Path(__file__).parents[3]
LOCK = """\
# This file was made by a tool.
alpha==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:ab
    # via project (pyproject.toml)
beta-core==2.0 ; python_full_version < '3.11' \\
    --hash=sha256:ba
    # via alpha
beta-core==2.1 ; python_full_version >= '3.11' \\
    --hash=sha256:bb
    # via
    #   Alpha
    #   other
gamma==3.0 \\
    --hash=sha256:ca
    # via beta_core
other==4.0 \\
    --hash=sha256:da
    # via project (pyproject.toml:dev)
unpinned-in-hash==5.0
    # via other
"""


def names(text: str) -> list[str]:
    return re.findall(r"^([\w.-]+)==", text, re.MULTILINE)


def test_what_is_needed_stays_with_what_it_needs_in_turn() -> None:
    kept = restricted(LOCK, ["Alpha"])

    assert names(kept) == ["alpha", "beta-core", "beta-core", "gamma"]
    assert kept.splitlines()[:3] == [
        "alpha==1.0 \\",
        "    --hash=sha256:aa \\",
        "    --hash=sha256:ab",
    ]
    assert "python_full_version < '3.11'" in kept
    assert "#" not in kept


def test_what_is_not_locked_is_told() -> None:
    with pytest.raises(ConfigError, match=r"requirements.lock: delta, zeta is not there"):
        restricted(LOCK, ["zeta", "alpha", "delta"])


def test_what_has_no_hash_is_refused() -> None:
    with pytest.raises(ConfigError, match="unpinned-in-hash has no hash"):
        restricted(LOCK, ["other"])


def test_of_our_own_lock_neither_colours_nor_tools_are_left() -> None:
    kept = names(restricted((ROOT / "requirements.lock").read_text(encoding="utf-8"), NEEDED))

    assert {name.lower() for name in NEEDED} <= set(kept)
    assert {"pluggy", "iniconfig", "packaging"} <= set(kept)  # pytest's own
    assert not {"rich", "mypy", "ruff", "hypothesis", "nbformat"} & set(kept)
