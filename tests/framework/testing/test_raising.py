from __future__ import annotations

import pytest

from autograder.testing import (
    Mismatch,
    StudentError,
    StudentTimeout,
    StudentValueError,
    first_that_holds,
    raises_value_error,
)


def test_a_value_error_is_what_is_wanted():
    with raises_value_error("an unknown mode"):
        raise StudentValueError("ValueError: mirror", exception="ValueError")


def test_nothing_raised_is_told():
    with (
        pytest.raises(Mismatch, match=r"For an unknown mode, ValueError .* nothing was raised"),
        raises_value_error("an unknown mode"),
    ):
        pass


def test_another_exception_is_told_by_name():
    with pytest.raises(Mismatch, match="KeyError was raised"), raises_value_error("this"):
        raise StudentError("KeyError: 'mirror'", exception="KeyError")


def test_other_faults_pass_through():
    with pytest.raises(StudentTimeout), raises_value_error("this"):
        raise StudentTimeout("too slow")


def test_faults_of_the_check_pass_through():
    with pytest.raises(ValueError, match="the check's own"), raises_value_error("this"):
        raise ValueError("the check's own")


def test_the_first_reading_says_what_is_wrong():
    def wrong(words):
        raise Mismatch(words)

    first_that_holds(lambda: wrong("first"), lambda: None, lambda: wrong("third"))
    with pytest.raises(Mismatch, match="first"):
        first_that_holds(lambda: wrong("first"), lambda: wrong("second"))


def test_later_readings_wait_for_the_first():
    first_that_holds(lambda: None, lambda: pytest.fail("not needed"))
