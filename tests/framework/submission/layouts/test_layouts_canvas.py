"""Canvas's download."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autograder.model.person import Person
from autograder.submission import read
from autograder.submission.layouts.find import find


def handed(paths, wanted):
    return dict(find(paths, wanted).handed)


def test_names_are_taken_apart(make, wanted):
    path = make.folder(
        {
            "lovelaceada_1234_56789_conv1d.py": "",
            "lovelaceada_1234_56790_answers.yaml": "",
            "byron_LATE_77_56791_pool.py": "",
            "byrongeorge_late_78_56792_pool.py": "",
            "de_la_cruz9x_12345_6_7_8_conv1d.py": "",
            "kingmartin_555_56799_hw2_question_3_7_x.py": "",
            "anon_aB3dE_56793_conv1d.py": "",
            "LATE_anon_12345_56794_conv1d.py": "",
            "kim_ana1234_question_17_56795_conv1d.py": "",
            "kim_ana1234_question_18_56796_pool.py": "",
        },
        "class",
    )

    found = find([path], wanted)

    assert found.notes == ("Canvas download: 8 students, 3 late",)
    said = {id: (one.people, one.late) for id, one in found.handed}
    assert said == {
        "lovelaceada_1234": ((Person(canvas="1234"),), False),
        "byron_77": ((Person(canvas="77"),), True),
        "byrongeorge_78": ((Person(canvas="78"),), True),
        "de_la_cruz9x_12345": ((Person(canvas="12345"),), False),
        "kingmartin_555": ((Person(canvas="555"),), False),
        "anon_aB3dE": ((), False),
        "anon_12345": ((), True),
        "kim_ana_1234": ((Person(canvas="1234"),), False),
    }
    files = {id: list(read(one.place, wanted).sources) for id, one in found.handed}
    assert files["kim_ana_1234"] == ["conv1d.py", "pool.py"]
    assert files["de_la_cruz9x_12345"] == []  # it was called 7_8_conv1d.py


@pytest.mark.parametrize("as_zip", [False, True])
def test_the_newest_version_of_a_file_counts(make, wanted, as_zip):
    files = {
        "ada_1_100_conv1d.py": "old",
        "ada_1_102_conv1d-1.py": "newer",
        "ada_1_111_conv1d-2.py": "newest",
        "ada_1_103_helper-1.py": "",
        "ada_1_101_pool.py": "",
    }
    path = make.zip(files, "class.zip") if as_zip else make.folder(files, "class")

    one = handed([path], wanted)["ada_1"]
    submission = read(one.place, wanted)

    assert submission.sources["conv1d.py"].source == "newest"
    assert list(submission.sources) == ["conv1d.py", "pool.py", "helper.py"]
    assert one.remarks == (
        "conv1d.py was left aside for conv1d-1.py, which is newer.",
        "conv1d-1.py was left aside for conv1d-2.py, which is newer.",
    )


def test_a_name_that_is_asked_for_is_never_shortened(make, wanted):
    asked = replace(wanted, notebook="lab-1.ipynb")
    path = make.folder({"ada_1_100_lab-1.ipynb": make.notebook("x = 1")}, "class")

    one = handed([path], asked)["ada_1"]

    assert one.place.files[0][0] == "lab-1.ipynb"


def test_an_archive_in_a_download_is_read(make, wanted):
    inner = make.zip_bytes({"hw/conv1d.py": "a = 1\n", "hw/helper.py": ""})
    path = make.folder({"ada_1_2_hw-3.zip": inner, "bob_2_3_hw.rar": "Rar!"}, "class")

    found = handed([path], wanted)

    assert list(read(found["ada_1"].place, wanted).sources) == ["conv1d.py", "helper.py"]
    assert "archives other than zip are not read" in read(found["bob_2"].place, wanted).remarks[-1]


def test_what_was_typed_into_canvas_is_said(make, wanted):
    path = make.folder({"ada_1_text.html": "", "bob_LATE_2_link.html": ""}, "class")

    found = handed([path], wanted)

    assert found["ada_1"].remarks == (
        "A text that was entered on Canvas was not graded; files are.",
    )
    assert found["bob_2"].late
    assert read(found["bob_2"].place, wanted).sources == {}


def test_what_is_not_canvass_is_passed_over_and_said(make, wanted):
    path = make.folder({"ada_1_2_conv1d.py": "", "README.txt": "", "grades.csv": ""}, "class")

    found = find([path], wanted)

    assert [id for id, _ in found.handed] == ["ada_1"]
    assert found.notes[1:] == (
        "Canvas download: left out, for Canvas names no file like this: README.txt.",
    )


def test_one_name_in_two_cases_is_one_student(make, wanted):
    path = make.folder({"ADA_1_2_conv1d.py": "", "ada_1_3_pool.py": ""}, "class")

    assert len(find([path], wanted).handed) == 1
