from __future__ import annotations

import re
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st
from sample_reports import (
    ASSIGNMENT,
    DOUBLE,
    HALVE,
    HIDDEN,
    OTHER,
    PUBLIC,
    SECRET,
    case,
    report,
    right,
    usual,
    wrong,
)

from autograder.model.outcome import Outcome
from autograder.model.report import Report
from autograder.reporting import junit

# The elements, attributes (required, optional) and children of `junit-10.xsd` of Jenkins' xUnit
# plugin (MIT), as far as this format has use for them.
COUNTS = {"tests", "failures", "errors"}
XSD: dict[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": (set(), {"name", "time", *COUNTS}, {"testsuite"}),
    "testsuite": (
        {"name", *COUNTS},
        {"group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log"},
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
    ),
    "properties": (set(), set(), {"property"}),
    "property": ({"name", "value"}, set(), set()),
    "testcase": (
        {"name"},
        {"time", "classname", "group"},
        {"skipped", "error", "failure", "system-out", "system-err"},
    ),
    "failure": (set(), {"type", "message"}, set()),
    "error": (set(), {"type", "message"}, set()),
    "system-out": (set(), set(), set()),
}
SUREFIRE_TIME = re.compile(r"(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?")
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(one: Report) -> ElementTree.Element:
    data = junit.write(one, ASSIGNMENT)
    assert not NO_XML.search(data.decode())
    root = ElementTree.fromstring(data)
    assert root.tag == "testsuites"
    for element in root.iter():
        required, optional, children = XSD[element.tag]
        assert required <= set(element.attrib) <= required | optional, element.tag
        assert {child.tag for child in element} <= children, element.tag
        if "time" in element.attrib:
            assert SUREFIRE_TIME.fullmatch(element.attrib["time"])
    for suite in [root, *root.iter("testsuite")]:
        found = [len(list(suite.iter(tag))) for tag in ("testcase", "failure", "error")]
        assert [int(suite.attrib[key]) for key in ("tests", "failures", "errors")] == found
    return root


def test_a_suite_a_question_and_a_case_a_visible_check() -> None:
    root = written(report((DOUBLE, [(PUBLIC, right(PUBLIC)), (HIDDEN, wrong(HIDDEN))])))

    assert [suite.attrib["name"] for suite in root] == ["1.1 Doubling", "notes"]
    (test,) = root.iter("testcase")
    assert test.attrib == {"name": "It does public", "classname": "question 1.1"}
    properties = {one.attrib["name"]: one.attrib["value"] for one in root.iter("property")}
    assert properties == {"score": "1", "max_score": "1"}


def test_what_failed_says_why() -> None:
    (failure,) = written(usual()).iter("failure")

    assert failure.attrib == {"type": "failed", "message": "Not right."}
    assert "the double of 3 is wrong" in (failure.text or "")


def test_a_fault_of_the_grader_is_an_error_and_keeps_its_cause() -> None:
    fault = [case(PUBLIC, Outcome.GRADER_ERROR, "not judged", "KeyError")]

    (error,) = written(report((DOUBLE, [(PUBLIC, fault)]))).iter("error")

    assert error.attrib["type"] == "grader_error"


def test_nothing_of_a_check_that_is_shown_later_is_in_the_file() -> None:
    one = report((HALVE, [(OTHER, wrong(OTHER))]), (DOUBLE, [(PUBLIC, right(PUBLIC))]))

    text = ElementTree.tostring(written(one), encoding="unicode")

    assert OTHER.title not in text
    assert SECRET not in text
    assert "1 more checks, worth 5 points, are shown later" in text


def test_characters_that_xml_has_not_are_replaced_and_its_own_are_kept() -> None:
    said = "a\x00\x08\x1b[31m\ud800\uffff <b> & ]]> \N{SNOWMAN} \U0001f600"

    (failure,) = written(report((DOUBLE, [(PUBLIC, [case(PUBLIC, Outcome.FAILED, said)])]))).iter(
        "failure"
    )

    assert "<b> & ]]> \N{SNOWMAN} \U0001f600" in (failure.text or "")


@settings(max_examples=80, derandomize=True, deadline=None, database=None)
@given(st.lists(st.text(st.characters()), min_size=4, max_size=4), st.sampled_from(list(Outcome)))
def test_whatever_is_said_the_format_is_kept(texts: list[str], outcome: Outcome) -> None:
    message, detail, printed, remark = texts
    cases = [case(PUBLIC, outcome, message, detail, printed)]

    written(report((DOUBLE, [(PUBLIC, cases)]), remarks=(remark,)))
