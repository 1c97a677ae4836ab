"""What the authors of checks import: comparing results, checking gradients, drawing inputs.

A check never indexes, unpacks or computes with what a submission returned before one of these
functions has judged its kind.
"""

from autograder.testing.arrays import same_array, same_scalar
from autograder.testing.attempts import first_that_holds
from autograder.testing.boundary_modes import check_backward_mode, check_forward_mode
from autograder.testing.errors import (
    Mismatch,
    StudentCrash,
    StudentError,
    StudentFault,
    StudentForbidden,
    StudentLimit,
    StudentMissing,
    StudentTimeout,
    StudentValueError,
)
from autograder.testing.following import check_follows, follow_through, one_by_one
from autograder.testing.gradients import check_adjoint, check_vjp, vjp_by_differences
from autograder.testing.layouts import (
    LAYOUTS,
    backwards,
    column_major,
    read_only,
    spaced,
    whole_numbers,
)
from autograder.testing.memory import remembered
from autograder.testing.own_forward import Upstream, gradient_through_own, upstream_where_right
from autograder.testing.own_pooling import (
    Selection,
    check_pooling_backward,
    check_pooling_ties,
    selection_of,
)
from autograder.testing.parts import attribute
from autograder.testing.pooling import check_subgradient, distinct_values, maxima_of_windows
from autograder.testing.properties import cases_with
from autograder.testing.raising import raises_value_error
from autograder.testing.results import as_array, as_scalar, kind_of, unpack
from autograder.testing.steps import any_array, check_step
from autograder.testing.tolerances import Tolerances, using

__all__ = [
    "LAYOUTS",
    "Mismatch",
    "Selection",
    "StudentCrash",
    "StudentError",
    "StudentFault",
    "StudentForbidden",
    "StudentLimit",
    "StudentMissing",
    "StudentTimeout",
    "StudentValueError",
    "Tolerances",
    "Upstream",
    "any_array",
    "as_array",
    "as_scalar",
    "attribute",
    "backwards",
    "cases_with",
    "check_adjoint",
    "check_backward_mode",
    "check_follows",
    "check_forward_mode",
    "check_pooling_backward",
    "check_pooling_ties",
    "check_step",
    "check_subgradient",
    "check_vjp",
    "column_major",
    "distinct_values",
    "first_that_holds",
    "follow_through",
    "gradient_through_own",
    "kind_of",
    "maxima_of_windows",
    "one_by_one",
    "raises_value_error",
    "read_only",
    "remembered",
    "same_array",
    "same_scalar",
    "selection_of",
    "spaced",
    "unpack",
    "upstream_where_right",
    "using",
    "vjp_by_differences",
    "whole_numbers",
]
