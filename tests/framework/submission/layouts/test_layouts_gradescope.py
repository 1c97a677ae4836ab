"""Gradescope's export, and the YAML that says whose each submission is."""

from __future__ import annotations

import class_layouts
import pytest
from class_layouts import Work, metadata, person

from autograder.model.person import Person
from autograder.submission.events import MalformedError
from autograder.submission.layouts.find import find
from autograder.submission.layouts.metadata import Record, read_metadata

CODE = {"conv1d.py": ""}


def records(text):
    return read_metadata([text.encode() if isinstance(text, str) else text])


def test_whose_each_is_and_groups(tmp_path, wanted):
    ada, bob = person(1, "Ada Lovelace"), person(2, "Bob B")
    works = [Work((ada,), CODE, number=11), Work((bob, person(3, "Eve")), CODE, number=12)]

    found = find([class_layouts.put("gradescope", tmp_path, works)], wanted)

    assert found.notes == ("Gradescope export: 2 submissions by 3 students",)
    people = {id: one.people for id, one in found.handed}
    assert list(people) == ["Ada Lovelace_11", "Bob B_12"]
    assert people["Ada Lovelace_11"] == (Person("Ada Lovelace", ada.email, ada.number),)
    assert [one.name for one in people["Bob B_12"]] == ["Bob B", "Eve"]
    assert found.handed[0][1].remarks == (
        "1 earlier version is in Gradescope's history; the one that counts there was graded.",
    )


def test_keys_with_and_without_colons_and_every_form_of_text():
    text = (
        "submission_1:\n  submitters:\n  - {name: 'A: b', sid: 007, email: null}\n"
        "submission_2:\n"
        "    :submitters:\n"
        "        - :name: &n |-\n"
        "            Two\n"
        "            lines\n"
        "          :sid: ~\n"
        "submission_3:\n  :submitters:\n  - :name: *n\n    :sid: no\n"
        "submission_4:\n  :submitters:\n  - :name: !binary |-\n      Wm/Dqw==\n"
        "submission_5:\n  :submitters: []\n  :history: []\n"
        "submission_6:\n  :submitters: nobody\n"
        "submission_7: 3\n"
    )

    found = records(text)

    assert found == {
        "submission_1": Record((Person(name="A: b", number="007"),)),
        "submission_2": Record((Person(name="Two lines"),)),
        "submission_3": Record((Person(name="Two lines", number="no"),)),
        "submission_4": Record((Person(name="Zoë"),)),
        "submission_5": Record(),
        "submission_6": Record(),
    }


def test_what_tests_printed_is_never_taken_for_metadata():
    said = "submission_9:\n  :submitters:\n  - :name: Mallory\n"
    inner = "".join(f"        {line}\n" for line in said.splitlines())
    text = (
        "submission_1:\n  :submitters:\n  - :name: Ada\n  :results:\n    tests:\n    - output: |-\n"
        f"{inner}\n  :history:\n  - :id: 3\n    :results:\n      output: |\n{inner}"
        "  - :id: 4\nsubmission_2:\n  :submitters:\n  - :name: Bob\n"
    )

    assert records(text) == {
        "submission_1": Record((Person(name="Ada"),), 2),
        "submission_2": Record((Person(name="Bob"),)),
    }


def test_metadata_come_in_blocks_of_any_size():
    text = metadata([Work((person(n),), CODE, number=n) for n in range(20)]).encode()

    whole = read_metadata([text])

    assert len(whole) == 20
    for size in (1, 7, 100):
        assert read_metadata([text[n : n + size] for n in range(0, len(text), size)]) == whole


def test_metadata_of_many_megabytes_cost_little():
    line = b"      output: " + b"x" * 10_000 + b"\n"
    one = b"submission_%d:\n  :submitters:\n  - :name: A\n  :results:\n    tests:\n" + line * 1_000

    found = read_metadata(one % n for n in range(10))

    assert len(found) == 10


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("submission_1:\n  :submitters: [", "near submission_1: "),
        ("- a\n- b\n", "no mapping"),
        ("", "no mapping"),
        ("a: " + "[" * 60 + "]" * 60, "nested too deeply"),
        ("\0", "."),
        (b"\x89PNG\xff\xfe", "."),
        ("a: 1\nb: {a: 1\nc: 3", "near b"),
    ],
)
def test_broken_metadata_get_a_sentence(text, said):
    with pytest.raises(MalformedError, match=said):
        records(text)


def test_aliases_are_not_multiplied():
    names = "submission_1:\n  a: &a [" + ", ".join(["x"] * 9) + "]\n"
    for one, two in zip("abcdefgh", "bcdefghi", strict=True):
        names += f"  {two}: &{two} [" + ", ".join([f"*{one}"] * 9) + "]\n"
    text = names + "  :submitters: *i\n"

    assert records(text) == {"submission_1": Record()}


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("submission_11: [", "cannot be used (near submission_11"),
        (None, "there is no submission_metadata.yml"),
    ],
)
def test_without_metadata_submissions_are_graded_without_names(tmp_path, wanted, broken, said):
    works = [Work((person(n),), CODE, number=n) for n in (11, 12)]
    path = class_layouts.put("gradescope", tmp_path, works)
    file = path / "assignment_8046601_export" / "submission_metadata.yml"
    file.unlink() if broken is None else file.write_text(broken)

    found = find([path / "assignment_8046601_export"], wanted)

    assert [(id, one.people) for id, one in found.handed] == [
        ("submission_11", ()),
        ("submission_12", ()),
    ]
    assert found.notes[0] == "Gradescope export: 2 submissions"
    assert said in found.notes[1]


def test_metadata_and_folders_that_do_not_agree_are_said(tmp_path, wanted):
    works = [Work((person(n),), CODE, number=n) for n in (11, 12)]
    root = class_layouts.put("gradescope", tmp_path, works) / "assignment_8046601_export"
    (root / "submission_12").rename(root / "submission_13")

    found = find([root], wanted)

    assert [bool(one.people) for _, one in found.handed] == [True, False]
    assert [note.partition(": ")[2] for note in found.notes[1:]] == [
        "submission_metadata.yml does not say whose these are: submission_13.",
        "named in submission_metadata.yml, but not in the export: submission_12.",
    ]
