from __future__ import annotations

from math import prod
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.model.outcome import Difference
from autograder.reporting.plot_svg import WRONG, plot

SVG = "{http://www.w3.org/2000/svg}"


def drawn(difference: Difference) -> ElementTree.Element:
    return ElementTree.fromstring(plot(difference))


def test_a_vector_is_drawn_as_stems_with_its_wrong_entries_marked() -> None:
    picture = drawn(
        Difference("grad_x", (4,), (0, 3), got=(1.0, 2.0, 3.0, 9.0), expected=(0.0, 2.0, 3.0, 4.0))
    )

    rings = picture.findall(f"{SVG}circle[@fill='none']")
    bands = picture.findall(f"{SVG}rect[@fill='{WRONG}']")
    assert len(rings) == 4 + 1  # one is the legend's
    assert len(bands) == 2
    assert bands[0].get("x") < bands[1].get("x")
    title = picture.find(f"{SVG}title")
    assert title is not None
    assert title.text == "grad_x: 2 of 4 entries are wrong, all at the ends"


def test_the_larger_value_stands_higher() -> None:
    picture = drawn(Difference("z", (2,), (1,), got=(1.0, 5.0), expected=(1.0, -5.0)))

    _, low, high = picture.findall(f"{SVG}circle[@fill='none']")
    assert float(low.get("cy", "")) < float(high.get("cy", ""))


def test_a_matrix_is_two_grids_with_its_numbers() -> None:
    picture = drawn(
        Difference("out", (1, 2, 2), (1,), got=(1.0, 7.5, 3.0, 4.0), expected=(1.0, 2.5, 3.0, 4.0))
    )

    texts = [text.text for text in picture.findall(f"{SVG}text")]
    assert {"[0, 0]", "[0, 1]", "7.5", "2.5"} <= set(texts)
    cells = picture.findall(f"{SVG}rect")
    assert len(cells) == 8
    assert sum(cell.get("stroke") == WRONG for cell in cells) == 1


def test_names_are_escaped() -> None:
    picture = drawn(Difference("<b>&", (2,), (1,), got=(1.0, 5.0), expected=(1.0, 2.0)))

    assert "<b>&" in [text.text for text in picture.findall(f"{SVG}text")]


def test_nothing_of_the_picture_is_elsewhere() -> None:
    text = plot(Difference("z", (2,), (1,), got=(1.0, 5.0), expected=(1.0, 2.0)))

    assert "href" not in text
    assert "url(" not in text
    assert "<script" not in text


numbers = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e150, max_value=1e150)


@settings(derandomize=True, max_examples=60)
@given(shape=st.sampled_from([(2,), (130,), (1, 3), (2, 2, 5), (30, 12)]), data=st.data())
def test_any_values_make_a_picture(shape: tuple[int, ...], data: st.DataObject) -> None:
    size = prod(shape)
    entries = st.lists(numbers, min_size=size, max_size=size).map(tuple)
    wrong = data.draw(st.sets(st.integers(0, size - 1), min_size=1, max_size=4))

    picture = plot(
        Difference("z", shape, tuple(sorted(wrong)), data.draw(entries), data.draw(entries))
    )

    ElementTree.fromstring(picture)
    assert "nan" not in picture
    assert "inf" not in picture


@pytest.mark.parametrize("value", [0.0, 1e-300])
def test_a_flat_array_makes_a_picture(value: float) -> None:
    ElementTree.fromstring(plot(Difference("z", (3,), (0,), (value,) * 3, (0.0,) * 3)))
