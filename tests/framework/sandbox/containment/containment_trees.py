"""Hostile submissions that are no single file: links, FIFOs, archives, notebooks, odd names.

Each is made by a function of the folder that it is to become, and of the scene that it attacks.
"""

from __future__ import annotations

import io
import json
import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

from containment_scene import Scene

RIGHT = "def double(x):\n    return x * 2.0\n"
TREES: dict[str, Callable[[Path, Scene], object]] = {}
"""Attack → what makes it at a path; the path's suffix may be changed to that of a file."""


def tree(make: Callable[[Path, Scene], object]) -> Callable[[Path, Scene], object]:
    TREES[make.__name__.replace("_", "-")] = make
    return make


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def archive(path: Path, files: dict[str, str | bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in files.items():
            made.writestr(name, text)
    path.with_name(path.name + ".zip").write_bytes(data.getvalue())
    return data.getvalue()


# ---------------------------------------------------------------- links and special files


@tree
def links_to_the_solutions(path: Path, scene: Scene) -> None:
    path.mkdir()
    for name in ("task.py", "other.py", "answers.yaml"):
        (path / name).symlink_to(scene.assignment / "solutions" / name)


@tree
def links_a_whole_folder(path: Path, scene: Scene) -> None:
    path.symlink_to(scene.assignment / "solutions")


@tree
def links_a_folder_within(path: Path, scene: Scene) -> None:
    path.mkdir()
    (path / "part").symlink_to(scene.assignment / "solutions")


@tree
def links_an_archive(path: Path, scene: Scene) -> None:
    path.with_name(path.name + ".zip").symlink_to(scene.assignment / "solutions" / "task.py")


@tree
def links_to_endless_files(path: Path, scene: Scene) -> None:
    write(path, {"other.py": ""})
    (path / "task.py").symlink_to("/dev/zero")
    (path / "answers.yaml").symlink_to("/proc/self/environ")
    (path / "work.ipynb").symlink_to("work.ipynb")


@tree
def fifo_for_a_module(path: Path, scene: Scene) -> None:
    path.mkdir()
    os.mkfifo(path / "task.py")
    os.mkfifo(path / "answers.yaml")


@tree
def fifo_for_an_archive(path: Path, scene: Scene) -> None:
    os.mkfifo(path.with_name(path.name + ".zip"))


@tree
def folders_for_modules(path: Path, scene: Scene) -> None:
    (path / "task.py" / "task.py").mkdir(parents=True)
    write(path / "other.py", {"__init__.py": RIGHT})


# ---------------------------------------------------------------- archives


@tree
def zip_bomb_by_ratio(path: Path, scene: Scene) -> None:
    archive(path, {"task.py": RIGHT.encode() + b"#" * 2**26})


@tree
def zip_bomb_by_depth(path: Path, scene: Scene) -> None:
    data: str | bytes = RIGHT
    for level in range(12):
        data = archive(path, {"task.py" if level == 0 else "inner.zip": data})


@tree
def zip_bomb_by_count(path: Path, scene: Scene) -> None:
    archive(path, {"task.py": RIGHT, **dict.fromkeys(map("f{}.py".format, range(100_000)), "")})


@tree
def zip_that_leads_outside(path: Path, scene: Scene) -> None:
    text = "raise SystemExit\n"
    names = ("../task.py", "/tmp/task.py", "..\\..\\task.py", "C:\\task.py", "a/../../other.py")
    archive(path, {**dict.fromkeys(names, text), "con.py": text, "aux/nul.txt": text})


@tree
def zip_with_a_link(path: Path, scene: Scene) -> None:
    link = zipfile.ZipInfo("task.py")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path.with_name(path.name + ".zip"), "w") as made:
        made.writestr(link, str(scene.assignment / "solutions" / "task.py"))


@tree
def zip_that_lies_about_sizes(path: Path, scene: Scene) -> None:
    data = archive(path, {"task.py": RIGHT})
    at = data.index(b"PK\x01\x02")
    lied = data[: at + 24] + (2**31).to_bytes(4, "little") + data[at + 28 :]
    path.with_name(path.name + ".zip").write_bytes(lied)


# ---------------------------------------------------------------- many, deep, oddly named


@tree
def a_hundred_thousand_files(path: Path, scene: Scene) -> None:
    path.mkdir()
    root = os.open(path, os.O_RDONLY)
    for number in range(100_000):
        os.close(os.open(f"f{number}.py", os.O_CREAT | os.O_WRONLY, 0o644, dir_fd=root))
    os.close(root)


@tree
def folders_hundreds_deep(path: Path, scene: Scene) -> None:
    path.mkdir()
    here = os.open(path, os.O_RDONLY)
    for _ in range(300):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)


@tree
def names_that_are_not_utf_8(path: Path, scene: Scene) -> None:
    write(path, {"task.py": RIGHT})
    for name in (b"\xff\xfe.py", b"task\x80.py", b"\xc3\x28"):
        (path / os.fsdecode(name)).write_text("raise SystemExit\n")


@tree
def names_that_steer_a_terminal(path: Path, scene: Scene) -> None:
    write(path, {"task.py": RIGHT})
    for name in ("\x1b[2J.py", "\x1b]0;x\x07.py", "a\nb.py", "\u202etxt.py", "=1+2.py"):
        (path / name).write_text("")


@tree
def a_name_for_a_spreadsheet(path: Path, scene: Scene) -> None:
    write(path.with_name("=HYPERLINK(1,2)"), {"task.py": "def double(x): return None\n"})


@tree
def a_name_of_a_result(path: Path, scene: Scene) -> None:
    write(path.with_name("gradebook.csv"), {"task.py": "def double(x): return None\n"})


# ---------------------------------------------------------------- modules that take places


@tree
def takes_the_places_of_modules(path: Path, scene: Scene) -> None:
    evil = f"open('/tmp/{scene.marker}', 'w').write('ran')\nraise SystemExit\n"
    names = ("conftest", "sitecustomize", "usercustomize", "numpy", "pytest", "yaml", "json", "os")
    packages = ("autograder", "numpy", "gradescope_utils", "encodings", "task")
    files: dict[str, str | bytes] = {f"{name}.py": evil for name in names}
    files |= {f"{name}/__init__.py": evil for name in packages}
    files |= {"x.pth": f"import os; {evil}", "pytest.ini": "[pytest]\naddopts = -p evil\n"}
    files |= {"pyproject.toml": "[tool.pytest.ini_options]\npython_files = '*'\n", "evil.py": evil}
    files |= {"config.yaml": "points: {}\n", "tests/graded/test_x.py": evil, "setup.cfg": ""}
    write(path, {**files, "task.py": RIGHT, "other.py": "def twice(x): return x * 4.0\n"})


@tree
def package_with_side_effects(path: Path, scene: Scene) -> None:
    effect = "import task\ntask.double = lambda x: x * 0.0\n__path__ = ['/etc', '/root']\n"
    text = "import helpers.deep\nfrom helpers import deep\n" + RIGHT
    helpers = {"helpers/__init__.py": effect, "helpers/deep.py": "import task\n"}
    write(path, {"task.py": text, **helpers})


@tree
def other_file_spoils_the_first(path: Path, scene: Scene) -> None:
    """The reference answers `double` while `twice` is graded; the file tries to keep that."""
    other = """\
import contextlib
import task
KEPT = []
def twice(x):
    KEPT.append(task.double(x))
    vars(contextlib.sys)["KEPT"] = KEPT
    return x
"""
    text = "import contextlib\ndef double(x):\n    return contextlib.sys.KEPT[-1]\n"
    write(path, {"task.py": text, "other.py": other})


@tree
def calls_the_reference_for_ever(path: Path, scene: Scene) -> None:
    write(
        path,
        {
            "task.py": "def double(x): return None\n",
            "other.py": "from task import double\n"
            "def twice(x):\n    while double(x) is not None:\n        pass\n",
        },
    )


@tree
def gives_the_reference_bad_arguments(path: Path, scene: Scene) -> None:
    other = """\
import numpy as np
from task import double
def twice(x):
    for bad in (None, [[1]], "x" * 9000, np.array([None]), np.empty((0, 2**39)), lambda: 0, double,
                np.zeros(2**20), (1, 2), {}, np.broadcast_to(1.0, 10**12), 10**400, float("nan")):
        try:
            double(bad)
        except Exception:
            pass
    return double(double(x))
"""
    write(path, {"task.py": "def double(x): return None\n", "other.py": other})


# ---------------------------------------------------------------- sources


@tree
def sources_that_nest(path: Path, scene: Scene) -> None:
    other = "def twice(x):\n    return " + "-" * 50_000 + "x\n"
    write(path, {"task.py": RIGHT + "(" * 90_000 + ")" * 90_000, "other.py": other})


@tree
def sources_that_branch(path: Path, scene: Scene) -> None:
    deep = "".join(" " * n + "if 1:\n" for n in range(99)) + " " * 99 + "pass\n"
    chain = "x = 1" + " + 1" * 40_000 + "\n" + "y = x" + ".real" * 5_000 + "\n"
    write(path, {"task.py": deep + chain + RIGHT, "other.py": "x = " + "[" * 150 + "]" * 150})


@tree
def sources_that_compile_for_ever(path: Path, scene: Scene) -> None:
    folded = "x = (" + " ".join(["'a'"] * 30_000) + ")\ny = 10 ** 10 ** 9\nz = 'x' * 10 ** 12\n"
    write(path, {"task.py": folded + RIGHT, "other.py": "1" * 100_000})


@tree
def sources_in_odd_encodings(path: Path, scene: Scene) -> None:
    write(
        path,
        {
            "task.py": b"# -*- coding: utf-7 -*-\n+AGkAbQBwAG8AcgB0-\n",
            "other.py": b"# coding: zlib_codec\nx\x9c\0\0\0",
            "a.py": b"# coding: ../../../etc/passwd\n",
            "b.py": b"\xff\xfei\0m\0p\0o\0r\0t\0",
            "c.py": b"x = 1\0\nimport os\n",
            "d.py": b"# coding: rot13\n",
        },
    )


@tree
def source_of_two_megabytes(path: Path, scene: Scene) -> None:
    write(path, {"task.py": RIGHT + "x = 1\n" * 350_000})


# ---------------------------------------------------------------- notebooks and answers


def notebook(cells: list[str], **more: object) -> str:
    one = [
        {"cell_type": "code", "source": text, "metadata": {}, "outputs": [], "execution_count": 1}
        for text in cells
    ]
    return json.dumps({"cells": one, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more})


@tree
def notebook_of_a_gigabyte(path: Path, scene: Scene) -> None:
    write(path, {"work.ipynb": notebook([RIGHT])})
    os.truncate(path / "work.ipynb", 2**30)


@tree
def notebook_with_huge_outputs(path: Path, scene: Scene) -> None:
    write(path, {"work.ipynb": notebook([RIGHT], outputs=["x" * 2**20] * 24)})


@tree
def notebook_that_nests(path: Path, scene: Scene) -> None:
    deep = '{"cells": ' + "[" * 300_000 + "]" * 300_000 + ', "nbformat": 4}'
    write(path, {"work.ipynb": deep})


@tree
def notebook_that_hangs_and_exits(path: Path, scene: Scene) -> None:
    cells = ["while True: pass", "import os\nos._exit(0)", "raise SystemExit", "%run /etc/passwd"]
    shell = ["!touch /tmp/" + scene.marker, "%%bash\ntouch /tmp/" + scene.marker]
    write(path, {"work.ipynb": notebook([RIGHT, *shell, *cells])})


@tree
def answers_that_explode(path: Path, scene: Scene) -> None:
    levels = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + levels + 'slope: "2 * x"\n'
    write(path, {"answers.yaml": text})


@tree
def answers_that_run_code(path: Path, scene: Scene) -> None:
    call = f"!!python/object/apply:os.system ['touch /tmp/{scene.marker}']"
    text = f"slope: {call}\nx: !!python/name:os.system\ny: !!python/module:os\n"
    write(path, {"answers.yaml": text})


@tree
def answers_that_nest(path: Path, scene: Scene) -> None:
    write(path, {"answers.yaml": "slope: " + "[" * 20_000 + "]" * 20_000 + "\n"})


@tree
def answers_that_steer(path: Path, scene: Scene) -> None:
    write(path, {"answers.yaml": '"slope": "\\e[2J\\u202e\\ud800=1+2"\n"\\e[2J": 1\n<<: *x\n'})
