"""Databases that are not as they should be, and file systems that are not."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sample_reports import usual

from autograder.errors import UsageError
from autograder.store import FILE, Entry, State, Store, database

SECOND = """
import sys
from pathlib import Path
from autograder.errors import UsageError
from autograder.store import Store

try:
    Store.begin(Path(sys.argv[1]))
except UsageError as error:
    sys.exit(str(error))
"""


def kept(folder: Path, *ids: str) -> Path:
    """Make a store of these submissions."""
    with Store.begin(folder) as store:
        for id in ids:
            store.keep(Entry(id, id, state=State.GRADED), usual(id))
    return folder / FILE


def opened(folder: Path) -> list[str]:
    """Return the sentence that opening the store of a folder ends with, to write and to read."""
    said = []
    for way in (Store.begin, Store.read):
        with pytest.raises(UsageError) as caught:
            way(folder)
        said.append(str(caught.value))
    return said


def test_a_second_run_is_refused_and_the_first_ones_end_lets_others_in(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SECOND, str(tmp_path)]

    with Store.begin(tmp_path):
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        with Store.read(tmp_path) as seen:  # looking at it is allowed
            assert seen.about.graded == 0
    assert done.returncode == 1
    assert done.stderr.startswith(f"{tmp_path}: another run is writing its results there")
    assert subprocess.run(command, check=False, timeout=60).returncode == 0


def test_what_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("no database " * 100)

    for text in opened(tmp_path):
        assert "is damaged, or no store of results (file is not a database)" in text
    assert (tmp_path / FILE).read_text().startswith("no database")


def test_another_programs_database_is_told_and_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE) as other:
        other.execute("CREATE TABLE mine (x)")
    other.close()
    before = (tmp_path / FILE).read_bytes()

    for text in opened(tmp_path):
        assert "is a database, but no store of results" in text
    assert (tmp_path / FILE).read_bytes() == before


def test_a_newer_versions_store_is_told(tmp_path: Path) -> None:
    path = kept(tmp_path, "ada")
    with sqlite3.connect(path) as other:
        other.execute(f"PRAGMA user_version = {database.VERSION + 1}")
    other.close()

    for text in opened(tmp_path):
        assert f"its format is {database.VERSION + 1}, this one's {database.VERSION}" in text


@pytest.mark.parametrize("part", [0.3, 0.6])
def test_a_store_that_was_cut_off_is_told_when_what_is_lost_is_read(
    tmp_path: Path, part: float
) -> None:
    path = kept(tmp_path, *(f"s{number:03}" for number in range(60)))
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])

    with (
        pytest.raises(UsageError, match=r"is damaged, or no store|cannot be opened"),
        Store.read(tmp_path) as store,
    ):
        list(store.reports())


def test_a_report_that_is_damaged_is_told(tmp_path: Path) -> None:
    path = kept(tmp_path, "ada")
    with sqlite3.connect(path) as other:
        other.execute("UPDATE submission SET report = x'00'")
    other.close()

    with (
        Store.read(tmp_path) as store,
        pytest.raises(UsageError, match="is damaged, or of another"),
    ):
        _ = next(store.reports()).report


def test_a_folder_without_a_store_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"grading\.sqlite: there is no such file"):
        Store.read(tmp_path)


def test_what_was_stored_before_a_kill_is_read_from_the_log(tmp_path: Path) -> None:
    (tmp_path / "live").mkdir()
    with Store.begin(tmp_path / "live") as store:
        store.keep(Entry("ada", "ada", state=State.GRADED), usual())
        shutil.copytree(tmp_path / "live", tmp_path / "killed")  # as a kill leaves it
    assert (tmp_path / "killed" / f"{FILE}-wal").stat().st_size

    with Store.read(tmp_path / "killed") as seen:
        assert [one.id for one in seen.reports()] == ["ada"]
    with Store.begin(tmp_path / "killed") as again:
        assert [one.id for one in again.reports()] == ["ada"]
    assert [path.name for path in (tmp_path / "killed").iterdir() if path.name != ".lock"] == [FILE]


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="root may write everywhere"
)
def test_a_folder_that_may_not_be_written_can_be_read(tmp_path: Path) -> None:
    kept(tmp_path, "ada")
    tmp_path.chmod(0o500)

    with Store.read(tmp_path) as store:
        assert [one.id for one in store.reports()] == ["ada"]
    with pytest.raises(UsageError, match="cannot be written"):
        Store.begin(tmp_path)


def journal(folder: Path) -> str:
    connection = database.open_to_write(folder / FILE)
    mode: str = connection.execute("PRAGMA journal_mode").fetchone()[0]
    database.close(connection)
    return mode


def test_a_log_is_written_ahead_but_not_on_file_systems_over_a_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert journal(tmp_path) == "wal"
    monkeypatch.setattr(database, "file_system", lambda path: "nfs4")
    assert journal(tmp_path) == "delete"
    with Store.begin(tmp_path) as store:
        assert store.about.graded == 0


@pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux says of mounts")
def test_the_file_system_is_that_of_the_innermost_mount(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    there = tmp_path / "a b" / "results"
    there.mkdir(parents=True)
    escaped = str(tmp_path.resolve() / "a b").replace(" ", r"\040")
    mounts.write_text(
        "1 0 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
        f"2 1 0:5 / {escaped} rw - nfs4 server:/export rw\n"
        "3 1 0:6 / /elsewhere rw - tmpfs tmpfs rw\n"
    )

    assert database.file_system(there / FILE, mounts) == "nfs4"
    assert database.file_system(tmp_path / FILE, mounts) == "ext4"
    assert database.file_system(there, tmp_path / "none") == ""


@pytest.mark.parametrize("error", ["database or disk is full", "disk I/O error"])
def test_a_full_disk_keeps_what_is_stored(
    tmp_path: Path, error: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.begin(tmp_path) as store:
        store.keep(Entry("ada", "ada", state=State.GRADED), usual())

        def full(*arguments: object) -> None:
            raise sqlite3.OperationalError(error)

        with monkeypatch.context() as patch:
            patch.setattr(store, "_put", full)
            with pytest.raises(UsageError, match=rf"cannot be stored \({error}\); what is stored"):
                store.keep(Entry("bob", "bob", state=State.GRADED), usual("bob"))
        assert [one.id for one in store.reports()] == ["ada"]
        store.keep(Entry("bob", "bob", state=State.GRADED), usual("bob"))
        assert [one.id for one in store.reports()] == ["ada", "bob"]
