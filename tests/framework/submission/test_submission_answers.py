"""answers.yaml: whatever YAML allows, and no mistake costs more than its own answer."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.submission import ReadLimits, read
from autograder.submission.answers import read_answers
from autograder.submission.remarks import Remarks

KEYS = ("grad_x", "grad_w", "grad_b", "w_new", "conv_boundary", "pool_boundary")


def answers(text, name="answers.yaml"):
    remarks = Remarks(20)
    data = text if isinstance(text, bytes) else text.encode()
    found = read_answers(name, data, KEYS, remarks)
    return found.texts, found.problems, remarks.collected()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("grad_x: flip(w) ⊛ grad_z", "flip(w) ⊛ grad_z"),
        ("grad_x: 'flip(w) @ grad_z'", "flip(w) @ grad_z"),
        ('"grad_x": "flip(w)\\u229bgrad_z"', "flip(w)⊛grad_z"),
        ("grad_x:   x   # a comment", "x"),
        ("grad_x: |\n  flip(w)\n", "flip(w)\n"),
        ("grad_x: >-\n  flip(w)\n  @ grad_z\n", "flip(w) @ grad_z"),
        ("grad_x: flip(w)\n  @ grad_z\n", "flip(w) @ grad_z"),
        ("? grad_x\n: x\n", "x"),
        ("{grad_x: x, other: [1, 2, {a: b}]}", "x"),
        ("---\ngrad_x: x\n...\n", "x"),
        ("%YAML 1.1\n---\ngrad_x: x\n", "x"),
        ("other: &a flip(w)\ngrad_x: *a\n", "flip(w)"),
        ("deep: [[{k: &a x}]]\ngrad_x: *a\n", "x"),
        ("base: &b {grad_x: x}\n<<: *b\n", "x"),
        ("base: &b {grad_x: y}\n<<: *b\ngrad_x: x\n", "x"),
        ("a: &a {grad_x: x}\nb: &b {grad_x: y}\n<<: [*a, *b]\n", "x"),
        ("a: &a {grad_x: x}\nb: &b\n  <<: *a\n<<: *b\n", "x"),
        ("<<: {grad_x: x}\n", "x"),
        ("grad_x: !!str 5\n", "5"),
        ("grad_x: !!python/object/apply:os.system [x]\ngrad_w: w\n", None),
    ],
)
def test_yaml_forms(text, expected):
    texts, problems, remarks = answers(text)

    assert texts.get("grad_x") == expected
    assert not remarks
    assert bool(problems) == (expected is None)


@pytest.mark.parametrize(
    "value", ["0", "no", "on", "1e3", "0x1F", "1_000", "2024-01-01", "1:30", "-x", ".5"]
)
def test_scalars_keep_their_text(value):
    assert answers(f"grad_b: {value}\n")[0] == {"grad_b": value}


@pytest.mark.parametrize("value", ["", "~", "null", '""', "'  '", "# comment only"])
def test_an_empty_answer_is_none(value):
    texts, problems, _ = answers(f"grad_b: {value}\ngrad_x: x\n")

    assert texts == {"grad_x": "x"}
    assert problems == {}


@pytest.mark.parametrize("value", ["[a, b]", "{a: b}", "\n  - a\n  - b", "\n  a: b", "\n- a"])
def test_a_list_costs_its_own_key_only(value):
    texts, problems, _ = answers(f"grad_x: x\ngrad_w: {value}\ngrad_b: b\n")

    assert texts == {"grad_x": "x", "grad_b": "b"}
    assert problems == {"grad_w": "a list or a mapping, where a text was expected"}


def test_an_undefined_alias_costs_its_own_key_only():
    texts, problems, _ = answers("grad_x: *nothing\ngrad_b: b\n")

    assert texts == {"grad_b": "b"}
    assert list(problems) == ["grad_x"]


@pytest.mark.parametrize(
    "discussion",
    [
        "Zero padding: the borders see zeros",
        "we pad with zeros\n  because: it is simple",
        "we pad with zeros\n\tand a tab",
        "@ the borders",
        "`zero` is the default",
        "[the borders",
        '"quoted" and more',
        "%d zeros",
        "a bell \x07 rings",
        "{zero}: padded: twice",
        "* one\n* two",
        "- one: two: three",
        "|\n\ttabs in a block: yes\n\tmore",
        "'unclosed",
    ],
)
def test_a_mistake_in_a_discussion_costs_no_formula(discussion):
    before = "grad_x: flip(w) ⊛ grad_z\ngrad_w: |\n  grad_w[i] = dot(grad_z, shift(x, i - 4))\n"
    after = "grad_b: sum(grad_z)\n# the step\nw_new: w - eta * grad_w\n"

    texts, problems, remarks = answers(f"{before}conv_boundary: {discussion}\n{after}")

    assert texts["grad_x"].strip() == "flip(w) ⊛ grad_z"
    assert texts["grad_w"].strip() == "grad_w[i] = dot(grad_z, shift(x, i - 4))"
    assert texts["grad_b"] == "sum(grad_z)"
    assert texts["w_new"] == "w - eta * grad_w"
    assert problems == {}
    assert texts["conv_boundary"].split()[-1] == discussion.rstrip("'\"").split()[-1]
    assert len(remarks) == 1
    assert "answers.yaml is not valid YAML (" in remarks[0]


def test_comments_do_not_become_part_of_a_salvaged_answer():
    text = "conv_boundary: a: b\n\n# Question 8.2\npool_boundary: c: d\n# end\n"

    assert answers(text)[0] == {"conv_boundary": "a: b", "pool_boundary": "c: d"}


def test_a_salvaged_answer_loses_its_quotes_and_block_mark():
    text = "conv_boundary: |\n\ta: b\n\tc\ngrad_x: \"x\ngrad_w: 'w' w\n"

    texts = answers(text)[0]

    assert texts["conv_boundary"] == "a: b\nc"
    assert texts["grad_w"] == "'w' w"


def test_lines_with_an_equals_sign_are_salvaged():
    texts, _, remarks = answers("grad_x = flip(w) @ grad_z\ngrad_b = sum(grad_z)\n")

    assert texts == {"grad_x": "flip(w) @ grad_z", "grad_b": "sum(grad_z)"}
    assert "no `key: answer` lines" in remarks[0]


def test_the_last_of_repeated_keys_counts():
    texts, _, remarks = answers("grad_x: a\ngrad_x: b\n")

    assert texts == {"grad_x": "b"}
    assert remarks == ("answers.yaml has grad_x more than once; the last one counts.",)


@pytest.mark.parametrize("key", ["Grad_X", "GRAD_X", '" grad_x "'])
def test_a_key_in_another_case_is_accepted_with_a_remark(key):
    texts, _, remarks = answers(f"{key}: x\n")

    assert texts == {"grad_x": "x"}
    assert "grad_x was expected" in remarks[0]


def test_several_documents_are_all_read():
    texts, _, remarks = answers("grad_x: x\n---\ngrad_w: w\n")

    assert texts == {"grad_x": "x", "grad_w": "w"}
    assert "2 YAML documents" in remarks[0]


@pytest.mark.parametrize("text", ["just a text", "- a\n- b\n", "42", "[a, b]"])
def test_what_is_no_mapping_is_said(text):
    texts, problems, remarks = answers(text)

    assert texts == {}
    assert list(problems) == [""]
    assert remarks


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n"])
def test_an_empty_file_has_no_answers(text):
    assert answers(text)[0] == {}


@pytest.mark.parametrize(
    ("data", "remark"),
    [
        ("grad_x: é\r\ngrad_w: w\r\n".encode(), ""),
        ("\ufeffgrad_x: é\ngrad_w: w\n".encode(), ""),
        ("grad_x: é\ngrad_w: w\n".encode("utf-16"), "UTF-16"),
        ("grad_x: é\ngrad_w: w\n".encode("latin-1"), "Windows-1252"),
    ],
)
def test_encodings(data, remark):
    texts, _, remarks = answers(data)

    assert texts == {"grad_x": "é", "grad_w": "w"}
    assert remark in "".join(remarks)


@pytest.mark.parametrize("indent", [None, 2, "\t"])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_json(indent, ascii_only):
    given_ = {"grad_x": "flip(w) ⊛ grad_z", "grad_b": 0, "conv_boundary": 'a: 😀\n"b"', "n": None}

    texts, problems, _ = answers(json.dumps(given_, indent=indent, ensure_ascii=ascii_only))

    assert texts == {**{k: str(v) for k, v in given_.items() if v is not None}}
    assert problems == {}


def test_the_other_names_of_the_file(make, wanted):
    for name in (
        "answers.yml",
        "answers.json",
        "Answers.yaml",
        "answers.yaml.txt",
        "answers (1).yaml",
    ):
        found = read(
            make.folder({name: '{"grad_x": "x"}', "conv1d.py": ""}, name[:-4] + "d"), wanted
        )
        assert found.answers == {"grad_x": "x"}
        assert found.remarks == (f"{name} was taken as answers.yaml, the name that was expected.",)


def test_a_file_too_large_is_said(make, wanted):
    found = read(
        make.folder({"answers.yaml": "grad_x: x\n" * 100}), wanted, ReadLimits(answers=100)
    )

    assert found.answers == {}
    assert found.answer_problems == {"": "answers.yaml cannot be used: larger than 100 bytes"}


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 40)
)
MERGES = "m0: &m0 {grad_x: x}\n" + "".join(
    f"m{n}: &m{n}\n  <<: [{', '.join([f'*m{n - 1}'] * 9)}]\n  Grad_X{' ' * n}: y\n"
    for n in range(1, 300)
)


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        MERGES,
        "[" * 250_000,
        "x: " + "{a: " * 60_000,
        "- " * 120_000,
        "? " * 120_000,
        "x: &a [*a, *a]\n",
        "x: " + "\n".join(" " * n + "- a:" for n in range(500)),
        "!" * 250_000,
        "a:\n" * 80_000,
        "grad_x: a: b\n" * 19_000,
        "grad_x:" + " " * 250_000 + "'",
        "grad_x: |\n" + "\t\n" * 120_000 + "x: y: z",
        '{"grad_x": ' * 20_000,
    ],
    ids=range(14),
)
def test_hostile_yaml_is_read_in_bounded_time(text):
    texts, _, _ = answers(text[:200_000] + "\ngrad_b: sum(grad_z)\n")

    assert texts.get("grad_b", "sum(grad_z)") == "sum(grad_z)"


YAML_LIKE = st.text(
    st.sampled_from(list("grad_xw:b \n\t-?|>[]{}\"'#&*!%@`,=0~<\\é⊛\0\x07")), max_size=80
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.one_of(st.binary(max_size=80), YAML_LIKE))
def test_anything_is_read_as_answers_or_problems(text):
    texts, problems, remarks = answers(text)

    assert set(texts) <= set(KEYS)
    assert set(problems) <= {*KEYS, ""}
    assert not set(texts) & set(problems)
    "".join([*texts.values(), *problems.values(), *remarks]).encode()
    assert all(remark.isprintable() for remark in remarks)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.dictionaries(
        st.sampled_from(KEYS), st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)
    )
)
def test_what_json_writes_is_read_back(given_):
    texts, problems, _ = answers(json.dumps(given_))

    assert texts == {key: text for key, text in given_.items() if text.strip()}
    assert set(problems) <= {""}
