from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from class_of_copies import KEEP, LOOP, ODD, make, put, put_notebook, put_zip, smooth
from disguise import disguised

from autograder import config
from autograder.grading import intake
from autograder.grading.intake import Found, find_class
from autograder.model.person import Person
from autograder.model.submission import Submission
from autograder.similar import work
from autograder.similar.findings import Similar
from autograder.similar.run import Options, owners, similar
from autograder.similar.sections import Text
from autograder.submission import Wanted

OWN = Path(__file__).parents[3]


@pytest.fixture
def subs(tmp_path: Path) -> Path:
    return make(tmp_path)[1]


def compare(subs: Path, *, jobs: int = 1, given: tuple[Path, ...] = (), **people: str) -> Similar:
    assignment = config.read(subs.parent / "assignment")
    found = [
        replace(one, people=(Person(email=people[one.id]),)) if one.id in people else one
        for one in find_class([subs], assignment).found
    ]
    return similar(assignment, found, Options(50, jobs, given))


def names(found: Similar) -> list[tuple[str, str]]:
    return [(pair.a.id, pair.b.id) for pair in found.pairs]


def test_a_disguised_copy_comes_first(subs: Path) -> None:
    first = compare(subs).pairs[0]

    assert (first.a.id, first.b.id) == ("ann", "bea")
    assert first.share > 0.9
    assert first.files == ("smoothing.py",)
    assert first.a.lines >= 8
    assert "table.setdefault" in first.a.sources["smoothing.py"]
    assert "table.setdefault" not in first.b.sources["smoothing.py"]


def test_copies_are_found_in_notebooks_and_zips(subs: Path) -> None:
    put_notebook(subs / "cai", smooth(ODD))
    put_zip(subs / "dot.zip", disguised(smooth(ODD), KEEP))

    found = names(compare(subs))

    assert {("ann", "cai"), ("ann", "dot"), ("bea", "cai"), ("cai", "dot")} <= set(found)


def test_the_handout_is_not_counted(subs: Path) -> None:
    (subs.parent / "assignment" / "assignment" / "smoothing.py").write_text(smooth(ODD))

    assert ("ann", "bea") not in names(compare(subs))


def test_further_code_that_all_were_given_is_not_counted(subs: Path, tmp_path: Path) -> None:
    lecture = tmp_path / "lecture.py"
    lecture.write_text(disguised(smooth(ODD)))

    assert ("ann", "bea") not in names(compare(subs, given=(lecture,)))


def test_two_attempts_of_one_person_are_no_pair(subs: Path) -> None:
    assert ("ann", "bea") not in names(compare(subs, ann="a@x", bea="A@X"))
    assert ("ann", "bea") in names(compare(subs, ann="a@x", bea="b@x"))


def test_what_many_have_comes_after_what_two_have(tmp_path: Path) -> None:
    subs = make(tmp_path)[1]
    for number in range(12):
        put(subs / f"more{number}", smooth(LOOP))

    found = names(compare(subs))

    assert found[0] == ("ann", "bea")
    assert not {one for one in found if one[0].startswith("more")}


def test_the_same_class_gives_the_same_pairs_in_one_process_or_two(subs: Path) -> None:
    assert compare(subs, jobs=2) == compare(subs)


def test_a_file_that_is_no_python_is_told(subs: Path) -> None:
    put(subs / "mia", "def smooth(:\n")

    found = compare(subs)

    assert [(one.id, one.why.partition(":")[0]) for one in found.skipped] == [
        ("mia", "smoothing.py")
    ]
    assert names(found)[0] == ("ann", "bea")


def hang() -> None:
    end = time.monotonic() + 60  # so that a bound that fails is a failure, and no hang
    while time.monotonic() < end:
        pass


def take_all_memory() -> None:
    bytearray(work.MEMORY)


@pytest.mark.parametrize("act", [hang, take_all_memory])
def test_a_submission_that_takes_too_much_costs_itself_alone(
    subs: Path, monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]
) -> None:
    put(subs / "mia", smooth(ODD) + "\nEVIL = 1\n")
    read = work.texts

    def acting(submission: Submission, wanted: Wanted) -> list[Text]:
        found = read(submission, wanted)
        if any("EVIL" in text.source for text in found):
            act()
        return found

    monkeypatch.setattr(work, "texts", acting)
    monkeypatch.setattr(intake, "PATIENCE", 1.5)

    found = compare(subs, jobs=2)

    assert [(one.id, one.why) for one in found.skipped] == [("mia", work.ENDED)]
    assert names(found)[0] == ("ann", "bea")


def test_hostile_files_end(subs: Path) -> None:
    put(subs / "deep", "x = " + "(" * 5_000 + ")" * 5_000)
    put(subs / "long", "x = " + "+".join(["a"] * 60_000))
    put(subs / "wide", "def smooth(x):\n" + "    x = x + x * x - x / x\n" * 3_000)
    (subs / "bytes").mkdir()
    (subs / "bytes" / "smoothing.py").write_bytes(b"\xff\xfe\x00" * 1_000)

    found = compare(subs, jobs=2)

    assert names(found)[0] == ("ann", "bea")
    assert {"deep", "long", "wide", "bytes"} <= {one.id for one in found.skipped}


def test_persons_are_numbered_by_whatever_tells_them_apart() -> None:
    ann, bea = Person("Ann", "a@x", "1"), Person("Bea", "b@x")
    again = Person("Ann L.", number="1")
    found = [
        Found(id, Path(id), people)
        for id, people in {"a": (ann,), "b": (bea,), "g": (bea, again), "n": (), "m": ()}.items()
    ]

    a, b, group, nobody, neither = owners(found)

    assert group == a | b
    assert len({a, b, nobody, neither}) == 4


def test_right_variants_are_not_at_the_top_of_a_class_with_copies(tmp_path: Path) -> None:
    """The assignment's own: 49 solutions, each in a way of its own, and copies of four of them."""
    assignment = config.read(OWN)
    keep = {name for names in assignment.graded_names.values() for name in names}
    keep |= {"check", "where_from", "ConvLayer1d"}
    variants = OWN / "solutions" / "variants"
    copied = ("im2col", "loops", "recursive", "toeplitz")
    for name in copied:
        for file in (variants / name).glob("*.py"):
            copy = tmp_path / f"copy of {name}" / file.name
            copy.parent.mkdir(exist_ok=True)
            copy.write_text(disguised(file.read_text(encoding="utf-8-sig"), keep))
    found = [
        *find_class([variants], assignment).found,
        *find_class([tmp_path], assignment).found,
    ]

    pairs = similar(assignment, found, Options(20, 2)).pairs

    assert len(found) >= 49 + len(copied)
    assert {frozenset((pair.a.id, pair.b.id)) for pair in pairs[:4]} == {
        frozenset((name, f"copy of {name}")) for name in copied
    }
    assert min(pair.share for pair in pairs[:4]) > 0.75
    assert max(pair.share for pair in pairs[4:]) < 0.25
    assert min(pair.weight for pair in pairs[:4]) > 2 * max(pair.weight for pair in pairs[4:])
