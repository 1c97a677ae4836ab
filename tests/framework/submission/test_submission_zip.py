"""Zips: the same as folders, and nothing that a zip claims is trusted."""

from __future__ import annotations

import io
import random
import stat
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.errors import SubmissionError
from autograder.submission import ReadLimits, Wanted, read
from autograder.submission.archive import Archive
from autograder.submission.remarks import Remarks
from autograder.submission.tree import UnreadableError


@pytest.mark.parametrize("enclosing", ["", "hw/", "./", "a/b/", "hw\\"])
def test_a_zip_is_read_like_a_folder(make, wanted, enclosing):
    files = {"conv1d.py": "a = 1\n", "helper.py": "", "answers.yaml": "grad_x: x"}
    junk = {"__MACOSX/._conv1d.py": "x", ".DS_Store": "x", "venv/pyvenv.cfg": "", "env/x.py": ""}
    path = make.zip({enclosing + name: text for name, text in (files | junk).items()})

    found = read(path, wanted)

    assert found.id == "handed"
    assert sorted(found.sources)[:2] == ["conv1d.py", "env/x.py"]
    assert found.sources["conv1d.py"].source == "a = 1\n"
    assert found.answers == {"grad_x": "x"}
    assert found.remarks == ()


def test_a_virtual_environment_in_a_zip_is_left_out(make, wanted):
    files = {"hw/conv1d.py": "", "hw/mine/lib/x.py": "", "hw/mine/pyvenv.cfg": ""}

    assert list(read(make.zip(files), wanted).sources) == ["conv1d.py"]


@pytest.mark.parametrize(
    "name",
    [
        "../conv1d.py",
        "/conv1d.py",
        "a/../../conv1d.py",
        "C:/conv1d.py",
        "C:conv1d.py",
        "..\\conv1d.py",
        "nul/conv1d.py",
        "CON.py",
        "a/" * 50 + "conv1d.py",
    ],
)
def test_names_that_point_elsewhere_are_left_out(make, wanted, name):
    found = read(make.zip({name: "boom", "pool.py": ""}), wanted)

    assert list(found.sources) == ["pool.py"]
    assert found.remarks[0].startswith("Left out: ")


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_links_and_devices_are_left_out(make, wanted, kind):
    entry = zipfile.ZipInfo("conv1d.py")
    entry.external_attr = (kind | 0o777) << 16
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(entry, "/etc/passwd")
        archive.writestr("pool.py", "")
    path = make.root / "handed.zip"
    path.write_bytes(data.getvalue())

    found = read(path, wanted)

    assert list(found.sources) == ["pool.py"]
    assert "conv1d.py" in found.remarks[0]


def test_what_a_zip_says_of_sizes_is_not_trusted(make, wanted):
    data = bytearray(make.zip_bytes({"conv1d.py": "#" * 5_000_000, "pool.py": "a = 1\n"}))
    directory = data.rindex(b"PK\x01\x02", 0, data.rindex(b"pool.py"))
    first = data.index(b"PK\x01\x02")
    assert first < directory
    struct.pack_into("<L", data, first + 24, 10)
    (make.root / "bomb.zip").write_bytes(data)

    found = read(make.root / "bomb.zip", wanted)

    assert found.sources["conv1d.py"].problem
    assert found.sources["conv1d.py"].source == ""
    assert found.sources["pool.py"].source == "a = 1\n"


def test_a_bomb_costs_itself_only(make, wanted):
    found = read(make.zip({"conv1d.py": b"\n" * 50_000_000, "pool.py": "", "x.bin": "0"}), wanted)

    assert found.sources["conv1d.py"].problem == "larger than 256 KiB"
    assert found.sources["pool.py"].problem == ""


def test_an_endless_list_of_contents_is_refused(make, wanted):
    path = make.zip({f"{'x' * 100}{n}": "" for n in range(100)})

    with pytest.raises(SubmissionError, match="more contents than any submission"):
        read(path, wanted, ReadLimits(directory=4096))


def test_entries_are_counted(make, wanted):
    path = make.zip({"conv1d.py": ""} | {f"{n}.py": "" for n in range(50)})

    found = read(path, wanted, ReadLimits(entries=20))
    assert "Only the first 20 entries were looked at." in found.remarks


def test_a_zip_too_large_is_refused(make, wanted):
    with pytest.raises(SubmissionError, match="larger than 100 bytes"):
        read(make.zip({"conv1d.py": "x" * 1000}), wanted, ReadLimits(archive=100))


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip", b"PK\x03\x04" + b"\0" * 100])
def test_what_is_no_zip_is_refused(make, wanted, content):
    path = make.folder({"x.zip": content}) / "x.zip"

    with pytest.raises(SubmissionError, match=r"x\.zip is not a zip archive that can be read"):
        read(path, wanted)


def test_an_empty_zip_is_an_empty_submission(make, wanted):
    found = read(make.zip({}), wanted)

    assert found.sources == {}
    assert found.remarks == ("None of the files that were asked for is here.",)


def test_a_damaged_entry_costs_itself_only(make, wanted):
    noise = random.Random(0).randbytes(300).hex()
    data = bytearray(make.zip_bytes({"conv1d.py": noise, "pool.py": "a = 1\n"}))
    for at in range(60, 90):
        data[at] ^= 0xFF
    (make.root / "bad.zip").write_bytes(data)

    found = read(make.root / "bad.zip", wanted)

    assert found.sources["conv1d.py"].problem == "damaged in the zip"
    assert found.sources["pool.py"].source == "a = 1\n"


def test_a_zip_cut_off_is_refused(make, wanted):
    data = make.zip_bytes({"conv1d.py": "a = 1\n" * 1000})
    (make.root / "cut.zip").write_bytes(data[:-30])

    with pytest.raises(SubmissionError, match="cut off"):
        read(make.root / "cut.zip", wanted)


def test_encrypted_entries_are_named(make, wanted):
    data = bytearray(make.zip_bytes({"conv1d.py": "a = 1\n"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (make.root / "locked.zip").write_bytes(data)

    assert read(make.root / "locked.zip", wanted).sources["conv1d.py"].problem == "encrypted"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_compression_is_not_unpacked(make, wanted, method):
    path = make.root / "odd.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("conv1d.py", b"\n" * 10_000_000)

    found = read(path, wanted)

    assert found.sources["conv1d.py"].problem.startswith("compressed in an unusual way")


def test_of_equal_names_the_last_counts(make, wanted):
    path = make.root / "twice.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("conv1d.py", "old")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("conv1d.py", "new")

    found = read(path, wanted)

    assert found.sources["conv1d.py"].source == "new"
    assert "twice in the zip" in found.remarks[0]


def test_a_zip_of_one_zip_is_opened_once(make, wanted):
    inner = make.zip_bytes({"hw/conv1d.py": "a = 1\n"})

    found = read(make.zip({"hw.zip": inner}), wanted)
    assert found.sources["conv1d.py"].source == "a = 1\n"
    assert "The files were read out of hw.zip." in found.remarks

    found = read(make.zip({"outer.zip": make.zip_bytes({"hw.zip": inner})}), wanted)
    assert found.sources == {}

    found = read(make.folder({"hw.zip": inner, "README.md": ""}), wanted)
    assert found.sources["conv1d.py"].source == "a = 1\n"


def test_a_broken_zip_inside_is_remarked(make, wanted):
    found = read(make.folder({"hw.zip": b"nonsense"}), wanted)

    assert found.sources == {}
    assert found.remarks[0].startswith("hw.zip is not a zip archive")


def test_other_archives_inside_are_named(make, wanted):
    found = read(make.folder({"hw.tar.gz": b"x"}), wanted)

    assert "Left out: hw.tar.gz (archives other than zip are not read)." in found.remarks


def test_names_in_the_old_encoding_are_fine(make, wanted):
    entry = zipfile.ZipInfo("Übung/conv1d.py")
    data = bytearray(make.zip_bytes({entry: "a = 1\n"}))
    raw = "Übung".encode()
    data = bytearray(bytes(data).replace(raw, "Übung".encode("cp437") + b"_"))
    for at in (6, data.index(b"PK\x01\x02") + 8):
        data[at + 1] &= ~0x08
    (make.root / "old.zip").write_bytes(data)

    assert read(make.root / "old.zip", wanted).sources["conv1d.py"].source == "a = 1\n"


WANTED = Wanted(("conv1d.py",), "assignment.ipynb", "answers.yaml", ("grad_x",))
GOOD = io.BytesIO()
with zipfile.ZipFile(GOOD, "w", zipfile.ZIP_DEFLATED) as _archive:
    _archive.writestr("hw/conv1d.py", "a = 1\n" * 50)
    _archive.writestr("hw/answers.yaml", "grad_x: flip(w) @ grad_z\n")


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.integers(0, len(GOOD.getvalue()) - 1), st.integers(0, 255)), max_size=8)
)
def test_any_change_of_a_zip_is_survived(changes):
    data = bytearray(GOOD.getvalue())
    for at, byte in changes:
        data[at] = byte
    remarks = Remarks(20)
    try:
        archive = Archive(io.BytesIO(bytes(data)), "x.zip", ReadLimits(), remarks)
    except SubmissionError:
        return
    for name in archive.names:
        try:
            assert len(archive.read(name, 10_000)) <= 10_000
        except UnreadableError:
            continue
