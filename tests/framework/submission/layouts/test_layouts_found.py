"""Every layout, as a folder and as a zip: found out by itself, and never taken for another."""

from __future__ import annotations

import class_layouts
import pytest
from class_layouts import LAYERS, Work, person

from autograder.cli import flags
from autograder.errors import UsageError
from autograder.submission import layouts, read
from autograder.submission.layouts.find import find

PLATFORMS = sorted(set(LAYERS) - {"folder", "zips"})
CODE = {"conv1d.py": "", "pool.py": ""}
TITLES = {
    "folder": "Folder of submissions",
    "zips": "Folder of submissions",
    "gradescope": "Gradescope export",
    "canvas": "Canvas download",
    "moodle": "Moodle download",
    "moodle_flat": "Moodle download",
    "nbgrader": "nbgrader's submitted folder",
    "github": "GitHub Classroom clones",
}


def code_of(n):
    return {"conv1d.py": f"n = {n}\n", "answers.yaml": f"grad_x: {n}\n"}


@pytest.fixture(scope="module")
def class_of_five():
    return [(person(n), code_of(n)) for n in range(5)]


@pytest.mark.parametrize("as_zip", [False, True], ids=["folder", "zip"])
@pytest.mark.parametrize("layout", sorted(LAYERS))
def test_a_layout_is_found_out_and_read(tmp_path, wanted, class_of_five, layout, as_zip):
    found = find([class_layouts.put(layout, tmp_path, class_of_five, as_zip)], wanted)

    title = TITLES[layout]
    if as_zip:
        title = title.replace("Folder", "Zip")
    assert found.notes[0].startswith(f"{title}: 5 s")
    submissions = [read(handed.place, wanted) for _, handed in found.handed]
    sources = {one.sources["conv1d.py"].source for one in submissions}
    assert sources == {f"n = {n}\n" for n in range(5)}
    answers = {one.sources["conv1d.py"].source[4]: one.answers["grad_x"] for one in submissions}
    assert answers == {str(n): str(n) for n in range(5)}
    assert len({id for id, _ in found.handed}) == 5


def test_the_command_line_takes_every_layout():
    assert sorted(flags.LAYOUTS) == sorted(layouts.LAYOUTS)


@pytest.mark.parametrize("as_zip", [False, True], ids=["folder", "zip"])
@pytest.mark.parametrize("layout", PLATFORMS)
def test_one_student_is_a_class_of_a_platform_too(tmp_path, wanted, layout, as_zip):
    path = class_layouts.put(layout, tmp_path, [(person(3), CODE)], as_zip)

    ((_, handed),) = find([path], wanted).handed

    assert handed.people
    assert list(read(handed.place, wanted).sources) == ["conv1d.py", "pool.py"]


@pytest.mark.parametrize("layout", PLATFORMS)
def test_a_folder_around_a_download_changes_nothing(tmp_path, wanted, class_of_five, layout):
    (tmp_path / "a" / "b").mkdir(parents=True)
    class_layouts.put(layout, tmp_path / "a" / "b", class_of_five)

    found = find([tmp_path], wanted)

    assert found.notes[0] == f"{TITLES[layout]}: 5 students"


@pytest.mark.parametrize("layout", sorted(LAYERS))
def test_what_a_platform_says_of_people_is_kept(tmp_path, wanted, layout):
    ada = person(7, "Ada Lovelace")
    path = class_layouts.put(layout, tmp_path, [(ada, CODE), (person(8), CODE), (person(9), CODE)])

    said = {
        field: value
        for _, handed in find([path], wanted).handed
        for one in handed.people
        for field in ("name", "email", "number", "login", "canvas", "moodle")
        if (value := getattr(one, field)) and value == getattr(ada, field)
    }

    assert (
        set(said)
        == {
            "folder": set(),
            "zips": set(),
            "gradescope": {"name", "email", "number"},
            "canvas": {"canvas"},
            "moodle": {"name", "moodle"},
            "moodle_flat": {"name", "moodle"},
            "nbgrader": {"login"},
            "github": {"login"},
        }[layout]
    )


@pytest.mark.parametrize(
    "files",
    [
        {"ada/conv1d.py": "", "bob/conv1d.py": ""},
        {"ada/.git/HEAD": "", "ada/conv1d.py": "", "bob/.git/HEAD": "", "bob/conv1d.py": ""},
        {"submission_1/conv1d.py": "", "submission_2/conv1d.py": ""},
        {"ada/hw/conv1d.py": "", "bob/homework/conv1d.py": ""},
        {"ada/hw/conv1d.py": "", "ada/hw/timestamp.txt": "", "bob/homework/conv1d.py": "",
         "eve/x/conv1d.py": ""},
        {"ada_1_2_hw.zip": "", "bob.zip": ""},
        {"Ada_1_assignsubmission_file_/conv1d.py": "", "bob/conv1d.py": ""},
        {"ada.zip": "", "bob.zip": "", "notes_12_34_x.txt": ""},
    ],
    ids=range(8),
)  # fmt: skip
def test_any_other_folder_is_taken_as_it_always_was(make, wanted, files):
    path = make.folder(files, "class")

    ids = [id for id, _ in find([path], wanted).handed]

    tops = {name.split("/")[0].removesuffix(".zip") for name in files}
    assert ids == sorted(tops - {"notes_12_34_x.txt"})


def test_a_folder_that_students_are_in_by_other_names_is_not_nbgraders(make, wanted):
    path = make.folder({"ada/hw/conv1d.py": "", "bob/homework/conv1d.py": ""}, "submitted")

    assert [id for id, _ in find([path], wanted).handed] == ["ada", "bob"]


@pytest.mark.parametrize("name", ["Gradescope", "submission_metadata.yml", "x_1_2_y.py"])
def test_one_submission_is_never_a_class(make, wanted, name):
    path = make.folder(CODE | {name: "", "submission_1/conv1d.py": ""})

    found = find([path], wanted)

    assert [handed.place for _, handed in found.handed] == [path]
    assert found.notes == ()


def test_where_most_is_of_a_platform_it_is_said(make, wanted):
    files = {f"lovelace{n}_{n}000_{n}111_conv1d.py": "" for n in "abc" for n in "123"}
    path = make.folder(files | {"bob/conv1d.py": ""}, "class")

    plain = find([path], wanted)
    named = find([path], wanted, "canvas")

    assert "`--layout canvas`" in plain.notes[0]
    assert len(named.handed) == 3
    assert named.notes == ("Canvas download: 3 students",)


@pytest.mark.parametrize("layout", sorted(set(layouts.LAYOUTS) - {"folder"}))
@pytest.mark.parametrize("name", ["class", "x.zip", "x.ipynb"])
def test_a_layout_that_is_named_in_vain_is_wrong_use(make, wanted, layout, name):
    if name == "class":
        path = make.folder({"notes.txt": ""}, name)
    else:
        path = make.zip({"notes.txt": ""}, name)

    with pytest.raises(UsageError, match=f"{name} holds nothing that --layout {layout}"):
        find([path], wanted, layout)


def test_a_zip_that_cannot_be_opened_is_a_submission_unless_a_layout_was_named(make, wanted):
    path = make.root / "x.zip"
    path.write_bytes(b"no zip")

    assert [id for id, _ in find([path], wanted).handed] == ["x"]
    with pytest.raises(UsageError, match=r"x\.zip is not a zip archive"):
        find([path], wanted, "canvas")


@pytest.mark.parametrize(
    "files",
    [
        CODE,
        {f"hw/{name}": "" for name in CODE},
        {"old/conv1d.py": "", "new/conv1d.py": ""},
        {"q1/conv1d.py": "", "q2/pool.py": "", "q3/boundary.py": ""},
        {"src/conv1d.py": "", "extra.zip": ""},
        {"a.ipynb": "", "b.ipynb": ""},
    ],
)
def test_a_students_zip_is_one_submission(make, wanted, files):
    path = make.zip(files)

    assert [handed.place for _, handed in find([path], wanted).handed] == [path]


def test_a_zip_among_others_is_one_submission_whatever_is_in_it(make, wanted):
    files = {f"{name}/conv1d.py": "" for name in ("a", "b", "c", "d")}
    paths = [make.zip(files, f"{name}.zip") for name in ("one", "two")]

    assert [id for id, _ in find(paths, wanted).handed] == ["one", "two"]
    assert [id for id, _ in find(paths[:1], wanted).handed] == ["a", "b", "c", "d"]


def test_a_zip_of_two_students_can_be_named(make, wanted):
    path = make.zip({"ada/conv1d.py": "", "bob/conv1d.py": ""})

    assert [id for id, _ in find([path], wanted).handed] == ["handed"]
    assert [id for id, _ in find([path], wanted, "folder").handed] == ["ada", "bob"]


def test_the_results_of_an_earlier_run_are_passed_over(tmp_path, wanted, class_of_five):
    path = class_layouts.put("canvas", tmp_path, class_of_five)
    (path / "results" / "ada").mkdir(parents=True)
    (path / "results" / "ada" / "conv1d.py").touch()

    found = find([path, path / "results"], wanted, without=path / "results")

    assert found.notes == ("Canvas download: 5 students",)
    assert find([path / "results"], wanted, without=path / "results").handed == ()


def test_two_downloads_are_one_class(tmp_path, wanted):
    for section in ("a", "b"):
        (tmp_path / section).mkdir()
        class_layouts.put("canvas", tmp_path / section, [Work((person(1),), CODE)])

    found = find([tmp_path / "a", tmp_path / "b"], wanted)

    assert len({id for id, _ in found.handed}) == 2
    assert found.notes == ("Canvas download: 1 student",) * 2
