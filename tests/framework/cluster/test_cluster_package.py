from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import tiny_assignment

from autograder import config
from autograder.cluster.edition import differences, edition
from autograder.cluster.package import pack, unpack
from autograder.errors import ConfigError


def test_what_grading_reads_travels_and_nothing_else(tmp_path: Path) -> None:
    root = tiny_assignment.make(tmp_path / "assignment")
    tiny_assignment.write(
        root,
        {
            "solutions/mistakes/first.py": "",
            "solutions/variants/one/first.py": "",
            "tests/submissions/ada/first.py": "",
            "results/ada/results.json": "{}",
            ".git/config": "",
            "tests/graded/__pycache__/x.pyc": "",
            "tests/graded/hidden/helper.py": "",
        },
    )

    unpack(pack(config.read(root)).data, tmp_path)

    there = {
        path.relative_to(tmp_path).as_posix()
        for name in ("config.yaml", "solutions", "tests")
        for path in [tmp_path / name, *(tmp_path / name).rglob("*")]
        if path.is_file()
    }
    assert there == {
        "config.yaml", "solutions/first.py", "solutions/second.py", "solutions/answers.yaml",
        "solutions/mistakes/first.py", "tests/graded/public/test_public.py",
        "tests/graded/hidden/test_hidden.py", "tests/graded/hidden/helper.py",
    }  # fmt: skip
    for name in there:
        assert (tmp_path / name).read_bytes() == (root / name).read_bytes()
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600


def test_the_digest_is_of_names_and_contents(tmp_path: Path) -> None:
    def digest(folder: str, **changes: str) -> str:
        return pack(config.read(tiny_assignment.make(tmp_path / folder, **changes))).digest  # type: ignore[arg-type]

    first = digest("one")

    assert digest("two") == first
    assert digest("three", public=tiny_assignment.PUBLIC + "\n") != first
    (tmp_path / "two" / "tests/graded/public/test_public.py").rename(
        tmp_path / "two" / "tests/graded/public/test_other.py"
    )
    assert pack(config.read(tmp_path / "two")).digest != first


@pytest.mark.parametrize("name", ["../out", "/tmp/out", "a/../../out"])
def test_no_name_leads_out(name: str, tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(name, b"")
    (tmp_path / "inside").mkdir()

    with pytest.raises(ValueError, match="is named"):
        unpack(data.getvalue(), tmp_path / "inside")

    assert [path.name for path in tmp_path.rglob("*")] == ["inside"]


def test_a_missing_part_is_told(tmp_path: Path) -> None:
    assignment = config.read(tiny_assignment.make(tmp_path / "a"))
    (tmp_path / "a" / "solutions").rename(tmp_path / "a" / "elsewhere")

    with pytest.raises(ConfigError, match="solutions: there is no such folder"):
        pack(assignment)


def test_editions_differ_in_what_results_depend_on() -> None:
    ours = edition()

    assert differences(dict(ours)) == ""
    assert differences({**ours, "NumPy": "1.0"}) == f"NumPy is 1.0 there and {ours['NumPy']} here"
    assert "autograder is not there" in differences({})
    assert "Python is not there" in differences({})
