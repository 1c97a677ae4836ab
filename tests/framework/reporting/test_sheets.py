from __future__ import annotations

import json
from pathlib import Path

import jsonschema
from sample_class import ADA, CYD, NAMED
from sample_reports import ASSIGNMENT, usual

from autograder.model.person import Person
from autograder.model.stored import About, Stored
from autograder.reporting.files import Output


def write(folder: Path, *people: Person) -> tuple[str, ...]:
    entries = [Stored(usual(f"s{number}"), (one,)) for number, one in enumerate(people)]
    return Output(folder, ASSIGNMENT).write_gradebooks(lambda: entries, About())


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


USUAL = {"gradebook.csv", "class.json", "class.schema.json"}


def test_each_system_has_its_sheet_where_it_knows_the_students(tmp_path: Path) -> None:
    assert write(tmp_path / "canvas", ADA) == ()
    assert write(tmp_path / "moodle", CYD) == ()
    assert write(tmp_path / "plain", Person()) == ()

    assert files(tmp_path / "canvas") == USUAL | {"canvas.csv"}
    assert files(tmp_path / "moodle") == USUAL | {"moodle.csv"}
    assert files(tmp_path / "plain") == USUAL


def test_a_roster_will_do_for_both(tmp_path: Path) -> None:
    write(tmp_path, Person("Ada", "ada@uni.example", "0012"))

    assert files(tmp_path) == USUAL | {"canvas.csv", "moodle.csv"}


def test_what_is_not_written_is_told_and_what_an_earlier_run_wrote_is_removed(
    tmp_path: Path,
) -> None:
    write(tmp_path, ADA)

    remarks = write(tmp_path, NAMED)

    assert files(tmp_path) == USUAL
    assert [remark.partition(": ")[0] for remark in remarks] == ["canvas.csv", "moodle.csv"]
    assert all("not written, since" in remark for remark in remarks)


def test_the_class_is_what_the_schema_beside_it_says(tmp_path: Path) -> None:
    write(tmp_path, ADA, CYD)

    document, schema = (
        json.loads((tmp_path / name).read_text()) for name in ("class.json", "class.schema.json")
    )
    jsonschema.Draft202012Validator(schema).validate(document)
    assert [one["id"] for one in document["submissions"]] == ["s0", "s1"]


def test_a_submission_cannot_take_a_sheets_place(tmp_path: Path) -> None:
    output = Output(tmp_path, ASSIGNMENT)

    for name in ("canvas.csv", "Moodle.csv", "class.json", "class.schema.json"):
        assert output.of(name).name == f"{name}_"
