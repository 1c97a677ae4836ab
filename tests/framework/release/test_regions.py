from __future__ import annotations

import pytest

from autograder.errors import ConfigError
from autograder.release.regions import Region, find_regions


def lines(text: str) -> list[str]:
    return text.split("\n")


def test_regions_are_found_in_order_with_their_lines():
    text = (
        "a\n# BEGIN SOLUTION 1.1\nb\n# END SOLUTION\n    # begin solution: 2\n    c\n#END SOLUTION"
    )
    assert find_regions(lines(text), "f.py") == [Region("1.1", 2, 4), Region("2", 5, 7)]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("x = 1\n# END SOLUTION", 2, "has no BEGIN SOLUTION before it"),
        ("# BEGIN SOLUTION 1.1\nx = 1", 1, "has no END SOLUTION after it"),
        (
            "# BEGIN SOLUTION 1.1\nx = 1\n# BEGIN SOLUTION 1.2\ny = 1\n# END SOLUTION",
            3,
            "within that of line 1",
        ),
        ("\n# BEGIN SOLUTION\nx = 1\n# END SOLUTION", 2, "lacks the id"),
        ("# BEGIN SOLUTION 9.9\nx = 1\n# END SOLUTION", 1, "no question '9.9'; there are 1.1, 1.2"),
        ("# BEGIN SOLUTION 1.1\nx = 1\n# END SOLUTION 1.1", 3, "should stand alone"),
        ("# BEGIN SOLUTION 1.1\n\n# nothing\n# END SOLUTION", 1, "region is empty"),
    ],
)
def test_a_broken_region_is_named_with_its_line(text, line, says):
    with pytest.raises(ConfigError) as error:
        find_regions(lines(text), "solutions/f.py", {"1.1", "1.2"})
    assert str(error.value).startswith(f"solutions/f.py, line {line}: ")
    assert says in str(error.value)


def test_a_file_without_a_region_is_refused():
    with pytest.raises(ConfigError, match=r"f\.py: no solution region"):
        find_regions(["x = 1"], "f.py")
