from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.release.zips import Entry, write_zip

FILES = {"b/c.txt": Entry(b"c", 0o600), "run": Entry(b"#!", 0o755), "a.txt": Entry(b"a")}


def test_the_same_files_make_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    write_zip(tmp_path / "one.zip", FILES)
    write_zip(tmp_path / "other.zip", dict(reversed(FILES.items())))

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "other.zip").read_bytes()


def test_names_contents_and_modes_are_kept(tmp_path: Path) -> None:
    write_zip(tmp_path / "z.zip", FILES)

    with zipfile.ZipFile(tmp_path / "z.zip") as archive:
        found = {
            one.filename: Entry(archive.read(one), stat.S_IMODE(one.external_attr >> 16))
            for one in archive.infolist()
        }
    assert found == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["z.zip"]


def test_where_nothing_can_be_written_it_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"z\.zip: cannot be written \(No such file or directory"):
        write_zip(tmp_path / "missing" / "z.zip", FILES)
