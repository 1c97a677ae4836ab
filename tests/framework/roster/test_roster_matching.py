"""Submissions joined with a roster: never by guess."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.model.person import Person
from autograder.roster import Listed, Roster, join
from autograder.roster.matching import normal

ADA = Person("Ada Lovelace", "ada@x.edu", "007", "al1", "A", "91", "1234")
BOB = Person("Bob Byron", "bob@x.edu", "008", "bb2", "B", "92", "1235")
BOTH = Roster((Listed(ADA, 2), Listed(BOB, 3)))


def who(roster, *people, handle=""):
    """Return whose a submission is on a roster, by name."""
    joined = join([("id", tuple(people), handle)], roster)
    return [one.name for one in joined.people[0]] if not joined.unknown else []


@pytest.mark.parametrize(
    "person",
    [
        Person(number="007"),
        Person(number=" 007 "),
        Person(login="AL1"),
        Person(email="Ada@X.edu"),
        Person(canvas="91"),
        Person(moodle="1234"),
        Person(name="ada  lovelace"),
        Person(name="LOVELACE, Ada"),
        Person(name="Àda Lovelace"),
    ],
)
def test_any_id_and_the_name_tell_who_it_is(person):
    joined = join([("id", (person,), "")], BOTH)

    assert joined.people == ((ADA,),)
    assert joined.absent == (BOB,)
    assert joined.unknown == ()


@pytest.mark.parametrize("handle", ["007", "al1", "ada@x.edu", "Ada Lovelace", "Lovelace, Ada"])
def test_a_folder_may_be_called_by_anything_that_names_a_person(handle):
    assert who(BOTH, handle=handle) == ["Ada Lovelace"]


@pytest.mark.parametrize(
    ("person", "handle"),
    [
        (Person(), ""),
        (Person(), "ada"),
        (Person(name="Lovelace Ada"), ""),
        (Person(name="Ada L."), ""),
        (Person(number="7"), ""),
        (Person(name="Ada Lovelace", number="009"), ""),
        (Person(name="Ada Lovelace", email="other@x.edu"), ""),
        (Person(), "91"),  # Canvas's own numbers are no names of folders
        (Person(), "..."),
    ],
)
def test_what_is_not_certain_is_not_guessed(person, handle):
    joined = join([("id", (person,), handle)], BOTH)

    assert joined.unknown == ("id",)
    assert joined.absent == (ADA, BOB)


def test_what_may_be_two_people_is_neithers_and_is_said():
    anna = Person("Anna Smith", number="1")
    other = Person("Anna Smith", number="2")
    roster = Roster((Listed(anna, 5), Listed(other, 9)))

    joined = join([("hw", (Person(name="Anna Smith"),), "")], roster)

    assert joined.unknown == ("hw",)
    assert joined.absent == (anna, other)
    assert joined.notes == (
        "hw: may be of Anna Smith (line 5) or Anna Smith (line 9) on the roster, so it was given "
        "to neither.",
    )
    assert who(roster, Person(name="Anna Smith", number="2")) == ["Anna Smith"]


def test_ids_of_two_people_decide_for_neither():
    joined = join([("hw", (Person(number="007", email="bob@x.edu"),), "")], BOTH)

    assert joined.unknown == ("hw",)
    assert "Ada Lovelace (line 2) or Bob Byron (line 3)" in joined.notes[0]


def test_canvass_name_of_a_file_is_known_where_first_and_last_name_are():
    roster = Roster(
        (
            Listed(Person("O'Brien, José María"), 2),
            Listed(Person("Ann Lee"), 3, first="Ann", last="Lee"),
            Listed(Person("Kim Ha"), 4),
        )
    )

    assert who(roster, handle="obrienjosémaría") == ["O'Brien, José María"]
    assert who(roster, handle="leeann") == ["Ann Lee"]
    assert who(roster, handle="hakim") == []


def test_what_the_roster_does_not_know_the_download_says():
    roster = Roster((Listed(Person("Ada Lovelace", section="A"), 2),))
    person = Person("ada lovelace", "ada@x.edu", "007", moodle="1")

    joined = join([("id", (person,), "")], roster)

    assert joined.people == (
        (Person("Ada Lovelace", "ada@x.edu", "007", section="A", moodle="1"),),
    )


def test_the_members_of_a_group_are_joined_one_by_one():
    eve = Person(name="Eve", number="9")

    joined = join([("id", (Person(number="008"), Person(name="Ada Lovelace"), eve), "")], BOTH)

    assert joined.people == ((BOB, ADA, eve),)
    assert joined.absent == ()
    assert joined.unknown == ()
    assert joined.notes == ("id: of its group, not on the roster: Eve.",)


@pytest.mark.parametrize(
    ("person", "handle"),
    [
        (Person(canvas="91"), "teamrocket"),
        (Person(canvas="92"), "teamrocket"),
        (Person(name="Team Rocket", moodle="5"), ""),
        (Person(), "team-rocket"),
    ],
)
def test_a_submission_called_after_a_group_is_all_its_members(person, handle):
    roster = Roster(
        (Listed(ADA, 2, group="Team Rocket"), Listed(BOB, 3, group="Team Rocket"),
         Listed(Person("Eve"), 4, group="Else"))
    )  # fmt: skip

    joined = join([("id", (person,) if person != Person() else (), handle)], roster)

    assert [one.name for one in joined.people[0]] == ["Ada Lovelace", "Bob Byron"]
    assert [one.name for one in joined.absent] == ["Eve"]


def test_several_submissions_of_one_person_are_said():
    joined = join([("a", (), "al1"), ("b", (), "007")], BOTH)

    assert joined.notes == ("Ada Lovelace has 2 submissions: a, b.",)


def test_a_name_on_github_is_a_login_too():
    roster = Roster((Listed(ADA, 2, github="ada-codes"), Listed(BOB, 3)))

    joined = join([("id", (Person(login="ada-codes"),), "ada-codes")], roster)

    assert joined.people == ((ADA,),)


NAMES = st.text(st.characters(categories=["L", "Mn", "Zs", "P"]), max_size=20)
FIELDS = st.builds(
    Person,
    name=NAMES,
    email=st.sampled_from(["", "a@x", "b@x", "c@x"]),
    number=st.sampled_from(["", "1", "2", "3"]),
    login=st.sampled_from(["", "1", "a", "b"]),
)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.lists(FIELDS, max_size=5), st.lists(st.tuples(FIELDS, NAMES), max_size=5))
def test_nobody_is_lost_whatever_the_names(listed, handed):
    roster = Roster(tuple(Listed(one, n) for n, one in enumerate(listed)))
    submissions = [(f"s{n}", (one,), handle) for n, (one, handle) in enumerate(handed)]

    joined = join(submissions, roster)

    assert len(joined.people) == len(handed)
    with_somebody = {id for (id, _, _), whose in zip(submissions, joined.people, strict=True)
                     if id not in joined.unknown and whose}  # fmt: skip
    assert with_somebody | set(joined.unknown) == {id for id, _, _ in submissions}
    assert len(joined.absent) <= len(listed)
    backwards = join(submissions[::-1], roster)
    assert backwards.people == joined.people[::-1]
    assert backwards.absent == joined.absent


@settings(derandomize=True, max_examples=200, deadline=None)
@given(NAMES)
def test_a_normal_name_is_normal(name):
    assert normal(normal(name)) == normal(name)
    assert normal(name.casefold()) == normal(name)
