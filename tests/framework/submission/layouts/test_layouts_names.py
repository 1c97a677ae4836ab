"""Names of every kind: nothing is lost, ids are unique, fit to name folders, and stay the same."""

from __future__ import annotations

import os
import tempfile
import unicodedata
from dataclasses import replace
from pathlib import Path

import class_layouts
import pytest
from class_layouts import Work, person
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.submission import Wanted, ids, leftovers, read
from autograder.submission.archive import RESERVED
from autograder.submission.layouts.find import find

WANTED = Wanted(modules=("conv1d.py",))
NASTY = st.sampled_from(
    ["Anna Smith", "anna smith", "ANNA SMITH", "con", "NUL.x", "-rf", "--help", ".hidden", "..",
     "é", "e\N{COMBINING ACUTE ACCENT}", "ß", "SS", "ss", "x" * 300, "x" * 299 + "y",
     "gradebook.csv", "a\u202eb", "a b ",
     "trailing.", "$(touch x)", "=1+1", "\U0001f600" * 80, "İ", "i̇", "ﬁ", "fi"]
)  # fmt: skip
ANY = st.text(max_size=40) | st.text(st.characters(min_codepoint=32), max_size=40) | NASTY


@settings(derandomize=True, max_examples=150, deadline=None)
@given(st.lists(ANY, max_size=12), st.sampled_from(["", "class", "con"]))
def test_ids_are_unique_and_can_name_folders(names, around):
    found = ids.unique(names, [around] * len(names), frozenset({"gradebook.csv"}))

    assert len(found) == len(names)
    assert len({ids.key(id) for id in found}) == len(names)
    assert len({unicodedata.normalize("NFC", id).casefold() for id in found}) == len(names)
    for id in found:
        assert id.isprintable()
        assert unicodedata.is_normalized("NFC", id)
        assert not set(id) & set('/\\:*?"<>|')
        assert id == id.strip()
        assert id[0] not in "-."
        assert id[-1] != "."
        assert id.split(".")[0].casefold() not in RESERVED
        assert len(id) < 120
        assert len(id.encode()) < 240
        assert id.casefold() != "gradebook.csv"
    fit = [ids.fit(name) for name in names]
    assert fit == [ids.fit(name) for name in fit]


@settings(derandomize=True, max_examples=100, deadline=None)
@given(ANY, ANY)
def test_names_that_were_cut_are_told_apart(one, other):
    tail = "z" * 150

    assert (ids.fit(one + tail) == ids.fit(other + tail)) == (
        unicodedata.normalize("NFC", (one + tail).encode("utf-8", "replace").decode())
        == unicodedata.normalize("NFC", (other + tail).encode("utf-8", "replace").decode())
    )


LETTERS = st.characters(
    categories=["Lu", "Ll", "Lo", "Mn", "Zs"], include_characters="-'., ", exclude_characters="_/\\"
)
PEOPLE_NAMES = st.text(LETTERS, min_size=1, max_size=25).filter(lambda name: name.strip(". "))


@settings(derandomize=True, max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(PEOPLE_NAMES, st.booleans()), min_size=1, max_size=6),
    st.sampled_from(["gradescope", "canvas", "moodle", "moodle_flat"]),
)
def test_whatever_students_are_called_each_is_found_with_the_work_of_his_own(named, layout):
    works = [
        Work((replace(person(n), name=name),), {"conv1d.py": f"n = {n}\n"}, late)
        for n, (name, late) in enumerate(named)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = class_layouts.put(layout, Path(folder), works, as_zip=True)
        found = find([path], WANTED)
        again = find([path], WANTED)
        sources = [read(one.place, WANTED).sources["conv1d.py"].source for _, one in found.handed]

    assert sorted(sources) == sorted(f"n = {n}\n" for n in range(len(named)))
    assert len({ids.key(id) for id, _ in found.handed}) == len(named)
    assert [id for id, _ in found.handed] == [id for id, _ in again.handed]
    for source, (_, one) in zip(sources, found.handed, strict=True):
        work = works[int(source[4:])]
        if layout == "gradescope":
            assert one.people[0].number == work.first.number
        elif layout == "canvas":
            assert (one.people[0].canvas, one.late) == (work.first.canvas, work.late)
        else:
            assert one.people[0].moodle == work.first.moodle


FOLDERS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='/\\"'), max_size=30
).filter(lambda name: name.strip() and name[0] not in "." and len(name.encode()) < 200)


@settings(derandomize=True, max_examples=40, deadline=None)
@given(st.sets(FOLDERS, min_size=3, max_size=6))
def test_folders_of_any_name_are_submissions(names):
    names = {name for name in names if not leftovers.is_left_over_folder(name)}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "class"
        for number, name in enumerate(sorted(names)):
            (root / name).mkdir(parents=True)
            (root / name / "conv1d.py").write_text(f"n = {number}")
        found = find([root], WANTED)

    assert len(found.handed) == len(names)
    assert len({ids.key(id) for id, _ in found.handed}) == len(names)


@pytest.mark.parametrize("layout", sorted(class_layouts.LAYERS))
def test_ids_do_not_depend_on_the_order_of_the_file_system(tmp_path, monkeypatch, layout):
    names = ["Anna Smith", "anna Smith", "ANNA SMITH", "Zoë X", "Zoe\N{COMBINING DIAERESIS} X"]
    works = [
        Work((replace(person(n), name=name),), {"conv1d.py": f"n = {n}"})
        for n, name in enumerate(names)
    ]
    path = class_layouts.put(layout, tmp_path, works)
    scandir = os.scandir

    def found(order):
        class Scan(list):
            def __enter__(self):
                return iter(self)

            def __exit__(self, *_):
                return None

        monkeypatch.setattr(os, "scandir", lambda p: Scan(order(list(scandir(p)))))
        return [
            (id, read(one.place, WANTED).sources["conv1d.py"].source)
            for id, one in find([path], WANTED).handed
        ]

    first = found(lambda entries: sorted(entries, key=lambda entry: entry.name))

    assert len(first) == len(names)
    assert found(lambda entries: sorted(entries, key=lambda e: e.name, reverse=True)) == first
    assert found(lambda entries: sorted(entries, key=lambda e: e.name[::-1])) == first


def test_two_of_one_name_have_ids_of_their_own(tmp_path):
    files = {"ada/x/conv1d.py": "", "bob/x/conv1d.py": "", "eve/X/conv1d.py": ""}
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()

    found = find([tmp_path / "ada/x", tmp_path / "bob/x", tmp_path / "eve/X"], WANTED)

    assert [id for id, _ in found.handed] == ["ada-x", "bob-x", "eve-X"]
