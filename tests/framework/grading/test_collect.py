from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
import tiny_assignment
from tiny_assignment import CHECKS_HEAD, HIDDEN

from autograder import config
from autograder.errors import ConfigError
from autograder.grading.cases import Collected
from autograder.grading.collect import OWN_INI, with_checks
from autograder.grading.declaration import declared

pytestmark = pytest.mark.usefixtures("own_modules")


def collect(folder: Path, public: bool = False) -> Collected:
    found: list[Collected] = []
    with_checks(config.read(folder), found.append, public=public)
    return found[0]


def refusal(folder: Path, **parts: object) -> str:
    tiny_assignment.make(folder, **parts)  # type: ignore[arg-type]
    with pytest.raises(ConfigError) as error:
        collect(folder)
    return str(error.value)


def one_check(text: str, decorators: str = '@number("1.1")') -> str:
    return HIDDEN + f"\n{decorators}\n{text}\n"


LINES_ABOVE = (CHECKS_HEAD + HIDDEN).count("\n") + 2
HERE = f"tests/graded/hidden/test_hidden.py, line {LINES_ABOVE}: test_it"


# ------------------------------------------------------------------ what is collected


def test_checks_come_with_what_their_author_declared(tmp_path: Path) -> None:
    hidden = one_check(
        '    """First line\n    and second.\n\n    More."""',
        '@number("1.1")\n@weight(2.5)\n@visibility("hidden")\n@tags("a", "b")\n'
        "def test_it(submission):",
    )

    found = collect(tiny_assignment.make(tmp_path, hidden=hidden))

    check = next(check for check in found.checks if check.id.endswith("::test_it"))
    assert check.id == "hidden/test_hidden.py::test_it"
    assert check.question == "1.1"
    assert check.title == "First line and second"
    assert check.weight == 2.5
    assert check.visibility == "hidden"
    assert check.tags == ("a", "b")
    assert not check.public
    assert check.cases == ("",)


def test_what_is_not_declared_has_a_default(tmp_path: Path) -> None:
    found = collect(
        tiny_assignment.make(tmp_path, hidden=one_check("def test_it_works(submission): pass"))
    )

    check = next(check for check in found.checks if check.id.endswith("::test_it_works"))
    assert check.title == "It works"
    assert check.weight == 1.0
    assert check.visibility == "after_published"
    assert check.tags == ()
    public = next(check for check in found.checks if check.public)
    assert public.visibility == "visible"


def test_checks_stand_in_the_order_of_the_questions_public_ones_first(tmp_path: Path) -> None:
    found = collect(tiny_assignment.make(tmp_path))

    assert [(check.question, check.public) for check in found.checks] == [
        ("1.1", True), ("1.1", False), ("1.2", False), ("2.1", False),
    ]  # fmt: skip
    assert [case.check for case in found.cases] == [
        check for check in found.checks for _ in check.cases
    ]


def test_the_cases_of_a_check_are_those_of_its_parameters(tmp_path: Path) -> None:
    found = collect(tiny_assignment.make(tmp_path))

    check = found.checks[1]
    assert check.cases == ("1", "2", "3")
    assert [case.id for case in found.cases if case.check is check] == ["1", "2", "3"]


def test_methods_of_a_class_are_checks_too(tmp_path: Path) -> None:
    text = "class TestIt:\n    @number('1.1')\n    def test_it(self, submission): pass"

    found = collect(tiny_assignment.make(tmp_path, hidden=one_check(text, "")))

    assert "hidden/test_hidden.py::TestIt.test_it" in [check.id for check in found.checks]


def test_public_checks_can_be_collected_alone(tmp_path: Path) -> None:
    found = collect(tiny_assignment.make(tmp_path), public=True)

    assert [check.public for check in found.checks] == [True]


def test_a_conftest_beside_the_checks_is_used(tmp_path: Path) -> None:
    conftest = "import pytest\n@pytest.fixture(params=[1, 2])\ndef both(request): return 1\n"
    hidden = one_check("def test_it(both): pass")

    found = collect(tiny_assignment.make(tmp_path, hidden=hidden, checks={"conftest.py": conftest}))

    check = next(check for check in found.checks if check.id.endswith("::test_it"))
    assert check.cases == ("1", "2")


@pytest.mark.parametrize("name", ["PYTEST_ADDOPTS", "PYTEST_PLUGINS"])
def test_the_users_own_pytest_settings_do_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "--no-such-option")
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    (tmp_path / "conftest.py").write_text("raise RuntimeError('not to be read')\n")

    found = collect(tiny_assignment.make(tmp_path))

    assert len(found.checks) == 4
    assert os.environ[name] == "--no-such-option"
    assert "PYTEST_DISABLE_PLUGIN_AUTOLOAD" not in os.environ


def test_an_error_of_whoever_runs_the_checks_comes_out_as_it_is(tmp_path: Path) -> None:
    def interrupt(found: Collected) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        with_checks(config.read(tiny_assignment.make(tmp_path)), interrupt)


def test_an_interruption_while_checks_are_collected_is_one(tmp_path: Path) -> None:
    checks = {"hidden/test_more.py": "raise KeyboardInterrupt"}

    with pytest.raises(KeyboardInterrupt):
        collect(tiny_assignment.make(tmp_path, checks=checks))


def test_standard_error_is_open_while_the_checks_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_checks(
        config.read(tiny_assignment.make(tmp_path)), lambda found: print("seen", file=sys.stderr)
    )

    out, err = capsys.readouterr()
    assert (out, err) == ("", "seen\n")


# ------------------------------------------------------------------ declarations

IMPORTS = "from gradescope_utils.autograder_utils.decorators import *\n"
WEIGHT = "it should be a number above 0 and below 1e+06"
VISIBILITY = "it should be one of visible, hidden, after_due_date, after_published"
RUNS = "and a check always runs; remove the mark, or give its parameters values"
WRONG = {
    "": 'names no question; decorate it with @number("…") of gradescope_utils',
    '@number("9.9")': "is for question '9.9', which config.yaml does not have",
    '@number("3.1")': "is for question 3.1, which a person grades",
    "@weight(0)": f"has the weight 0; {WEIGHT}",
    "@weight(-1)": f"has the weight -1; {WEIGHT}",
    '@weight(float("nan"))': f"has the weight nan; {WEIGHT}",
    '@weight(float("inf"))': f"has the weight inf; {WEIGHT}",
    '@weight("2")': f"has the weight '2'; {WEIGHT}",
    "@weight(True)": f"has the weight True; {WEIGHT}",
    '@visibility("public")': f"has the visibility 'public'; {VISIBILITY}",
    '@visibility(["visible"])': f"has the visibility ['visible']; {VISIBILITY}",
    "@pytest.mark.skip": f"is marked skip, {RUNS}",
    '@pytest.mark.skipif(True, reason="x")': f"is marked skipif, {RUNS}",
    "@pytest.mark.xfail": f"is marked xfail, {RUNS}",
    "@hide_errors()": "is decorated with hide_errors, which is not read here; remove it",
    '@leaderboard("fast")': "is decorated with leaderboard, which is not read here; remove it",
    "@partial_credit(2)": "is decorated with partial_credit, which is not read here; remove it",
}


class Items:
    """A pytest plugin that keeps what was collected."""

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.items = session.items


@pytest.fixture(scope="module")
def wrong_items(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[pytest.Function]]:
    """Functions with wrong declarations, collected together; they begin at every tenth line."""
    folder = tmp_path_factory.mktemp("wrong")
    text = (CHECKS_HEAD + IMPORTS).ljust(9, "\n")
    blocks = [text + "\n" * (9 - text.count("\n"))]
    for index, decorator in enumerate(WRONG):
        question = "" if "number" in decorator or not decorator else '@number("1.1")\n'
        block = f"{question}{decorator}\ndef test_wrong_{index}(submission):\n    pass\n"
        blocks.append(block.lstrip() + "\n" * (10 - block.lstrip().count("\n")))
    tiny_assignment.make(folder)
    name = "test_wrong.py"
    tiny_assignment.write(folder / "tests" / "graded", {f"hidden/{name}": "".join(blocks)})
    found = Items()
    file = str(folder / "tests" / "graded" / "hidden" / name)
    options = ["--collect-only", f"--rootdir={folder}", f"-c{OWN_INI}", "-pno:terminal"]
    pytest.main([file, *options], plugins=[found])
    del sys.modules[name.removesuffix(".py")]
    sys.path.remove(str(folder / "tests" / "graded" / "hidden"))
    return folder, found.items  # type: ignore[return-value]


@pytest.mark.parametrize("index", range(len(WRONG)), ids=list(WRONG))
def test_a_wrong_declaration_is_one_sentence_with_its_line(
    wrong_items: tuple[Path, list[pytest.Function]], index: int
) -> None:
    folder, items = wrong_items
    item = items[index]

    with pytest.raises(ConfigError) as error:
        declared(item, ("",), config.read(folder))

    where, _, told = str(error.value).partition(f": {item.name} ")
    file = item.path.relative_to(folder).as_posix()
    assert where == f"{file}, line {10 * (index + 1)}"
    assert told == list(WRONG.values())[index]


# ------------------------------------------------------------------ what is refused


def test_parameters_without_values_are_refused(tmp_path: Path) -> None:
    hidden = one_check(
        "def test_it(submission, n): pass",
        '@number("1.1")\n@pytest.mark.parametrize("n", [])',
    )

    assert refusal(tmp_path, hidden=hidden) == (
        f"{HERE} is marked skip, and a check always runs; remove the mark, or give its parameters "
        "values"
    )


@pytest.mark.parametrize(
    "text",
    [
        "async def test_it(submission): pass",
        "async def test_it(submission): yield",
    ],
)
def test_an_async_function_is_refused(tmp_path: Path, text: str) -> None:
    assert refusal(tmp_path, hidden=one_check(text)) == (
        f"{HERE} is async, so that a call would not run it; remove that"
    )


def test_a_unittest_class_is_refused(tmp_path: Path) -> None:
    text = "import unittest\nclass TestIt(unittest.TestCase):\n    def test_it(self): pass"

    assert refusal(tmp_path, hidden=one_check(text, "")) == (
        f"tests/graded/hidden/test_hidden.py, line {LINES_ABOVE + 3}: test_it is a method of a "
        "unittest.TestCase; write it as a function"
    )


def test_a_question_without_a_check_is_named(tmp_path: Path) -> None:
    hidden = HIDDEN.replace('@number("2.1")', '@number("1.1")')

    assert refusal(tmp_path, hidden=hidden) == (
        'config.yaml: question 2.1 has no check in tests/graded/; write one with @number("2.1")'
    )


def test_no_checks_at_all(tmp_path: Path) -> None:
    assert refusal(tmp_path, hidden="", public="") == (
        "config.yaml: question 1.1 has no check in tests/graded/; "
        'write one with @number("1.1"), and one for each of 1.2, 2.1'
    )


def test_no_folder_of_checks(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(tiny_assignment.CONFIG)

    with pytest.raises(ConfigError, match="there is no such folder; checks belong there"):
        collect(tmp_path)


BROKEN = {
    "x = 1\ndef f(:\n    pass\n": ", line 2: SyntaxError: invalid syntax",
    "x = 1\n  y = 2\n": ", line 2: IndentationError: unexpected indent",
    "\nimport no_such_module\n": ", line 2: ModuleNotFoundError: No module named 'no_such_module'",
    "from json import no_such\n": ", line 1: ImportError: cannot import name 'no_such' from 'json'",
    "x = 1\ny = x / 0\n": ", line 2: ZeroDivisionError: division by zero",
    "def f():\n    raise OSError('two\\nlines')\n\nf()\n": ", line 2: OSError: two lines",
    "import pytest\npytest.skip('no')\n": ", line 2: Skipped: no",
    "import pytest\npytest.skip('not now', allow_module_level=True)\n": (
        ": it skips itself, and checks always run"
    ),
    "import pytest\npytest.importorskip('no_such_module')\n": (
        ": it skips itself, and checks always run"
    ),
    "import pytest\n@pytest.mark.parametrize('n', [1])\ndef test_it(): pass\n": (
        ": test_it: function uses no argument 'n'"
    ),
    "import pytest\n@pytest.mark.parametrize('n,m', [[1]])\ndef test_it(n, m): pass\n": (
        ': test_it: in "parametrize" the number of names (2)'
    ),
}


def test_each_file_that_cannot_be_collected_is_named_with_its_line(tmp_path: Path) -> None:
    files = {f"hidden/test_broken_{chr(97 + n)}.py": text for n, text in enumerate(BROKEN)}

    told = refusal(tmp_path, checks=files).splitlines()

    assert len(told) == len(BROKEN)
    for line, file, message in zip(told, files, BROKEN.values(), strict=True):
        assert line.startswith(f"tests/graded/{file}{message}")
        assert str(tmp_path) not in line


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("__import__('pytest').exit('enough')", "Exit: enough"),
    ],
)
def test_a_file_that_exits_is_named(
    tmp_path: Path, text: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refusal(tmp_path, checks={"hidden/test_more.py": f"\n{text}\n"})

    assert told == f"tests/graded/hidden/test_more.py, line 2: {words}"
    assert capsys.readouterr() == ("", "")


def test_two_files_of_the_same_name_are_told(tmp_path: Path) -> None:
    told = refusal(tmp_path, checks={"public/test_hidden.py": ""})

    assert told == (
        "tests/graded/public/test_hidden.py: another file of checks has the same name; rename one"
    )


@pytest.mark.filterwarnings("ignore:A plugin raised an exception")  # so an old pluggy says
@pytest.mark.parametrize("file", ["conftest.py", "hidden/conftest.py"])
@pytest.mark.parametrize(
    ("text", "words"),
    [("def", "SyntaxError"), ("x = 1\nno_such_name\n", "name 'no_such_name' is not defined")],
)
def test_a_broken_conftest_is_named(tmp_path: Path, file: str, text: str, words: str) -> None:
    told = refusal(tmp_path, checks={file: text})

    assert f"tests/graded/{file}" in told
    assert words in told
    assert "\n" not in told
