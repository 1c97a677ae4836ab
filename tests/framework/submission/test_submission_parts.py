"""Submissions that are parts of a download: read by forked processes, pickled, hashed."""

from __future__ import annotations

import json
import os
import pickle
import random
import zipfile

import pytest

from autograder.errors import SubmissionError
from autograder.submission import read
from autograder.submission.fingerprint import fingerprint
from autograder.submission.layouts.find import find
from autograder.submission.zipped import OwnPosition


@pytest.fixture
def parts(make, wanted):
    noise = [random.Random(n).randbytes(20_000).hex() for n in range(8)]
    files = {f"s{n}/conv1d.py": f"n = {n}\n# {noise[n]}\n" for n in range(8)}
    return [one.place for _, one in find([make.zip(files, "class.zip")], wanted).handed]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs forking")
def test_forked_processes_read_one_zip_without_disturbing_each_other(parts, wanted):
    assert read(parts[0], wanted).sources  # the zip is open
    pipes = []
    for _ in range(3):
        ours, theirs = os.pipe()
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                lines = []
                for part in parts * 4:
                    source = read(part, wanted).sources["conv1d.py"]
                    lines.append(source.source.partition("\n")[0] + source.problem)
                os.write(theirs, json.dumps(lines).encode())
                status = 0
            finally:
                os._exit(status)
        os.close(theirs)
        pipes.append((pid, ours))

    for pid, ours in pipes:
        with os.fdopen(ours) as pipe:
            assert json.load(pipe) == [f"n = {n}" for n in range(8)] * 4
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


@pytest.mark.skipif(not hasattr(os, "pread"), reason="where there is no forking, it may move")
def test_reading_leaves_the_position_that_forked_processes_share(make):
    path = make.folder({"x": "0123456789"}) / "x"
    file = OwnPosition(os.open(path, os.O_RDONLY))

    descriptor = file.fileno()
    file.seek(3)

    assert (file.read(4), file.tell()) == (b"3456", 7)
    assert (file.read(), file.read(5)) == (b"789", b"")
    assert file.seek(-2, os.SEEK_END) == 8
    assert os.lseek(descriptor, 0, os.SEEK_CUR) == 0
    with pytest.raises(OSError, match="before the beginning"):
        file.seek(-1)
    file.close()
    file.close()


def test_a_part_can_be_pickled_and_opens_its_zip_anew(parts, wanted):
    copy = pickle.loads(pickle.dumps(parts[3]))

    assert read(copy, wanted) == read(parts[3], wanted)


def test_a_part_of_a_zip_that_is_gone_cannot_be_read(parts, wanted, make):
    copy = pickle.loads(pickle.dumps(parts[3]))
    (make.root / "class.zip").unlink()

    with pytest.raises(SubmissionError, match=r"class\.zip is not readable"):
        read(copy, wanted)


def test_the_hash_of_a_submission_depends_on_what_it_holds_alone(make, wanted):
    files = {"conv1d.py": "a = 1", "sub/helper.py": "", ".git/HEAD": "1"}
    prefixed = {f"s/{name}": text for name, text in files.items()}
    three = prefixed | {f"{n}/conv1d.py": "" for n in "ab"}
    part = dict(find([make.zip(three, "class.zip")], wanted).handed)["s"].place

    first = fingerprint(make.folder(files, "a"))

    assert fingerprint(make.folder(files | {".git/HEAD": "2", "a.pyc": ""}, "b")) == first
    assert fingerprint(make.zip(files)) == first
    assert fingerprint(part) == first
    others = [
        files | {"conv1d.py": "a = 2"},
        files | {"pool.py": ""},
        {"conv1d.py": "a = 1", "sub/helper2.py": "", ".git/HEAD": "1"},
        {"conv1d.py": "a = 1sub/helper.py", ".git/HEAD": "1"},
    ]
    hashes = {fingerprint(make.folder(other, f"c{n}")) for n, other in enumerate(others)}
    assert len(hashes | {first}) == 5


@pytest.mark.parametrize("name", ["missing", "broken.zip"])
def test_what_cannot_be_read_has_a_hash_too(make, name):
    (make.root / "broken.zip").write_bytes(b"no zip")

    assert len(fingerprint(make.root / name)) == 64


def test_files_of_others_in_the_same_folder_do_not_count(make, wanted):
    path = make.folder({"ada_1_2_conv1d.py": "a", "bob_2_3_conv1d.py": "b"}, "class")
    ada, bob = (one.place for _, one in find([path], wanted).handed)

    before = fingerprint(ada)
    (path / "bob_2_3_conv1d.py").write_text("c")

    assert fingerprint(ada) == before
    assert fingerprint(bob) != before


def test_a_file_of_a_download_that_became_a_link_is_not_followed(make, wanted):
    path = make.folder({"ada_1_2_conv1d.py": "a", "secret": "s"}, "class")
    ((_, one),) = find([path], wanted).handed
    (path / "ada_1_2_conv1d.py").unlink()
    (path / "ada_1_2_conv1d.py").symlink_to(path / "secret")

    submission = read(one.place, wanted)

    assert submission.sources == {}
    assert submission.remarks[-1] == "Left out: conv1d.py (links are not followed)."


def test_a_name_twice_in_a_zip_is_said(make, wanted):
    path = make.root / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(3):
            archive.writestr(f"s{n}/conv1d.py", "a = 1")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("s0/conv1d.py", "a = 2")

    submission = read(find([path], wanted).handed[0][1].place, wanted)

    assert submission.sources["conv1d.py"].source == "a = 2"
    assert "twice in the zip" in submission.remarks[0]
