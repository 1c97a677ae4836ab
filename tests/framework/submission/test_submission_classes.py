"""Which submissions a path holds, and what they are called."""

from __future__ import annotations

import os
import sys

import pytest

from autograder.errors import SubmissionError, UsageError
from autograder.submission import layouts, read

CODE = {"conv1d.py": "", "pool.py": ""}
PARTS = {"q1/conv1d.py": "", "q2/pool.py": ""}


def find(paths, wanted):
    """Return the ids and the paths; on disk, every submission has one."""
    return [(id, handed.place) for id, handed in layouts.find(paths, wanted).handed]


def under(folder, files):
    return {f"{folder}/{name}": text for name, text in files.items()}


def found(paths, wanted, root):
    return [(id, os.path.relpath(path, root)) for id, path in find(paths, wanted)]


@pytest.mark.parametrize(
    "files",
    [
        CODE,
        under("hw", CODE),
        under("a/b/hw", CODE),
        {"Conv1D (1).py": ""},
        {"answers.yaml": ""},
        {"assignment.ipynb": "", "data/x.csv": ""},
        {"anything.ipynb": "", "img/x.png": ""},
        CODE | {"more/x.py": "", "again/y.py": "", "z.zip": ""},
        under("hw", CODE) | {"README.md": "", ".git/x": "", "__MACOSX/hw/._pool.py": ""},
        {"hw.zip": ""},
        {"other.py": "", "notes.txt": ""},
        {"src/other.py": ""},
        {},
    ],
    ids=range(13),
)
def test_a_folder_that_is_one_submission(make, wanted, files):
    path = make.folder(files)

    assert find([path], wanted) == [("handed", path)]
    assert read(path, wanted).id == "handed"


@pytest.mark.parametrize(
    ("files", "ids"),
    [
        (under("bob", CODE) | under("ada", CODE), ["ada", "bob"]),
        (under("ada/hw", CODE) | under("bob/hw/x", CODE), ["ada", "bob"]),
        ({"ada.zip": "", "bob.zip": ""}, ["ada", "bob"]),
        ({"ada.ipynb": "", "bob.ipynb": ""}, ["ada", "bob"]),
        ({"ada.zip": "", "eve.rar": ""} | under("joe", CODE), ["ada", "eve.rar", "joe"]),
        ({"ada.ipynb": ""} | under("joe", CODE), ["ada", "joe"]),
        (under("ada", CODE) | {"bob/notes.txt": "", "eve/": ""}, ["ada", "bob", "eve"]),
        (under("ada", CODE) | under("bob/part1", CODE) | under("bob/part2", CODE), ["ada", "bob"]),
        (under("ada", PARTS) | under("bob", PARTS), ["ada", "bob"]),
        ({"ada/hw.zip": "", "bob/hw.zip": ""}, ["ada", "bob"]),
        (under("ada", CODE) | under("bob", CODE) | {".git/a.py": ""}, ["ada", "bob"]),
    ],
    ids=range(11),
)  # fmt: skip
def test_a_folder_of_submissions_is_a_class(make, wanted, files, ids):
    folder = make.folder({name: text for name, text in files.items() if not name.endswith("/")})
    for name in files:
        if name.endswith("/"):
            (folder / name).mkdir()

    assert [id for id, _ in find([folder], wanted)] == ids


def test_kinds_of_submissions_are_opened_one_level(make, wanted):
    files = under("right/loops", CODE) | under("right/fft", CODE)
    files |= under("wrong/loops", CODE) | under("wrong/flip", CODE) | {"README.md": ""}
    folder = make.folder(files)

    assert found([folder], wanted, folder) == [
        ("fft", "right/fft"),
        ("right-loops", "right/loops"),
        ("flip", "wrong/flip"),
        ("wrong-loops", "wrong/loops"),
    ]
    both = found([folder / "wrong", folder / "right"], wanted, folder)
    assert [id for id, _ in both] == ["flip", "wrong-loops", "fft", "right-loops"]


def test_ids_are_unique_whatever_their_case(make, wanted):
    files = under("a/x/One", CODE) | under("b/x/one", CODE) | under("c/x/ONE", CODE)
    folder = make.folder(files | under("c/x/x-one-2", CODE))
    paths = [folder / "a/x/One", folder / "b/x/one", folder / "c/x/ONE", folder / "c/x/x-one-2"]

    ids = [id for id, _ in find(paths, wanted)]

    assert ids == ["x-One", "x-one-3", "x-ONE-4", "x-one-2"]
    assert len({id.casefold() for id in ids}) == 4


def test_a_path_given_twice_counts_once(make, wanted):
    path = make.folder(CODE)

    assert find([path, path], wanted) == [("handed", path)]


def test_files_are_submissions(make, wanted):
    folder = make.folder({"a.zip": "", "b.ipynb": "", "conv1d.py": ""})

    ids = [
        id for id, _ in find([folder / "a.zip", folder / "b.ipynb", folder / "conv1d.py"], wanted)
    ]

    assert ids == ["a", "b", "conv1d"]


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("a:b", "a_b"),
        ("x" * 200, "x" * 91 + "…aa20c23e"),
        ("-rf", "_-rf"),
        ("nul.x", "_nul.x"),
        ("tab\there", "tab_here"),
        ("end.", "end"),
        ("_", "submission"),
    ],
)
def test_ids_can_name_folders(make, wanted, name, id):
    assert read(make.folder(CODE, name), wanted).id == id


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_links_in_a_class_are_submissions_that_cannot_be_read(make, wanted, tmp_path):
    folder = make.folder(under("ada", CODE) | under("bob", CODE), "class")
    (folder / "eve").symlink_to(make.folder(CODE, "elsewhere"))
    (folder / "readme.md").symlink_to("/etc/passwd")

    listed = find([folder], wanted)

    assert [id for id, _ in listed] == ["ada", "bob", "eve"]
    with pytest.raises(SubmissionError, match="eve is a link"):
        read(listed[2][1], wanted)


@pytest.mark.skipif(os.name != "posix", reason="needs links")
def test_a_link_that_the_user_names_is_followed(make, wanted, tmp_path):
    (tmp_path / "link").symlink_to(make.folder(CODE))

    ((id, path),) = find([tmp_path / "link"], wanted)

    assert id == "handed"
    assert list(read(path, wanted).sources) == ["conv1d.py", "pool.py"]


def test_nothing_at_a_path_is_wrong_use(wanted, tmp_path):
    with pytest.raises(UsageError, match="missing is not there"):
        find([tmp_path / "missing"], wanted)


def test_a_large_class_is_found(make, wanted):
    folder = make.folder({}, "class")
    for n in range(2000):
        (folder / f"s{n:04}").mkdir()
    (folder / "s0000" / "conv1d.py").touch()

    assert [id for id, _ in find([folder], wanted)] == [f"s{n:04}" for n in range(2000)]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_name_that_is_not_unicode_gets_a_printable_id(make, wanted):
    folder = make.folder(under("ada", CODE), "class")
    os.mkdir(os.fsencode(folder) + b"/b\xffb")

    ids = [id for id, _ in find([folder], wanted)]

    assert ids == ["ada", "b_b"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_a_pipe_that_is_called_a_zip_is_a_submission_that_cannot_be_read(make, wanted):
    path = make.folder(under("ada", CODE) | under("bob", CODE))
    os.mkfifo(path / "eve.zip")

    assert found([path], wanted, path) == [("ada", "ada"), ("bob", "bob"), ("eve", "eve.zip")]
    with pytest.raises(SubmissionError):
        read(path / "eve.zip", wanted)
