"""Folders: what is kept, what is left out, what a file is taken for."""

from __future__ import annotations

import os
import socket
import sys

import pytest

from autograder.errors import SubmissionError
from autograder.submission import ReadLimits, read

POSIX = pytest.mark.skipif(os.name != "posix", reason="needs POSIX files")


def test_modules_keep_their_order_and_text(make, wanted):
    path = make.folder({"pool.py": "b = 2\n", "conv1d.py": "a = 1\n", "helper.py": "c = 3\n"})

    found = read(path, wanted)

    assert found.id == "handed"
    assert list(found.sources) == ["conv1d.py", "pool.py", "helper.py"]
    assert found.sources["conv1d.py"].source == "a = 1\n"
    assert all(not one.problem for one in found.sources.values())
    assert found.remarks == ()


@pytest.mark.parametrize("enclosing", ["hw/", "Ada Lovelace/hw 1/"])
def test_enclosing_folders_are_removed(make, wanted, enclosing):
    files = {"conv1d.py": "", "pkg/__init__.py": "", "pkg/mod.py": ""}
    path = make.folder({enclosing + name: text for name, text in files.items()})

    assert sorted(read(path, wanted).sources) == ["conv1d.py", "pkg/__init__.py", "pkg/mod.py"]


def test_an_empty_folder_gives_an_empty_submission_with_a_remark(make, wanted):
    found = read(make.folder({}), wanted)

    assert found.sources == {}
    assert found.remarks == ("None of the files that were asked for is here.",)


@pytest.mark.parametrize(
    "leftover",
    [
        "__pycache__/conv1d.py",
        ".ipynb_checkpoints/pool.py",
        ".git/pool.py",
        "venv/lib/pool.py",
        ".venv/pool.py",
        "lib/site-packages/pool.py",
        "node_modules/pool.py",
        "__MACOSX/._pool.py",
        "._pool.py",
        ".DS_Store",
        "pool.py~",
        ".pool.py.swp",
        "mine/pyvenv.cfg",
    ],
)
def test_leftovers_are_passed_over_in_silence(make, wanted, leftover):
    found = read(make.folder({"conv1d.py": "", leftover: "x", "mine/pool.pyc": ""}), wanted)

    assert list(found.sources) == ["conv1d.py"]
    assert found.remarks == ()


def test_a_virtual_environment_is_known_by_its_mark(make, wanted):
    files = {"conv1d.py": "", "mine/pyvenv.cfg": "", "mine/pool.py": "", "mine/a/b.py": ""}

    assert list(read(make.folder(files), wanted).sources) == ["conv1d.py"]


@pytest.mark.parametrize(
    "name",
    [
        "Conv1D.py",
        "CONV1D.PY",
        "conv1d (1).py",
        "conv1d(2).py",
        "conv1d-1.py",
        "conv1d_1.py",
        "conv1d copy.py",
        "conv1d copy 2.py",
        "conv1d - Copy.py",
        "conv1d - Copy (3).py",
        "Copy of conv1d.py",
        "conv1d.py.txt",
        " conv1d.py",
    ],
)
def test_a_changed_name_is_accepted_and_the_expected_one_named(make, wanted, name):
    found = read(make.folder({name: "a = 1\n", "pool.py": ""}), wanted)

    assert found.sources["conv1d.py"].source == "a = 1\n"
    assert found.remarks == (f"{name} was taken as conv1d.py, the name that was expected.",)


@pytest.mark.parametrize("name", ["conv_1d.py", "conv1.py", "conv1dd.py", "my_conv1d.py"])
def test_another_name_is_only_remarked(make, wanted, name):
    found = read(make.folder({name: "a = 1\n", "pool.py": "", "boundary.py": ""}), wanted)

    assert "conv1d.py" not in found.sources
    assert found.sources[name].source == "a = 1\n"
    assert found.remarks == (f"{name} was handed in, conv1d.py was expected.",)


def test_the_exact_name_comes_before_changed_ones(make, wanted):
    found = read(make.folder({"conv1d (1).py": "copy", "conv1d.py": "it", "Conv1D.py": ""}), wanted)

    assert found.sources["conv1d.py"].source == "it"
    assert list(found.sources) == ["conv1d.py"]
    assert found.remarks == ("Conv1D.py, conv1d (1).py left aside, for conv1d.py was there.",)


def test_of_two_changed_names_the_nearer_one_is_taken(make, wanted):
    found = read(make.folder({"conv1d (1).py": "", "conv1d (2).py": "", "CONV1D.py": "it"}), wanted)

    assert found.sources["conv1d.py"].source == "it"
    assert any("left aside, for CONV1D.py was there" in remark for remark in found.remarks)


def test_a_name_asked_for_is_no_copy_of_another(make, wanted):
    from dataclasses import replace

    asked = replace(wanted, modules=("part.py", "part_1.py"))

    found = read(make.folder({"Part_1.py": "one"}), asked)

    assert list(found.sources) == ["part_1.py"]


def test_the_shallowest_copy_wins(make, wanted):
    found = read(
        make.folder({"conv1d.py": "new", "old/conv1d.py": "old", "old/x/y.py": ""}), wanted
    )

    assert found.sources["conv1d.py"].source == "new"
    assert sorted(found.sources) == ["conv1d.py", "old/x/y.py"]
    assert found.remarks == ("old/conv1d.py left aside, for conv1d.py was there.",)


def test_modules_in_several_folders_are_brought_together(make, wanted):
    found = read(make.folder({"part1/conv1d.py": "1", "part2/pool.py": "2"}), wanted)

    assert [one.source for one in found.sources.values()] == ["1", "2"]
    assert found.remarks == (
        "part2/pool.py was taken as pool.py, which was expected beside the others.",
    )


@pytest.mark.parametrize(
    "name",
    [
        "numpy.py",
        "math.py",
        "numpy/__init__.py",
        "conftest.py",
        "pkg/conftest.py",
        "sitecustomize.py",
        "usercustomize.py",
        "autograder/testing.py",
        "pytest.py",
        "yaml.py",
        "msgspec/x.py",
        "conv1d/__init__.py",
    ],
)
def test_nothing_shadows_what_grading_relies_on(make, wanted, name):
    found = read(make.folder({"conv1d.py": "", name: "boom"}), wanted)

    assert list(found.sources) == ["conv1d.py"]
    assert len(found.remarks) == 1
    assert found.remarks[0].startswith(f"Left out: {name} (")


def test_files_outside_the_folder_of_the_modules_are_left_out(make, wanted):
    found = read(make.folder({"src/conv1d.py": "", "run.py": ""}), wanted)

    assert list(found.sources) == ["conv1d.py"]
    assert found.remarks == (
        "Left out: run.py (outside the folder of the files that were asked for).",
    )


@POSIX
def test_links_are_not_followed(make, wanted, tmp_path):
    secret = tmp_path / "secret.py"
    secret.write_text("secret")
    path = make.folder({"pool.py": ""})
    (path / "conv1d.py").symlink_to(secret)
    (path / "answers.yaml").symlink_to("/etc/passwd")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "boundary.py").write_text("secret")
    (path / "linked").symlink_to(outside)
    (path / "loop").symlink_to(path)

    found = read(path, wanted)

    assert list(found.sources) == ["pool.py"]
    assert found.answers == {}
    assert "(links are not followed)" in found.remarks[-1]
    assert "secret" not in repr(found)


@POSIX
def test_a_link_is_no_submission(make, wanted, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(make.folder({"conv1d.py": ""}))

    with pytest.raises(SubmissionError, match="link is a link, and links are not followed"):
        read(link, wanted)


@POSIX
def test_fifos_and_sockets_are_never_opened(make, wanted, monkeypatch):
    path = make.folder({"pool.py": ""})
    os.mkfifo(path / "conv1d.py")
    monkeypatch.chdir(path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("boundary.py")

        found = read(path, wanted)

    assert list(found.sources) == ["pool.py"]
    assert found.remarks == ("Left out: boundary.py, conv1d.py (not a regular file).",)


@POSIX
def test_a_fifo_by_itself_is_refused_at_once(wanted, tmp_path):
    os.mkfifo(tmp_path / "conv1d.py")

    with pytest.raises(SubmissionError):
        read(tmp_path / "conv1d.py", wanted)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_that_are_not_unicode_are_left_out(make, wanted):
    path = make.folder({"conv1d.py": ""})
    with open(os.fsencode(path) + b"/\xff\xfe.py", "w"):
        pass

    found = read(path, wanted)

    assert list(found.sources) == ["conv1d.py"]
    assert "not valid Unicode" in found.remarks[0]
    "".join(found.remarks).encode()


def test_control_characters_do_not_reach_the_remarks(make, wanted):
    found = read(make.folder({"src/conv1d.py": "", "\x1b[31m\u202e.py": ""}), wanted)

    assert all(remark.isprintable() for remark in found.remarks)


def test_the_walk_is_bounded(make, wanted):
    path = make.folder({f"{n:03}.py": "" for n in range(60)} | {"conv1d.py": ""})

    found = read(path, wanted, ReadLimits(entries=30))

    assert any("first 30 files" in remark for remark in found.remarks)


def test_further_modules_are_bounded_and_never_push_out_what_was_asked_for(make, wanted):
    files = {f"a{n:02}.py": "" for n in range(30)} | {"conv1d.py": "", "pool.py": ""}

    found = read(make.folder(files), wanted, ReadLimits(further=10))

    assert list(found.sources) == ["conv1d.py", "pool.py", *(f"a{n:02}.py" for n in range(10))]
    assert found.remarks == ("Of 30 further modules the first 10 were looked at.",)


def test_deep_folders_are_cut(make, wanted):
    path = make.folder({"conv1d.py": "", "a/" * 60 + "pool.py": ""})

    found = read(path, wanted)

    assert list(found.sources) == ["conv1d.py"]
    assert "nested too deeply" in found.remarks[0]


def test_sizes_are_bounded_for_a_file_and_for_all(make, wanted):
    files = {"boundary.py": "#" * 100, "conv1d.py": "#" * 2000, "pool.py": "#" * 900}
    found = read(make.folder(files), wanted, ReadLimits(source=1000, total=950))

    assert found.sources["boundary.py"].problem == ""
    assert found.sources["conv1d.py"].problem.startswith("left out, since all together")
    assert found.sources["conv1d.py"].source == ""
    found = read(make.folder(files), wanted, ReadLimits(source=1000))
    assert found.sources["conv1d.py"].problem == "larger than 1,000 bytes"
    assert found.sources["pool.py"].problem == ""


def test_an_unreadable_file_costs_itself(make, wanted, monkeypatch):
    path = make.folder({"conv1d.py": "", "pool.py": ""})
    original = os.open

    def refuse(name, *arguments, **keywords):
        if str(name).endswith("conv1d.py"):
            raise PermissionError(13, "Permission denied", name)
        return original(name, *arguments, **keywords)

    monkeypatch.setattr(os, "open", refuse)
    found = read(path, wanted)

    assert found.sources["conv1d.py"].problem == "not readable"
    assert found.sources["pool.py"].problem == ""


@pytest.mark.parametrize(
    ("name", "asked"),
    [("conv1d.txt", "conv1d.py"), ("answers.txt", "answers.yaml"), ("answer.yaml", "answers.yaml")],
)
def test_a_text_file_in_place_of_what_was_asked_for_is_remarked(make, wanted, name, asked):
    found = read(make.folder({name: "x", "pool.py": "", "boundary.py": ""}), wanted)

    assert found.remarks == (f"{name} was handed in, {asked} was expected.",)


def test_remarks_are_few(make, wanted):
    files = {f"d{n}/conv1d (1).py": "" for n in range(50)} | {"conv1d.py": ""}
    files |= {f"{n}/{name}.py": "" for n in range(5) for name in ("numpy", "math", "site")}

    found = read(make.folder(files), wanted, ReadLimits(remarks=3))

    assert len(found.remarks) <= 4


@pytest.mark.parametrize("name", ["missing", "nul\0byte"])
def test_a_missing_path_is_a_submission_error(tmp_path, wanted, name):
    with pytest.raises(SubmissionError, match="not there"):
        read(tmp_path / name, wanted)


def test_another_kind_of_file_is_a_submission_error(tmp_path, wanted):
    (tmp_path / "x.rar").write_bytes(b"Rar!")

    with pytest.raises(SubmissionError, match=r"x\.rar is none of a folder, a zip archive"):
        read(tmp_path / "x.rar", wanted)


def test_one_python_file_is_a_submission(make, wanted):
    path = make.folder({"conv1d.py": "a = 1\n"}) / "conv1d.py"

    found = read(path, wanted)

    assert found.id == "conv1d"
    assert list(found.sources) == ["conv1d.py"]


def test_reading_changes_nothing(make, wanted):
    path = make.folder({"conv1d.py": "a = 1\n", "answers.yaml": "grad_x: x\n", "b/c.py": ""})
    before = {p: (p.stat().st_mtime_ns, p.stat().st_mode) for p in [path, *path.rglob("*")]}

    read(path, wanted)

    assert before == {p: (p.stat().st_mtime_ns, p.stat().st_mode) for p in [path, *path.rglob("*")]}
