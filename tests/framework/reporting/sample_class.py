"""Graded classes made by hand, for the tests of gradebooks."""

from __future__ import annotations

import csv
import io

from autograder.model.gradebook import Row
from autograder.model.person import Person
from autograder.model.report import Report
from autograder.model.stored import Stored

ADA = Person("Lovelace, Ada", "ada@uni.example", "0012", "al12", "Lab 1", canvas="501")
BOB = Person("Bob Ö'Neill", "bob@uni.example", "0013", "bo13", "Lab 2", canvas="502")
CYD = Person("Cyd", "cyd@uni.example", moodle="77", number="0014")
NAMED = Person("Dee")
ON_GITHUB = Person(login="octocat")


def entry(
    id: str, *people: Person, score: float = 7.5, late: bool = False, outcome: str = "failed"
) -> Stored:
    row = Row(id, {"1.1": score - 5, "1.2": 5.0}, score, 12.0, {"1.1": outcome, "1.2": "passed"})
    return Stored(no_report, people, late, f"class/{id}", row)


def no_report() -> Report:
    raise AssertionError("a gradebook needs the rows alone")


def cells(data: bytes | None, encoding: str = "utf-8") -> list[list[str]]:
    assert data is not None
    return list(csv.reader(io.StringIO(data.decode(encoding), newline="")))
