"""Downloads that mean harm: links, names that lead out, bombs, damage."""

from __future__ import annotations

import contextlib
import io
import os
import stat
import struct
import sys
import zipfile

import class_layouts
import pytest
from class_layouts import person

from autograder.errors import SubmissionError, UsageError
from autograder.submission import ReadLimits, read
from autograder.submission.layouts import metadata
from autograder.submission.layouts.find import find

CLASS = [(person(n), {"conv1d.py": f"n = {n}"}) for n in range(4)]
PLATFORMS = sorted(set(class_layouts.LAYERS) - {"folder", "zips"})


@pytest.mark.skipif(os.name != "posix", reason="needs links")
@pytest.mark.parametrize("layout", PLATFORMS)
def test_links_in_a_download_are_never_followed(tmp_path, wanted, layout):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "conv1d.py").write_text("secret = 1")
    path = class_layouts.put(layout, tmp_path, CLASS)
    file = next(file for file in sorted(path.rglob("*conv1d.py")))
    file.unlink()
    file.symlink_to(secret / "conv1d.py")
    folder = next((f for f in sorted(path.rglob("*conv1d.py")) if f.parent != path), None)
    if folder is not None and layout != "moodle_flat":
        inside = folder.parent
        folder.unlink()
        inside.rmdir() if not any(inside.iterdir()) else None
        if not inside.exists():
            inside.symlink_to(secret)

    found = find([path], wanted)

    for _, one in found.handed:
        with contextlib.suppress(SubmissionError):  # the folder itself is a link
            sources = read(one.place, wanted).sources.values()
            assert not any("secret" in source.source for source in sources)


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_metadata_that_are_a_link_are_not_read(tmp_path, wanted):
    path = class_layouts.put("gradescope", tmp_path, CLASS) / "assignment_8046601_export"
    kept = tmp_path / "kept.yml"
    (path / "submission_metadata.yml").rename(kept)
    (path / "submission_metadata.yml").symlink_to(kept)

    found = find([path], wanted)

    assert all(one.people == () for _, one in found.handed)


@pytest.mark.parametrize(
    "name",
    ["../conv1d.py", "/conv1d.py", "a/../../x/conv1d.py", "C:/conv1d.py", "..\\conv1d.py"],
)
def test_names_in_a_zip_that_lead_out_are_left_out_and_said(make, wanted, name):
    files = {f"s{n}/conv1d.py": "" for n in range(4)}

    found = find([make.zip({name: "boom"} | files, "class.zip")], wanted)

    assert [id for id, _ in found.handed] == ["s0", "s1", "s2", "s3"]
    assert found.notes[0] == (
        "class.zip: 1 entries were left out, for their names point outside of it."
    )


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices_in_a_zip_are_left_out(make, wanted, kind):
    entry = zipfile.ZipInfo("s0/conv1d.py")
    entry.external_attr = (kind | 0o777) << 16
    files = {entry: "/etc/passwd"} | {f"s{n}/conv1d.py": "" for n in range(1, 4)}

    found = dict(find([make.zip(files | {"s0/pool.py": ""}, "class.zip")], wanted).handed)

    submission = read(found["s0"].place, wanted)
    assert list(submission.sources) == ["pool.py"]
    assert "conv1d.py" in submission.remarks[0]


def test_a_link_on_top_of_a_zip_is_a_submission_that_holds_nothing(make, wanted):
    entry = zipfile.ZipInfo("eve")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    files = {entry: "/etc"} | {f"s{n}/conv1d.py": "" for n in range(3)}

    found = dict(find([make.zip(files, "class.zip")], wanted).handed)

    assert "links are not followed" in read(found["eve"].place, wanted).remarks[-1]


@pytest.mark.parametrize("layout", sorted(class_layouts.LAYERS))
def test_a_bomb_in_a_zip_costs_its_own_student_alone(tmp_path, wanted, layout):
    bomb = {"conv1d.py": b"#" * 3_000_000, "pool.py": "x = 1"}
    path = class_layouts.put(layout, tmp_path, [*CLASS, (person(9), bomb)], as_zip=True)

    submissions = [read(one.place, wanted) for _, one in find([path], wanted).handed]

    problems = [s.sources["conv1d.py"].problem for s in submissions]
    assert sorted(map(bool, problems)) == [False] * 4 + [True]
    assert any("larger than 256 KiB" in problem for problem in problems)


def test_a_zip_in_a_zip_is_bounded_by_what_a_submission_may_hold(make, wanted):
    bomb = make.zip_bytes({"conv1d.py": b"\0" * 30_000_000})
    path = make.zip({f"s{n}_{n}_{n}_hw.zip": bomb for n in range(1, 4)}, "class.zip")

    for _, one in find([path], wanted).handed:
        submission = read(one.place, wanted, ReadLimits(total=1_000_000))
        assert "larger" in submission.sources["conv1d.py"].problem


def test_a_zip_that_claims_a_directory_beyond_all_bounds_is_refused(make, wanted):
    path = make.zip({"a_1_2_conv1d.py": ""}, "class.zip")
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\5\6")
    data[at + 12 : at + 16] = struct.pack("<I", 0xF0000000)
    path.write_bytes(data)

    with pytest.raises(UsageError, match=r"class\.zip"):
        find([path], wanted, "canvas")


def test_entries_that_are_damaged_or_encrypted_cost_themselves(make, wanted):
    path = make.zip({f"s{n}_{n}_{n}_conv1d.py": f"n = {n}\n" * 99 for n in range(4)}, "class.zip")
    data = bytearray(path.read_bytes())
    at = data.index(b"s1_1_1_conv1d.py") + len("s1_1_1_conv1d.py")
    data[at : at + 4] = b"\xff" * 4
    directory = data.index(b"PK\1\2")
    at = data.index(b"s2_2_2_conv1d.py", directory) - 46 + 8
    data[at] |= 1
    path.write_bytes(data)

    found = find([path], wanted)
    submissions = {id: read(one.place, wanted) for id, one in found.handed}

    problems = {id: one.sources["conv1d.py"].problem for id, one in submissions.items()}
    assert problems == {"s0_0": "", "s1_1": "damaged in the zip", "s2_2": "encrypted", "s3_3": ""}


def test_a_zip_without_an_end_is_one_submission_that_cannot_be_read(make, wanted):
    path = make.zip({f"s{n}/conv1d.py": "" for n in range(4)}, "class.zip")
    path.write_bytes(path.read_bytes()[:-30])

    ((id, one),) = find([path], wanted).handed

    assert id == "class"
    with pytest.raises(SubmissionError, match="may have been cut off"):
        read(one.place, wanted)


def test_names_that_a_zip_does_not_say_the_code_of_are_read_as_utf_8(make, wanted):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in ("Zoë", "Bob", "Eve"):
            archive.writestr(f"{name}/conv1d.py", "")
    # as macOS writes it: UTF-8, and no flag that says so
    raw = data.getvalue().replace(b"PK\3\4\x14\0\0\x08", b"PK\3\4\x14\0\0\0")
    raw = raw.replace(b"PK\1\2\x14\x03\x14\0\0\x08", b"PK\1\2\x14\x03\x14\0\0\0")
    path = make.root / "class.zip"
    path.write_bytes(raw)

    found = find([path], wanted).handed

    assert [id for id, _ in found] == ["Bob", "Eve", "Zoë"]
    assert [list(read(one.place, wanted).sources) for _, one in found] == [["conv1d.py"]] * 3


def test_metadata_are_bounded(monkeypatch):
    monkeypatch.setattr(metadata, "FILE_BYTES", 1_000)
    with pytest.raises(metadata.MalformedError, match="larger than"):
        metadata.read_metadata([b"a: 1\n" * 100] * 3)
    monkeypatch.undo()
    monkeypatch.setattr(metadata, "KEPT_BYTES", 1_000)
    with pytest.raises(metadata.MalformedError, match="more than"):
        metadata.read_metadata([b"a: 1\n" * 300])
    monkeypatch.undo()
    monkeypatch.setattr(metadata, "_LINE", 1_000)
    with pytest.raises(metadata.MalformedError, match="a line longer"):
        metadata.read_metadata([b"a: " + b"1" * 2_000])
    monkeypatch.undo()
    monkeypatch.setattr(metadata, "_NODES", 100)
    with pytest.raises(metadata.MalformedError, match="more entries"):
        metadata.read_metadata([b"a: [" + b"1," * 300 + b"]"])


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
@pytest.mark.parametrize(
    "name",
    [
        b"Ad\xff_1_assignsubmission_file_/conv1d.py",
        b"ad\xff_1_2_conv1d.py",
        b"hw-submissions/hw-ad\xff/.git/HEAD",
        b"submitted/ad\xff/ps1/conv1d.py",
        b"ad\x1b[31m_1_assignsubmission_file_conv1d.py",
    ],
)
def test_names_that_are_not_unicode_or_not_printable_are_made_so(tmp_path, wanted, name):
    path = os.fsencode(tmp_path) + b"/class/" + name
    os.makedirs(os.path.dirname(path))
    open(path, "w").close()

    ((id, one),) = find([tmp_path / "class"], wanted).handed

    (person,) = one.people
    for text in (id, person.name, person.login):
        assert text.isprintable()
        assert text.encode()[:2].lower() in (b"ad", b"")
    read(one.place, wanted)
