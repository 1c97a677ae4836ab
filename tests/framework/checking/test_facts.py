from __future__ import annotations

from pathlib import Path

import pytest

from autograder.checking import facts
from autograder.checking.facts import FILE, Facts, QuestionFacts
from autograder.errors import UsageError


def test_facts_are_read_as_they_were_written(tmp_path: Path) -> None:
    known = Facts({"1.1": QuestionFacts(2.5, 3, {"double": "0123"})}, {"first.py": "abcd"})
    (tmp_path / FILE).write_bytes(facts.to_json(known))

    assert facts.read(tmp_path) == known
    assert facts.read(tmp_path).of("9") == QuestionFacts()


def test_the_nearest_handout_is_found_from_below(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"{}")
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (inner / "x.ipynb").write_text("")

    assert facts.nearest(inner) == tmp_path
    assert facts.nearest(inner / "x.ipynb") == tmp_path
    assert facts.nearest(Path("/")) == Path("/")


def test_a_folder_that_is_no_handout_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"is no handout, for it has no handout\.json; run this"):
        facts.read(tmp_path)


@pytest.mark.parametrize("text", ["", "{", '{"questions": 1}', '{"other": {}}'])
def test_a_changed_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)

    with pytest.raises(UsageError, match=r"is not as it was handed out .*; unpack"):
        facts.read(tmp_path)
