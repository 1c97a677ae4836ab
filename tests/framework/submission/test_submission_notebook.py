"""Notebooks: code over many cells, IPython's additions, tagged answers."""

from __future__ import annotations

import ast
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.submission import ReadLimits, Wanted, read
from autograder.submission.cell_answers import text_of
from autograder.submission.magics import python_of
from autograder.submission.notebook import NotANotebookError, read_notebook
from autograder.submission.remarks import Remarks


@pytest.mark.parametrize("version", [3, 4])
@pytest.mark.parametrize("as_list", [True, False])
def test_code_cells_keep_their_order(make, wanted, version, as_list):
    source = ["a = 1\n", "b = 2"] if as_list else "a = 1\nb = 2"
    code = {"cell_type": "code", "source": source, "metadata": {}}
    text = {"cell_type": "markdown", "source": "# title", "metadata": {}}
    path = make.folder({"assignment.ipynb": make.notebook(text, code, "c = 3", version=version)})

    found = read(path, wanted)

    assert found.sources == {}
    assert found.notebook is not None
    assert found.notebook.name == "assignment.ipynb"
    assert found.notebook.cells == ("a = 1\nb = 2", "c = 3")
    assert found.notebook.problems == {}
    assert found.remarks == ()


def test_a_cell_that_is_no_python_costs_itself(make, wanted):
    path = make.folder({"assignment.ipynb": make.notebook("a = 1", "x = 1\ndef f(:", "b = 2")})

    found = read(path, wanted)

    assert found.notebook.cells == ("a = 1", "", "b = 2")
    assert found.notebook.problems == {2: "line 2: invalid syntax"}
    assert found.remarks == ("assignment.ipynb, cell 2 was left out (line 2: invalid syntax).",)


@pytest.mark.parametrize(
    ("cell", "python"),
    [
        ("%matplotlib inline\nx = 1", "\nx = 1"),
        ("x = 1\n  \n%timeit f()\ny = 2", "x = 1\n  \n\ny = 2"),
        ("!pip install numpy\nx = 1", "\nx = 1"),
        ("!pip install \\\n  numpy\nx = 1", "\n\nx = 1"),
        ("!echo \"it's (\nx = 1", "\nx = 1"),
        ("?np.pad\nnp.pad?\nnp.pad??\nx = 1", "\n\n\nx = 1"),
        ("%time x = f()", "x = f()"),
        ("if a:\n    %time x = f()", "if a:\n    x = f()"),
        ("x = 5 %time (3)", "x = 5 %time (3)"),
        ("if a:\n    !ls\nb", "if a:\n    pass\nb"),
        ("files = !ls\nx = %pwd", "files = None\nx = None"),
        ("%%time\nx = 1", "\nx = 1"),
        ("\n%%timeit -n 10\nx = 1", "\n\nx = 1"),
        ("%%writefile conv1d.py\nx = 1", "\nx = 1"),
        ("%%writefile notes.txt\nx y z", "\n"),
        ("%%bash\nls -l\nrm x", "\n\n"),
        ("%%html\n<b>", "\n"),
        ('s = """\n%time\n!ls\nx?\n"""', 's = """\n%time\n!ls\nx?\n"""'),
        ("s = '''a\"\"\"\n!ls\n'''\n!ls", "s = '''a\"\"\"\n!ls\n'''\n"),
        ("x = (a\n% b)\n%pwd", "x = (a\n% b)\n"),
        ("x = a \\\n% b", "x = a \\\n% b"),
        ("x = 'it\\'s (' # ( \"\n%pwd", "x = 'it\\'s (' # ( \"\n"),
        ("x = 'a\\\n%b'\n%pwd", "x = 'a\\\n%b'\n"),
        ("a != b\nc = a % b\n# what?", "a != b\nc = a % b\n# what?"),
        ("x = '%d' % 3\nprint('why?')", "x = '%d' % 3\nprint('why?')"),
        ("", ""),
    ],
)
def test_ipython_is_taken_out_line_by_line(cell, python):
    assert python_of(cell) == python
    ast.parse(python)


PYTHON_LINES = st.lists(
    st.sampled_from(
        ["x = 1", "y = [1,", "  2]", "s = '''", "%d'''", "# why?", "z = x % 2", "f(", ")"]
    )
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(PYTHON_LINES)
def test_plain_python_is_never_changed(lines):
    cell = "\n".join(lines)
    try:
        ast.parse(cell)
    except SyntaxError:
        return

    assert python_of(cell) == cell


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(st.sampled_from(list("ab=%!?\\\"'#()[\n\t ")), max_size=60))
def test_every_line_keeps_its_number(cell):
    assert python_of(cell).count("\n") == cell.count("\n")


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("flip(w) ⊛ grad_z", "flip(w) ⊛ grad_z"),
        ("grad_x: flip(w) ⊛ grad_z", "flip(w) ⊛ grad_z"),
        ("**grad_x**: `flip(w) ⊛ grad_z`", "flip(w) ⊛ grad_z"),
        ("`grad_x`: flip(w) ⊛ grad_z", "flip(w) ⊛ grad_z"),
        ("grad_x = flip(w) ⊛ grad_z", "grad_x = flip(w) ⊛ grad_z"),
        ("`grad_x = flip(w) ⊛ grad_z`", "grad_x = flip(w) ⊛ grad_z"),
        ("```\nflip(w) ⊛ grad_z\n```", "flip(w) ⊛ grad_z"),
        ("```python\ngrad_x: flip(w) ⊛ grad_z\n```", "flip(w) ⊛ grad_z"),
        ("### 7.1 grad_x\n\n~~~\nflip(w) ⊛ grad_z\n~~~\n", "flip(w) ⊛ grad_z"),
        ("## 7.1\nflip(w) ⊛ grad_z", "flip(w) ⊛ grad_z"),
        ("$flip(w) ⊛ grad_z$", "flip(w) ⊛ grad_z"),
        ("$$\nflip(w) ⊛ grad\\_z\n$$", "flip(w) ⊛ grad_z"),
        ("w \\* x", "w * x"),
        ("<!-- your answer -->\nflip(w) ⊛ grad_z", "flip(w) ⊛ grad_z"),
        ("<!-- unclosed", "<!-- unclosed"),
        ("", ""),
        ("# only a heading", "# only a heading"),
        (
            "Zeros, as in `pad`, and\n\n```\ncode\n```\nmore",
            "Zeros, as in `pad`, and\n\n```\ncode\n```\nmore",
        ),
        ("`a` and `b`", "`a` and `b`"),
        ("Two\nlines", "Two\nlines"),
    ],
)
@pytest.mark.parametrize("cell_type", ["markdown", "raw"])
def test_answers_in_text_cells(source, answer, cell_type):
    assert text_of(source, cell_type, "grad_x") == answer


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("flip(w) ⊛ grad_z", "flip(w) ⊛ grad_z"),
        ("flip(w) @ grad_z  # why", "flip(w) @ grad_z"),
        ("grad_x = flip(w) ⊛ grad_z", "grad_x = flip(w) ⊛ grad_z"),
        ("grad_x: flip(w) ⊛ grad_z", "flip(w) ⊛ grad_z"),
        ('grad_x = "flip(w) ⊛ grad_z"', "flip(w) ⊛ grad_z"),
        ('# 7.1\ngrad_x: str = "flip(w) ⊛ grad_z"\ngrad_x', "flip(w) ⊛ grad_z"),
        ('grad_x = "no"\ngrad_x = "flip(w)"\nprint(grad_x)', "flip(w)"),
        ('"flip(w) ⊛ grad_z"', "flip(w) ⊛ grad_z"),
        ('"""\nTwo\nlines\n"""', "Two\nlines"),
        ("# flip(w) ⊛ grad_z", "flip(w) ⊛ grad_z"),
        ("# grad_x: flip(w) ⊛ grad_z", "flip(w) ⊛ grad_z"),
        ("# Two\n#\n# lines", "Two\n\nlines"),
        ("# 7.1\n\nflip(w) @ grad_z\n", "flip(w) @ grad_z"),
        ("%%latex\nflip(w)", "flip(w)"),
        ("grad_x[i] = dot(grad_z, shift(x, i - 4))", "grad_x[i] = dot(grad_z, shift(x, i - 4))"),
        ("", ""),
    ],
)
def test_answers_in_code_cells(source, answer):
    assert text_of(source, "code", "grad_x") == answer


def test_tagged_cells_are_answers_and_no_code(make, wanted):
    notebook = make.notebook(
        "a = 1",
        make.tagged("grad_x", "flip(w) ⊛ grad_z", "code"),
        make.tagged(" GRAD_W ", "`w`"),
        make.tagged("other", "x"),
        make.tagged("conv_boundary", "a: b"),
        "b = 2",
    )
    found = read(make.folder({"assignment.ipynb": notebook}), wanted)

    assert found.answers == {"grad_x": "flip(w) ⊛ grad_z", "grad_w": "w", "conv_boundary": "a: b"}
    assert found.notebook.cells == ("a = 1", "", "b = 2")
    assert found.notebook.problems == {}


def test_of_several_cells_with_one_key_the_last_counts(make, wanted):
    notebook = make.notebook(
        make.tagged("grad_x", "a"), make.tagged("grad_x", "b"), make.tagged("grad_x", " ")
    )
    found = read(make.folder({"assignment.ipynb": notebook}), wanted)

    assert found.answers == {"grad_x": "b"}
    assert found.remarks == ("assignment.ipynb: several cells are tagged grad_x; the last counts.",)


def test_modules_come_before_the_notebook_and_its_answers_fill_in(make, wanted):
    notebook = make.notebook("a = 1", make.tagged("grad_x", "nb"), make.tagged("grad_w", "nb"))
    files = {"assignment.ipynb": notebook, "conv1d.py": "", "answers.yaml": "grad_x: yaml\n"}

    found = read(make.folder(files), wanted)

    assert found.notebook is None
    assert found.answers == {"grad_x": "yaml", "grad_w": "nb"}
    assert found.remarks == (
        "assignment.ipynb was handed in too; the code of the .py files counts.",
    )


def test_further_modules_stand_beside_a_notebook(make, wanted):
    found = read(make.folder({"assignment.ipynb": make.notebook("a"), "helper.py": "b"}), wanted)

    assert list(found.sources) == ["helper.py"]
    assert found.notebook.cells == ("a",)


def test_the_only_notebook_is_taken(make, wanted):
    found = read(make.folder({"hw 1.ipynb": make.notebook("a")}), wanted)

    assert found.notebook.name == "hw 1.ipynb"
    assert found.remarks == (
        "hw 1.ipynb was taken as assignment.ipynb, the name that was expected.",
    )


def test_of_several_notebooks_none_is_guessed(make, wanted):
    files = {"a.ipynb": make.notebook("a"), "b.ipynb": make.notebook("b")}

    found = read(make.folder(files), wanted)

    assert found.notebook is None
    assert "None of 2 notebooks is named assignment.ipynb" in found.remarks[0]


def test_a_notebook_by_itself_is_a_submission(make, wanted):
    path = make.folder({"ada.ipynb": make.notebook("a = 1")}) / "ada.ipynb"

    found = read(path, wanted)

    assert found.id == "ada"
    assert found.notebook.cells == ("a = 1",)


def contents(data):
    remarks = Remarks(20)
    wanted = Wanted(("conv1d.py",), "assignment.ipynb", "answers.yaml", ("grad_x",))
    data = data if isinstance(data, bytes) else data.encode()
    return read_notebook("n.ipynb", data, wanted, ReadLimits(), remarks), remarks.collected()


CODE = {"cell_type": "code", "source": "a = 1", "metadata": {}}


@pytest.mark.parametrize(
    "cell",
    [
        {"cell_type": "code"},
        {"cell_type": "code", "source": None},
        {"cell_type": "code", "source": {"a": 1}},
        {"cell_type": "code", "source": [1, 2]},
        {"cell_type": "code", "metadata": None, "source": ""},
        {"cell_type": "code", "metadata": {"tags": {"a": 1}}, "source": ""},
        {"cell_type": "unknown", "source": "x y z"},
    ],
)
def test_an_odd_cell_costs_itself(cell):
    found, _ = contents(json.dumps({"cells": [cell, CODE]}))

    assert found.code.cells[-1] == "a = 1"


def test_tags_may_be_one_string():
    cell = {"cell_type": "raw", "source": "x", "metadata": {"tags": "grad_x"}}

    assert contents(json.dumps({"cells": [cell]}))[0].answers == {"grad_x": "x"}


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("[]", "[NaN, Infinity]"),
        lambda text: text.replace("[]", '["\\ud800"]'),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace("\n", "\r\n"),
    ],
)
def test_what_other_writers_make_is_read(change):
    text = json.dumps({"cells": [{**CODE, "outputs": []}]}, indent=1)

    assert contents(change(text))[0].code.cells == ("a = 1",)


@pytest.mark.parametrize(
    "text", ["", "x", "[]", "{}", "null", '{"cells": 1}', '{"cells": [1]}', '{"cells": [']
)
def test_what_is_no_notebook_is_said(make, wanted, text):
    found = read(make.folder({"assignment.ipynb": text, "answers.yaml": "grad_x: x"}), wanted)

    assert found.notebook is None
    assert found.answers == {"grad_x": "x"}
    assert found.remarks[0].startswith("assignment.ipynb cannot be used: no")


@pytest.mark.parametrize(
    "data",
    [
        b'{"cells":[{"cell_type":"code","outputs":' + b"[" * 5_000_000,
        b'{"cells":[{"cell_type":"code","source":' + b"[" * 5_000_000,
        b'{"a":' * 1_000_000,
        b'{"cells":[' + b"0," * 2_000_000 + b"0]}",
        b'{"worksheets":' + b"[" * 1_000_000,
        b"[" * 3_000_000,
    ],
    ids=range(6),
)
def test_deep_and_odd_json_is_refused(data):
    with pytest.raises(NotANotebookError):
        contents(data)


@pytest.mark.parametrize(
    "source",
    [
        "(" * 900_000,
        "%" * 900_000,
        "\t" * 900_000,
        " " * 900_000 + "x",
        "'" * 900_000,
        "\\\n" * 400_000,
        "a?\n" * 400_000,
        "`" * 900_000,
        "<!--" * 200_000,
        "```\n" + "\n" * 50_000 + "x",
        "$" * 200_000,
        "grad_x" * 40_000,
    ],
    ids=range(12),
)
def test_hostile_cells_are_read_in_bounded_time(source):
    cells = [CODE | {"source": source}]
    cells += [
        {"cell_type": t, "source": source, "metadata": {"tags": ["grad_x"]}}
        for t in ("code", "raw")
    ]
    found, _ = contents(json.dumps({"cells": [*cells, CODE]}))

    assert found.code.cells[-1] in ("a = 1", "")
    assert found.code.cells[0] == "" or set(found.code.problems) <= {1}


def test_outputs_are_passed_over_and_sizes_bounded(make, wanted):
    outputs = [{"data": "x" * 3_000_000}]
    text = json.dumps({"cells": [{**CODE, "outputs": outputs}]})
    path = make.folder({"assignment.ipynb": text})

    assert read(path, wanted).notebook.cells == ("a = 1",)
    found = read(path, wanted, ReadLimits(notebook=1024 * 1024))
    assert found.notebook is None
    assert found.remarks[0] == "assignment.ipynb cannot be used: larger than 1 MiB."


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["code", "raw"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["cells", "cell_type", "source", "metadata", "tags", "worksheets", "input"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.one_of(st.binary(max_size=60), JSON.map(lambda value: json.dumps(value).encode())))
def test_anything_is_a_notebook_or_refused(data):
    try:
        found, remarks = contents(data)
    except NotANotebookError:
        return
    for cell in found.code.cells:
        ast.parse(cell)
    "".join([*found.code.cells, *found.answers.values(), *remarks]).encode()


# ------------------------------------------------------------------ beside the stubs handed out

BLANK = 'def {}(x):\n    """Do it."""\n    raise NotImplementedError("not written yet")\n'
STUBS = {
    "boundary.py": BLANK.format("pad") + BLANK.format("pad_backward"),
    "pool.py": BLANK.format("maxpool1d_forward"),
    "helper.py": "one = 1\n",
}
PAD = "def pad(x):\n    return x\n"


def test_a_notebook_counts_where_the_modules_are_as_handed_out(make, wanted):
    files = {**STUBS, "assignment.ipynb": make.notebook(PAD)}

    found = read(make.folder(files), wanted)

    assert found.notebook.cells == (PAD,)
    assert list(found.sources) == ["helper.py"]
    assert found.remarks == (
        "Nothing is written in the .py files; the code of assignment.ipynb counts.",
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"pool.py": "def maxpool1d_forward(x):\n    return x\n"},
        {"pool.py": "from helper import maxpool1d_forward\n"},
        {"pool.py": "maxpool1d_forward = max\n"},
        {"pool.py": "def maxpool1d_forward(x:\n"},
        {"pool.py": ""},
        {"assignment.ipynb": BLANK.format("pad")},
        {"assignment.ipynb": "x = 1"},
    ],
    ids=str,
)
def test_the_modules_count_where_they_are_worked_on_or_the_notebook_is_not(make, wanted, changed):
    files = {**STUBS, "assignment.ipynb": PAD, **changed}
    files["assignment.ipynb"] = make.notebook(files["assignment.ipynb"])

    found = read(make.folder(files), wanted)

    assert found.notebook is None
    assert list(found.sources) == ["boundary.py", "pool.py", "helper.py"]


def test_a_notebook_as_handed_out_beside_modules_is_not_remarked_on(make, wanted):
    blank = [BLANK.format(name) for names in wanted.graded_names.values() for name in names]

    found = read(make.folder({**STUBS, "assignment.ipynb": make.notebook(*blank)}), wanted)

    assert found.notebook is None
    assert found.remarks == ()
