"""What would cost the grader time, memory or its life costs a submission its own part."""

from __future__ import annotations

import json
import os
import tracemalloc
from contextlib import contextmanager

import pytest

from autograder.errors import SubmissionError
from autograder.model.submission import SourceFile, Submission
from autograder.submission import ReadLimits, read
from autograder.submission.folder import Folder
from autograder.submission.notebook import read_notebook
from autograder.submission.policy import ImportPolicy, check
from autograder.submission.remarks import Remarks
from autograder.submission.resolution import Resolver
from autograder.submission.syntax import MOST_MARKS, NotPythonError, parse
from autograder.submission.tree import UnreadableError

POSIX = pytest.mark.skipif(os.name != "posix", reason="needs POSIX files")
POLICY = ImportPolicy(None, {"*": ("numpy.pad",)})
ENOUGH = 10**7


@contextmanager
def memory_below(count):
    tracemalloc.start()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < count


# ---------------------------------------------------------------- sources

ACUTE, BELOW = "\u0301", "\u0323"  # each has to be put before or behind the other


@pytest.mark.parametrize("start", ["x = 'a", "# a", "a"])
def test_marks_are_not_piled_on_a_letter(start):
    end = {"x": "'", "#": "", "a": " = 1"}[start[0]]

    assert parse(start + ACUTE * MOST_MARKS + end, ENOUGH) is not None
    with pytest.raises(NotPythonError, match="combining marks"):
        parse(start + (ACUTE + BELOW) * MOST_MARKS + end, ENOUGH)


@pytest.mark.parametrize(
    "text", ["漢字" * 5000, "é" * 5000, "ä" * 20, "हिन्दी" * 2000, "한국어" * 3000]
)
def test_texts_in_any_language_are_fine(text):
    assert parse(f"# {text}\nx = '{text}'\n", ENOUGH).body


@pytest.mark.parametrize(
    "source",
    [
        "import a" + ".a" * 10_000,
        "if x: import a" + ".abcdefghi" * 4000,
        "from a" + ".aaaaaaaaa" * 4000 + " import b",
        "import a" + ".\\\naaaaaaaa" * 4000,
        "import a" + " . aaaaaaa" * 4000,
        "\n".join("import a" + ".abcdefghi" * 200 for _ in range(200)),
    ],
    ids=["short parts", "in a block", "from", "over lines", "with blanks", "many"],
)
def test_dotted_names_take_no_more_than_their_length(source):
    with memory_below(100 * len(source)), pytest.raises(NotPythonError, match="import"):
        parse(source, ENOUGH)


def test_ordinary_imports_and_prose_are_fine():
    lines = ["from numpy.lib.stride_tricks import sliding_window_view as view, as_strided"] * 300
    lines += ["# this is taken from the book. It is long. So is its import. " * 20] * 100

    assert len(parse("\n".join(lines), ENOUGH).body) == 300


def test_f_strings_are_bounded_by_expressions_and_length():
    with pytest.raises(NotPythonError, match="braces"):
        parse("x = f'" + "a" * 100_000 + "{b}" * 6_000 + "'", ENOUGH)

    assert parse("x = f'" + "a" * 10_000 + "{b}" * 300 + "'", ENOUGH).body


def test_all_sources_together_are_bounded(make, wanted):
    files = {"boundary.py": "#" * 90, "conv1d.py": "#" * 90, "pool.py": "#" * 10, "x.py": "#" * 90}

    found = read(make.folder(files), wanted, ReadLimits(sources=200))

    assert [one.problem[:30] for one in found.sources.values()] == [
        "", "", "", "left out, since all together i",
    ]  # fmt: skip


# ---------------------------------------------------------------- the import policy


def test_names_passed_on_from_file_to_file_are_followed_once(wanted, monkeypatch):
    asked = []
    follow = Resolver._passed_on
    monkeypatch.setattr(
        Resolver, "_passed_on", lambda *args: asked.append(args[1:]) or follow(*args)
    )
    text = "".join(f"import h{n}\na = h{n}\n" for n in range(8)) + "b = __import__('numpy')\n"
    names = [*(f"h{n}.py" for n in range(8)), "conv1d.py"]
    sources = {name: SourceFile(name, text) for name in names}
    sources["conv1d.py"] = SourceFile("conv1d.py", f"{text}a.a.a.a.b.pad\n")

    found = check(Submission("x", sources), POLICY, wanted)

    assert found["conv1d.py"][0].line == 18
    assert len(asked) < 2000


def test_what_one_submission_uses_is_looked_at_in_bounded_time(wanted, monkeypatch):
    monkeypatch.setattr("autograder.submission.uses.MOST_NAMES", 50)
    text = "import numpy as np\n" + "np.pad\n" * 40

    def lines(source):
        sources = {"conv1d.py": SourceFile("conv1d.py", source)}
        return [one.line for one in check(Submission("x", sources), POLICY, wanted)["conv1d.py"]]

    assert lines(text) == list(range(2, 22))
    assert lines("a\n" * 45 + text) == list(range(47, 51))


def test_a_helper_is_searched_once_for_all_that_use_it(wanted, monkeypatch):
    monkeypatch.setattr("autograder.submission.uses.MOST_NAMES", 60)
    helper = "import numpy as np\nnp.pad\n" + "a\n" * 40
    sources = {name: SourceFile(name, "import helper\n") for name in wanted.modules}
    sources["helper.py"] = SourceFile("helper.py", helper)

    found = check(Submission("x", sources), POLICY, wanted)

    assert [found[module][0].file for module in wanted.modules] == ["helper.py"] * 3


# ---------------------------------------------------------------- notebooks

CELL = {"cell_type": "code", "source": "a = 1", "metadata": {}}
MANY = 200_000


def notebook_of(text):
    return f'{{"cells": [{json.dumps(CELL)}, {text}]}}'.encode()


@pytest.mark.parametrize(
    "data",
    [
        b'{"worksheets": [{"cells": []}, ' + b"{}," * MANY + b"{}]}",
        notebook_of('{"cell_type": "code", "source": [' + '"a",' * MANY + '"a"]}'),
        notebook_of('{"cell_type": "markdown", "metadata": {"tags": [' + '"a",' * MANY + '"a"]}}'),
        notebook_of('{"cell_type": "raw", "outputs": [' + "{}," * MANY + "{}]}"),
    ],
    ids=["worksheets", "lines", "tags", "outputs"],
)
def test_a_notebook_grows_little_in_memory(data, wanted):
    limits = ReadLimits(source=10_000)
    with memory_below(6 * len(data)):
        read_notebook("n.ipynb", data, wanted, limits, Remarks(20))


def test_a_cell_of_too_many_lines_costs_itself(wanted):
    data = notebook_of('{"cell_type": "code", "source": [' + '"a\\n",' * 5000 + '"a"]}')

    found = read_notebook("n.ipynb", data, wanted, ReadLimits(source=1024), Remarks(20))

    assert found.code.cells == ("a = 1", "")
    assert found.code.problems == {2: "larger than 1 KiB"}


def test_tagged_code_is_parsed_within_the_notebooks_bound(make, wanted):
    cells = [make.tagged("grad_x", f'grad_x = "{n}"' + " + a" * 10, "code") for n in range(30)]
    plain = make.tagged("grad_w", 'grad_w = "w"', "code")

    path = make.folder({"assignment.ipynb": make.notebook(plain, *cells, "b = 2")})

    assert read(path, wanted, ReadLimits(total_tokens=200)).notebook.cells[-1] == ""
    found = read(path, wanted)
    assert found.answers["grad_w"] == "w"
    assert found.notebook.cells[-1] == "b = 2"


def test_the_cells_of_version_3_stand_in_one_worksheet(wanted):
    data = json.dumps({"worksheets": [{"cells": [CELL]}, {"cells": [CELL]}]}).encode()

    assert read_notebook("n", data, wanted, ReadLimits(), Remarks(1)).code.cells == ("a = 1",)


# ---------------------------------------------------------------- answers


@pytest.mark.parametrize("text", ['{"grad_x": "a\\/b\\ud800c"}', '{"grad_x": "\\/\\udfff"}'])
def test_half_a_surrogate_pair_is_no_part_of_an_answer(make, wanted, text):
    found = read(make.folder({"answers.yaml": text}), wanted)

    assert "/" in found.answers["grad_x"]
    found.answers["grad_x"].encode()


# ---------------------------------------------------------------- folders that change


@POSIX
@pytest.mark.parametrize("exchanged", ["", "hw", "hw/src", "hw/src/conv1d.py"])
def test_what_was_exchanged_for_a_link_is_not_followed(make, tmp_path, exchanged):
    secret = make.folder({"hw/src/conv1d.py": "secret"}, name="secret")
    folder = make.folder({"hw/src/conv1d.py": "own"})
    tree = Folder(folder, ReadLimits(), Remarks(20))
    assert tree.read("hw/src/conv1d.py", 100) == b"own"

    (folder / exchanged).rename(tmp_path / "away")
    os.symlink(secret / exchanged, folder / exchanged)

    with pytest.raises(UnreadableError):
        tree.read("hw/src/conv1d.py", 100)


def test_what_vanished_is_not_readable_and_costs_itself(make, wanted, monkeypatch):
    path = make.folder({"conv1d.py": "a = 1\n", "pool.py": "b = 2\n"})
    whole = Folder.read

    def read_and_remove(self, name, limit):
        (path / "pool.py").unlink(missing_ok=True)
        return whole(self, name, limit)

    monkeypatch.setattr(Folder, "read", read_and_remove)
    found = read(path, wanted)

    assert found.sources["conv1d.py"].problem == ""
    assert found.sources["pool.py"].problem == "not readable"


# ---------------------------------------------------------------- what staff are told


def refuse(monkeypatch, function, name):
    original = getattr(os, function)

    def guarded(path, *arguments, **keywords):
        if str(path).endswith(name):
            raise PermissionError(13, "Permission denied", path)
        return original(path, *arguments, **keywords)

    monkeypatch.setattr(os, function, guarded)


def test_staff_are_told_what_the_grader_may_not_read(make, wanted, monkeypatch):
    path = make.folder({"conv1d.py": "", "pool.py": "", "more/x.py": "", "answers.yaml": ""})
    refuse(monkeypatch, "open", "pool.py")
    refuse(monkeypatch, "scandir", "more/")

    found = read(path, wanted)

    assert found.staff == (
        "the folder more/ is not readable for the grader",
        "pool.py is not readable for the grader",
    )
    assert found.sources["pool.py"].problem == "not readable"


def test_a_folder_that_cannot_be_listed_is_a_submission_error(make, wanted, monkeypatch):
    path = make.folder({"conv1d.py": ""})
    refuse(monkeypatch, "scandir", "handed/")

    with pytest.raises(SubmissionError, match="handed is not readable"):
        read(path, wanted)


def test_staff_are_told_of_a_broken_zip_that_is_all_there_is(make, wanted):
    found = read(make.folder({"hw.zip": b"nonsense"}), wanted)

    assert found.staff[0].startswith("nothing of it could be read: hw.zip is not a zip archive")


def test_staff_are_not_troubled_with_what_students_can_mend(make, wanted):
    path = make.folder({"conv1d.py": "def f(:", "answers.yaml": "a: b: c", "pool.py": "\0"})

    assert read(path, wanted).staff == ()
