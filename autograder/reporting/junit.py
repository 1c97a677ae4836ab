"""`junit.xml`: a test suite a question, a test case a check.

Source: the schema by which Jenkins reads such files (`junit-10.xsd` of its xUnit plugin).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from autograder.model.assignment import Assignment
from autograder.model.outcome import Outcome
from autograder.model.report import CheckResult, QuestionResult, Report
from autograder.reporting.at_once import at_once
from autograder.reporting.feedback import feedback_at_once
from autograder.reporting.text import cut, printable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_NAME = 200


def write(report: Report, assignment: Assignment) -> bytes:
    """Return the file's bytes: visible checks alone.

    A check that a fault of the grader kept from being judged is an error. What is shown later, or
    awarded by a person, stands in the output of a last, empty suite.
    """
    from xml.etree.ElementTree import Element, SubElement, indent, tostring

    shown = at_once(report)
    root = Element("testsuites", name=printable(assignment.title), time=f"{report.seconds:.3f}")
    _count(root, shown.checks)
    for question in shown.questions:
        _add_suite(root, question, assignment)
    if shown.notes:
        notes = SubElement(root, "testsuite", name="notes")
        _count(notes, ())
        SubElement(notes, "system-out").text = printable("\n".join(map(cut, shown.notes)))
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _add_suite(root: Element, question: QuestionResult, assignment: Assignment) -> None:
    from xml.etree.ElementTree import SubElement

    id = question.question.id
    suite = SubElement(root, "testsuite", name=printable(f"{id} {question.question.title}"))
    _count(suite, question.checks)
    properties = SubElement(suite, "properties")
    for key, value in (("score", question.score), ("max_score", question.max_score)):
        SubElement(properties, "property", name=key, value=f"{value:g}")
    for result in question.checks:
        title = printable(cut(result.check.title, MAX_NAME))
        case = SubElement(suite, "testcase", name=title, classname=f"question {id}")
        if result.outcome is not Outcome.PASSED:
            feedback = printable(cut(feedback_at_once(result, assignment.feedback)))
            kind = "error" if result.outcome is Outcome.GRADER_ERROR else "failure"
            fault = SubElement(case, kind, type=result.outcome.value)
            fault.set("message", feedback.partition("\n")[0])
            fault.text = feedback


def _count(element: Element, results: Sequence[CheckResult]) -> None:
    failed = [one for one in results if one.outcome is not Outcome.PASSED]
    errors = sum(one.outcome is Outcome.GRADER_ERROR for one in failed)
    element.set("tests", str(len(results)))
    element.set("failures", str(len(failed) - errors))
    element.set("errors", str(errors))
