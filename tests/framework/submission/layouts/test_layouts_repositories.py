"""nbgrader's folders and GitHub Classroom's clones."""

from __future__ import annotations

import pytest

from autograder.errors import UsageError
from autograder.submission import read
from autograder.submission.layouts.find import find

STAMP = "2026-04-26 17:34:00.861687 America/Los_Angeles"


def ids(path, wanted, layout=None):
    return [id for id, _ in find([path], wanted, layout).handed]


@pytest.mark.parametrize("name", ["submitted", "elsewhere"])
def test_nbgraders_folder_is_known_by_its_name_or_its_stamps(make, wanted, name):
    files = {}
    for student in ("ada", "bob"):
        files[f"{student}/ps1/conv1d.py"] = f"# {student}"
        if name == "elsewhere":
            files[f"{student}/ps1/timestamp.txt"] = STAMP
    path = make.folder(files, name)

    found = find([path], wanted)

    assert found.notes == ("nbgrader's submitted folder: 2 students",)
    for id, one in found.handed:
        assert one.people[0].login == id
        assert read(one.place, wanted).sources["conv1d.py"].source == f"# {id}"
        assert read(one.place, wanted).remarks == ()


def test_the_folder_of_a_course_may_be_named(make, wanted):
    path = make.folder(
        {
            "source/ps1/conv1d.py": "",
            "release/ps1/conv1d.py": "",
            "submitted/ada/ps1/conv1d.py": "",
            "submitted/bob/ps1/conv1d.py": "",
            "gradebook.db": "",
        },
        "course",
    )

    assert ids(path, wanted) == ["ada", "bob"]


def test_of_several_assignments_the_one_with_the_files_is_graded(make, wanted):
    files = {}
    for student in ("ada", "bob", "eve"):
        files[f"{student}/ps1/essay.md"] = ""
        files[f"{student}/ps2/conv1d.py"] = ""
    files["eve/ps1/conv1d.py"] = ""  # one who put it in the wrong place decides nothing
    del files["bob/ps2/conv1d.py"]
    files["joe/ps1/essay.md"] = ""
    path = make.folder(files, "submitted")

    with pytest.raises(UsageError, match="both ps2 and ps1 have the files"):
        find([path], wanted)
    (path / "bob" / "ps2").mkdir()
    (path / "bob" / "ps2" / "pool.py").touch()

    found = find([path], wanted)

    assert [id for id, _ in found.handed] == ["ada", "bob", "eve"]
    assert "ps2 has the files that are asked for; not graded: ps1" in found.notes[1]


def test_of_several_assignments_without_the_files_none_is_guessed(make, wanted):
    path = make.folder({"ada/ps1/x.py": "", "ada/ps2/x.py": ""}, "submitted")

    with pytest.raises(UsageError, match=r"none of them has the files.*submitted/\*/ps1"):
        find([path], wanted)


def test_one_students_stamp_does_not_make_a_class_nbgraders(make, wanted):
    files = {"ada/hw/conv1d.py": "", "bob/homework/conv1d.py": "", "eve/x/conv1d.py": ""}
    path = make.folder(files | {"eve/x/timestamp.txt": STAMP}, "class")

    assert ids(path, wanted) == ["ada", "bob", "eve"]


@pytest.mark.parametrize(
    ("around", "names", "logins"),
    [
        ("clones", ["conv-ada", "conv-bob-b"], ["ada", "bob-b"]),
        ("clones", ["hw-1-ada", "hw-1-ada-2"], ["ada", "ada-2"]),
        ("conv-submissions", ["conv-ada-b", "conv-ada-c"], ["ada-b", "ada-c"]),
        ("conv-submissions", ["conv-ada"], ["ada"]),
        ("conv-submissions", ["hw2-x-ada", "hw2-x-bob"], ["ada", "bob"]),
    ],
)
def test_the_login_follows_what_all_clones_begin_with(make, wanted, around, names, logins):
    files = {f"{name}/.git/HEAD": "" for name in names} | {
        f"{name}/conv1d.py": "" for name in names
    }
    path = make.folder(files, around)

    found = find([path], wanted)

    assert [id for id, _ in found.handed] == logins
    assert [one.people[0].login for _, one in found.handed] == logins


@pytest.mark.parametrize("names", [["ada", "bob"], ["conv-ada"], ["conv-ada", "bob"]])
def test_repositories_without_a_common_beginning_are_any_folder(make, wanted, names):
    files = {f"{name}/.git/HEAD": "" for name in names} | {
        f"{name}/conv1d.py": "" for name in names
    }
    path = make.folder(files, "clones")

    found = find([path], wanted)

    assert not any("GitHub" in note for note in found.notes)
    assert [one.people for _, one in found.handed] == [()] * len(found.handed)


def test_a_folder_among_clones_that_is_none_is_said_where_the_layout_is_named(make, wanted):
    files = {"conv-ada/.git/HEAD": "", "conv-bob/.git/HEAD": "", "notes/x.txt": ""}
    path = make.folder(files, "clones")

    found = find([path], wanted, "github")

    assert [id for id, _ in found.handed] == ["ada", "bob"]
    assert found.notes[1] == "GitHub Classroom clones: left out, for these are no clones: notes."
