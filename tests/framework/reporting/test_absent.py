"""Who handed nothing in."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from sample_reports import ASSIGNMENT

from autograder.model.person import Person
from autograder.model.stored import About
from autograder.reporting import absent
from autograder.reporting.files import Output


def test_a_row_a_person_and_no_formula() -> None:
    people = (Person("Lovelace, Ada", "a@x", "007", "al", "A", "91", "5"), Person("=1+1"))

    sheet = absent.write(About(missing=people))

    assert sheet.data is not None
    assert list(csv.reader(io.StringIO(sheet.data.decode()))) == [
        ["name", "email", "number", "login", "section", "canvas", "moodle"],
        ["Lovelace, Ada", "a@x", "007", "al", "A", "91", "5"],
        ["'=1+1", "", "", "", "", "", ""],
    ]


def test_the_file_is_there_only_while_somebody_is_absent(tmp_path: Path) -> None:
    output = Output(tmp_path, ASSIGNMENT)

    output.write_gradebooks(lambda: [], About(missing=(Person("Ada"),)))
    assert (tmp_path / "absent.csv").is_file()

    output.write_gradebooks(lambda: [], About())
    assert not (tmp_path / "absent.csv").exists()
