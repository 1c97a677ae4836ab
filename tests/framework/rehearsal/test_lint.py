from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest
from small_zips import RUN, SETUP, small_zip

from autograder.errors import UsageError
from autograder.rehearsal.lint import lint

CRLF = "has the line ends of Windows (CRLF), which Linux takes for a part of each line"


def with_entry(path: Path, name: str, text: str, mode: int) -> Path:
    small_zip(path)
    with zipfile.ZipFile(path, "a") as archive:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = mode << 16
        archive.writestr(entry, text)
    return path


def test_a_right_zip_is_in_order(tmp_path: Path) -> None:
    found = lint(small_zip(tmp_path / "a.zip", {"tests/test_a.py": "x = 1\n"}))

    assert (found.problems, found.remarks) == ([], [])


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"setup.sh": SETUP.replace("\n", "\r\n")}, f"setup.sh: {CRLF}"),
        ({"lib/more.sh": "echo a\r\necho b\r\n"}, f"lib/more.sh: {CRLF}"),
        ({"tool": "#!/usr/bin/python3\r\n"}, f"tool: {CRLF}"),
        ({"run_autograder": "python3 run.py\n"},
         "run_autograder: does not begin with #!; its first line names what runs it"),
        ({"run_autograder": "\ufeff" + RUN},
         "run_autograder: begins with a byte order mark, so that its #! is not seen"),
        ({"../evil": ""}, "../evil: leads out of the folder it is unpacked to"),
        ({"/etc/evil": ""},
         "/etc/evil: is an absolute path, or one of Windows; zip relative paths"),
        ({"a\\b.py": ""}, "a\\b.py: is an absolute path, or one of Windows; zip relative paths"),
    ],
)  # fmt: skip
def test_a_fault_is_told(tmp_path: Path, files: dict[str, str], sentence: str) -> None:
    assert lint(small_zip(tmp_path / "a.zip", files)).problems == [sentence]


def test_scripts_inside_a_folder_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("grader/setup.sh", SETUP)

    assert lint(path).problems == [
        "setup.sh: is not at the root of the zip, but grader/setup.sh is; "
        "zip the folder's contents",
        "run_autograder: is not at the root of the zip",
    ]


def test_mode_bits_are_looked_at(tmp_path: Path) -> None:
    found = lint(small_zip(tmp_path / "a.zip", mode=0o644))

    assert found.problems[0] == (
        "setup.sh: is not executable (mode 644); `chmod +x setup.sh` before zipping"
    )
    assert len(found.problems) == 2


def test_a_zip_without_mode_bits_is_remarked(tmp_path: Path) -> None:
    found = lint(small_zip(tmp_path / "a.zip", mode=0))

    assert found.problems == []
    assert "has no mode bits (a zip made on Windows)" in found.remarks[0]


def test_a_link_and_a_name_twice_are_told(tmp_path: Path) -> None:
    linked = with_entry(tmp_path / "a.zip", "link", "/etc/passwd", stat.S_IFLNK | 0o777)
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = with_entry(tmp_path / "b.zip", "setup.sh", SETUP, 0o100755)

    assert lint(linked).problems == ["link: is a symbolic link; put the file itself into the zip"]
    assert lint(twice).problems == ["setup.sh: stands twice in the zip"]


def test_a_bomb_is_told_without_being_unpacked(tmp_path: Path) -> None:
    path = small_zip(tmp_path / "a.zip")
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02") + 24  # the unpacked size, in the list of contents
    data[place : place + 4] = (2**32 - 2).to_bytes(4, "little")
    second = data.index(b"PK\x01\x02", place) + 24
    data[second : second + 4] = (2**32 - 2).to_bytes(4, "little")
    path.write_bytes(data)

    assert "that is too much for an image" in lint(path).problems[0]


def test_what_systems_leave_behind_is_remarked(tmp_path: Path) -> None:
    junk = {"__MACOSX/._a": "", ".DS_Store": "", "lib/__pycache__/a.pyc": ""}

    remarks = lint(small_zip(tmp_path / "a.zip", junk)).remarks

    assert remarks == [
        "2 files of macOS that nobody needs there, such as __MACOSX/._a",
        "1 files of Python that nobody needs there, such as lib/__pycache__/a.pyc",
    ]


def test_what_is_no_zip_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_text("no zip")

    with pytest.raises(UsageError, match=r"a\.zip: is no zip file"):
        lint(tmp_path / "a.zip")
    with pytest.raises(UsageError, match="cannot be read"):
        lint(tmp_path / "b.zip")
