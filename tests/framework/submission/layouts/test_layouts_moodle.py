"""Moodle's download."""

from __future__ import annotations

import pytest

from autograder.model.person import Person
from autograder.submission import read
from autograder.submission.layouts.find import find

FOLDER = "Ada Lovelace_1234567_assignsubmission_file_"


@pytest.mark.parametrize(
    "files",
    [
        {f"{FOLDER}/conv1d.py": "", f"{FOLDER}/sub/helper.py": ""},
        {f"{FOLDER}conv1d.py": "", f"{FOLDER}helper.py": ""},
        {"Ada Lovelace_1234567_assignsubmission_file/conv1d.py": "",
         "Ada Lovelace_1234567_assignsubmission_file/helper.py": ""},
    ],
)  # fmt: skip
@pytest.mark.parametrize("as_zip", [False, True])
def test_folders_and_files_with_a_prefix(make, wanted, files, as_zip):
    files = files | {"O'Brien Bo_7_assignsubmission_file_/pool.py": ""}
    path = make.zip(files, "class.zip") if as_zip else make.folder(files, "class")

    found = find([path], wanted)

    assert found.notes == ("Moodle download: 2 students",)
    assert [(id, one.people) for id, one in found.handed] == [
        ("Ada Lovelace_1234567", (Person(name="Ada Lovelace", moodle="1234567"),)),
        ("O'Brien Bo_7", (Person(name="O'Brien Bo", moodle="7"),)),
    ]
    sources = read(found.handed[0][1].place, wanted).sources
    assert [name.rpartition("/")[2] for name in sources] == ["conv1d.py", "helper.py"]


def test_a_text_typed_into_moodle_is_said(make, wanted):
    text = "Ada Lovelace_1234567_assignsubmission_onlinetext_"
    path = make.folder(
        {
            f"{FOLDER}/conv1d.py": "",
            f"{text}/onlinetext.html": "",
            "Bo X_8_assignsubmission_onlinetext_onlinetext.html": "",
        },
        "class",
    )

    found = dict(find([path], wanted).handed)

    assert list(found) == ["Ada Lovelace_1234567", "Bo X_8"]
    said = ("A text that was entered on Moodle was not graded; files are.",)
    assert {one.remarks for one in found.values()} == {said}
    assert list(read(found["Ada Lovelace_1234567"].place, wanted).sources) == ["conv1d.py"]
    assert read(found["Bo X_8"].place, wanted).sources == {}


@pytest.mark.parametrize("word", ["Participant", "Teilnehmer"])
def test_who_is_graded_blindly_has_no_name(make, wanted, word):
    path = make.folder(
        {f"{word}_{n}_assignsubmission_file_/conv1d.py": "" for n in (12, 13)}, "class"
    )

    found = find([path], wanted).handed

    assert [(id, one.people) for id, one in found] == [
        (f"{word}_12", (Person(moodle="12"),)),
        (f"{word}_13", (Person(moodle="13"),)),
    ]


def test_a_team_without_a_number_is_found(make, wanted):
    path = make.folder({"Default group_assignsubmission_file_/conv1d.py": ""}, "class")

    ((id, handed),) = find([path], wanted).handed

    assert id == "Default group"
    assert handed.people == (Person(name="Default group"),)


def test_files_of_the_same_name_belong_to_their_own_students(make, wanted):
    path = make.folder(
        {
            "Anna Smith_1_assignsubmission_file_conv1d.py": "a = 1",
            "Anna Smith_2_assignsubmission_file_conv1d.py": "a = 2",
        },
        "class",
    )

    found = find([path], wanted).handed

    sources = {id: read(one.place, wanted).sources["conv1d.py"].source for id, one in found}
    assert sources == {"Anna Smith_1": "a = 1", "Anna Smith_2": "a = 2"}


def test_a_file_that_is_named_like_a_prefix_stays_a_file(make, wanted):
    name = "Ada_1_assignsubmission_file_Bo_2_assignsubmission_file_conv1d.py"
    path = make.folder({name: "", "Ada_1_assignsubmission_file_pool.py": ""}, "class")

    ((id, handed),) = find([path], wanted).handed

    assert id == "Ada_1"
    assert len(handed.place.files) == 2
