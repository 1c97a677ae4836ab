from __future__ import annotations

from sample_class import ADA, BOB, CYD, NAMED, ON_GITHUB, cells, entry
from sample_reports import ASSIGNMENT

from autograder.model.person import Person
from autograder.model.stored import Stored
from autograder.reporting import moodle

FROM_ROSTER = Person("Ada", "ada@uni.example", "0012")


def rows(*entries: Stored) -> list[dict[str, str]]:
    head, *body = cells(moodle.write(entries, ASSIGNMENT).data, "utf-8-sig")
    return [dict(zip(head, row, strict=True)) for row in body]


def test_the_worksheet_has_what_moodle_looks_for() -> None:
    (row,) = rows(entry("a", CYD, score=66.6666667))

    assert row == {
        "Identifier": "Participant 77",
        "Full name": "Cyd",
        "ID number": "0014",
        "Email address": "cyd@uni.example",
        "Status": "Submitted for grading",
        "Grade": "66.66667",
        "Maximum Grade": "12",
        "Grade can be changed": "Yes",
        "Last modified (grade)": "-",
        "Feedback comments": "1.1: 61.6667; 1.2: 5; graded by a person, and not counted here: 3.1",
    }


def test_excel_is_told_that_it_is_utf_8() -> None:
    data = moodle.write([entry("a", CYD)], ASSIGNMENT).data

    assert data is not None
    assert data.startswith(b"\xef\xbb\xbfIdentifier,Full name,")


def test_late_submissions_say_so_where_moodle_does_not_look() -> None:
    assert rows(entry("a", CYD, late=True))[0]["Status"] == "Submitted for grading, late"


def test_each_member_of_a_group_has_a_row() -> None:
    other = Person("Eve", "eve@uni.example", moodle="78")

    assert [row["Identifier"] for row in rows(entry("a", CYD, other))] == [
        "Participant 77",
        "Participant 78",
    ]


def test_a_roster_with_addresses_will_do_for_the_gradebooks_import() -> None:
    (row,) = rows(entry("a", FROM_ROSTER))

    assert (row["Identifier"], row["Email address"], row["ID number"]) == (
        "", "ada@uni.example", "0012",
    )  # fmt: skip


def test_a_formula_is_written_as_text() -> None:
    odd = Person("@SUM(A1)", "=x@uni.example", "+12", moodle="=5")

    (row,) = rows(entry("a", odd))

    assert row["Identifier"] == "Participant '=5"
    assert row["Full name"] == "'@SUM(A1)"
    assert row["Email address"] == "'=x@uni.example"
    assert row["ID number"] == "+12"


def test_what_could_not_be_judged_is_left_out_and_never_a_zero() -> None:
    sheet = moodle.write([entry("a", CYD, score=0.0, outcome="grader_error")], ASSIGNMENT)

    assert sheet.data is None
    assert sheet.remarks[0] == "left out, since not all could be judged: a"


def test_people_that_moodle_cannot_know_are_named() -> None:
    sheet = moodle.write([entry("a", CYD), entry("d", NAMED)], ASSIGNMENT)

    assert len(cells(sheet.data)) == 2
    assert sheet.remarks == ("left out, since nothing is known that Moodle knows them by: d",)


def test_there_is_no_file_for_canvas_github_or_nobody() -> None:
    for people in ((ADA, BOB), (ON_GITHUB,), ()):
        assert moodle.write([entry("a", *people)], ASSIGNMENT) == moodle.Sheet(None)


def test_a_class_known_by_names_alone_is_told_what_is_missing() -> None:
    sheet = moodle.write([entry("a", NAMED)], ASSIGNMENT)

    assert sheet.data is None
    assert "e-mail address" in sheet.remarks[0]
