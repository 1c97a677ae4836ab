from __future__ import annotations

from dataclasses import replace

from sample_class import ADA, BOB, CYD, NAMED, ON_GITHUB, cells, entry
from sample_reports import ASSIGNMENT

from autograder.model.person import Person
from autograder.model.stored import Stored
from autograder.reporting import canvas

HEAD = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Two functions"]
POSSIBLE = ["    Points Possible", "", "", "", "", "12"]


def rows(*entries: Stored) -> list[list[str]]:
    return cells(canvas.write(entries, ASSIGNMENT).data)


def test_a_person_has_a_row_with_what_canvas_knows_students_by() -> None:
    sheet = canvas.write([entry("a", ADA), entry("b", BOB, score=12.0)], ASSIGNMENT)

    assert cells(sheet.data) == [
        HEAD,
        POSSIBLE,
        ["Lovelace, Ada", "501", "0012", "al12", "Lab 1", "7.5"],
        ["Bob Ö'Neill", "502", "0013", "bo13", "Lab 2", "12"],
    ]
    assert sheet.remarks == ()


def test_canvas_reads_no_byte_order_mark_before_a_quoted_cell() -> None:
    data = canvas.write([entry("a", ADA)], ASSIGNMENT).data

    assert data is not None
    assert data.startswith(b"Student,ID,")


def test_the_column_is_the_assignments_title_and_the_points_are_the_automatic_ones() -> None:
    titled = replace(ASSIGNMENT, title='Homework 3, "pooling" (48213)')

    head, possible, _ = cells(canvas.write([entry("a", ADA)], titled).data)

    assert head[-1] == 'Homework 3, "pooling" (48213)'
    assert possible[-1] == "12"
    assert sum(question.points for question in ASSIGNMENT.questions) == 14


def test_a_title_that_canvas_takes_for_a_total_is_told() -> None:
    titled = replace(ASSIGNMENT, title="The Final Grade")

    (remark,) = canvas.write([entry("a", ADA)], titled).remarks

    assert "passes over a column that is named 'The Final Grade'" in remark


def test_each_member_of_a_group_has_a_row() -> None:
    assert [row[0] for row in rows(entry("a", ADA, BOB))[2:]] == ["Lovelace, Ada", "Bob Ö'Neill"]


def test_lateness_has_no_column_for_canvas_would_make_it_an_assignment() -> None:
    assert rows(entry("a", ADA, late=True)) == rows(entry("a", ADA))


def test_a_formula_is_written_as_text() -> None:
    odd = Person("=HYPERLINK(1)", "", "-0042", "@x", "+s", canvas="7")

    assert rows(entry("a", odd))[2][:5] == ["'=HYPERLINK(1)", "7", "-0042", "'@x", "'+s"]


def test_a_name_on_two_lines_is_one_row() -> None:
    assert rows(entry("a", Person('A "B"\nC,\r\nD', canvas="7")))[2][0] == 'A "B" C, D'


def test_what_could_not_be_judged_is_left_out_and_never_a_zero() -> None:
    sheet = canvas.write(
        [entry("a", ADA, score=0.0, outcome="grader_error"), entry("b", BOB)], ASSIGNMENT
    )

    assert [row[0] for row in cells(sheet.data)[2:]] == ["Bob Ö'Neill"]
    assert sheet.remarks == ("left out, since not all could be judged: a",)


def test_whoever_has_several_submissions_is_left_to_staff() -> None:
    again = Person("Ada L.", number="0012")

    sheet = canvas.write(
        [entry("a", ADA), entry("a2", again, score=9.0), entry("b", BOB)], ASSIGNMENT
    )

    assert [row[1] for row in cells(sheet.data)[2:]] == ["502"]
    assert sheet.remarks == (
        "left out, since they have several submissions: Lovelace, Ada (a, a2), Ada L. (a, a2)",
    )


def test_an_address_is_the_same_in_capitals() -> None:
    lower, upper = Person("Ada", "ada@x", "7"), Person("A. L.", "ADA@X")

    sheet = canvas.write([entry("a", lower), entry("b", upper), entry("c", BOB)], ASSIGNMENT)

    assert [row[1] for row in cells(sheet.data)[2:]] == ["502"]


def test_scores_have_the_decimals_that_canvas_shows() -> None:
    scores = (66.6666667, 12.0, 7.25, 0.0)

    written = rows(*(entry(str(n), Person(canvas=str(n)), score=s) for n, s in enumerate(scores)))

    assert [row[-1] for row in written[2:]] == ["66.67", "12", "7.25", "0"]


def test_a_member_named_twice_has_one_row() -> None:
    assert len(rows(entry("a", ADA, ADA))) == 3


def test_submissions_of_nobody_are_named_beside_those_of_known_people() -> None:
    sheet = canvas.write([entry("a", ADA), *(entry(f"x{n}") for n in range(7))], ASSIGNMENT)

    assert len(cells(sheet.data)) == 3
    assert sheet.remarks == (
        "left out, since it is not known whose they are: x0, x1, x2, x3, x4 and 2 more",
    )


def test_a_class_of_nobody_has_no_file_and_no_remark() -> None:
    assert canvas.write([entry("a"), entry("b")], ASSIGNMENT) == canvas.Sheet(None)
    assert canvas.write([], ASSIGNMENT) == canvas.Sheet(None)


def test_a_class_on_github_has_no_file() -> None:
    assert canvas.write([entry("a", ON_GITHUB)], ASSIGNMENT) == canvas.Sheet(None)


def test_a_class_known_by_names_alone_is_told_what_is_missing() -> None:
    sheet = canvas.write([entry("a", NAMED)], ASSIGNMENT)

    assert sheet.data is None
    assert "not written, since no student's Canvas number" in sheet.remarks[0]
    assert "--roster" in sheet.remarks[0]


def test_a_name_alone_will_do_among_others_unless_two_have_it() -> None:
    assert [row[0] for row in rows(entry("a", ADA), entry("d", NAMED))[2:]] == [ADA.name, "Dee"]

    sheet = canvas.write([entry("a", ADA), entry("d", Person(ADA.name))], ASSIGNMENT)

    assert [row[1] for row in cells(sheet.data)[2:]] == ["501"]
    assert sheet.remarks == ("left out, since several have the same name and no id: d",)


def test_two_of_one_name_and_nothing_else_are_not_taken_for_two() -> None:
    sheet = canvas.write([entry("a", ADA), entry("d", NAMED), entry("e", NAMED)], ASSIGNMENT)

    assert [row[0] for row in cells(sheet.data)[2:]] == [ADA.name]
    assert sheet.remarks == ("left out, since they have several submissions: Dee (d, e)",)


def test_moodles_class_has_no_file_for_canvas() -> None:
    assert canvas.write([entry("a", CYD)], ASSIGNMENT) == canvas.Sheet(None)


def test_ten_thousand_rows_ask_for_no_report() -> None:
    entries = (
        entry(f"s{n}", Person(f"Name {n}", canvas=str(n), number=f"{n:05}")) for n in range(10_000)
    )

    assert len(cells(canvas.write(entries, ASSIGNMENT).data)) == 10_002
