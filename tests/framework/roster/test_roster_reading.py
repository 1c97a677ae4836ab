"""A roster, from whatever wrote it."""

from __future__ import annotations

import pytest

from autograder import roster
from autograder.errors import UsageError
from autograder.model.person import Person

ADA = Person(name="Ada Lovelace", email="ada@x.edu", number="007", login="al1")


@pytest.fixture
def read(tmp_path):
    def write_and_read(text, encoding="utf-8"):
        path = tmp_path / "roster.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return roster.read(path)

    return write_and_read


def people(found):
    return [one.person for one in found.listed]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Canvas's gradebook
        (
            "Student,ID,SIS User ID,SIS Login ID,Section,HW 1 (12)\n"
            "    Points Possible,,,,,10\n"
            '"Lovelace, Ada",91,007,al1,"A, B",9\n'
            '"Student, Test",92,,9f8e,A,\n',
            Person("Lovelace, Ada", number="007", login="al1", section="A, B", canvas="91"),
        ),
        # Canvas's groups
        (
            "name,canvas_user_id,user_id,login_id,sections,group_name,canvas_group_id,group_id\n"
            "Ada Lovelace,91,007,al1,A,Team 1,5,\n",
            Person("Ada Lovelace", number="007", login="al1", section="A", canvas="91"),
        ),
        # Gradescope's roster and its grades
        (
            "First Name,Last Name,SID,Email,Role,Section\nAda,Lovelace,007,ada@x.edu,Student,A\n",
            Person("Ada Lovelace", "ada@x.edu", "007", section="A"),
        ),
        (
            "Name,SID,Email,Sections,HW 1,HW 1 - Max Points\nAda Lovelace,007,ada@x.edu,A,3,4\n",
            Person("Ada Lovelace", "ada@x.edu", "007", section="A"),
        ),
        # Moodle's grading worksheet, its grades and its participants
        (
            '\ufeffIdentifier,"Full name","ID number","Email address",Status,Grade\n'
            '"Participant 1234","Ada Lovelace",007,ada@x.edu,"Submitted for grading",\n',
            Person("Ada Lovelace", "ada@x.edu", "007", moodle="1234"),
        ),
        (
            '"First name",Surname,"ID number",Institution,"Email address","Course total"\n'
            "Ada,Lovelace,007,,ada@x.edu,-\n",
            Person("Ada Lovelace", "ada@x.edu", "007"),
        ),
        (
            "First name,Last name,Email address,Groups\nAda,Lovelace,ada@x.edu,\n",
            Person("Ada Lovelace", "ada@x.edu"),
        ),
        # GitHub Classroom's
        (
            '"identifier","github_username","github_id","name"\n"ada@x.edu","adal","12",""\n',
            Person(email="ada@x.edu", login="adal"),
        ),
        (
            '"identifier","github_username","github_id","name"\n"007","adal","12","Ada"\n',
            Person("Ada", number="007", login="adal"),
        ),
        # plain ones
        ("name;e-mail;Student-ID\nAda;ada@x.edu;007\n", Person("Ada", "ada@x.edu", "007")),
        ("The list, by name, for all\nname;sid\nLovelace, Ada;007\n",
         Person("Lovelace, Ada", number="007")),
        ("login\tsection\nal1\tA\n", Person(login="al1", section="A")),
        ("Matriculation number,id\n007,8\n", Person(number="007")),
        ("ID,NetID\n007,al1\n", Person(number="007", login="al1")),
        ("sep=;\nname;sid\nAda;007\n", Person("Ada", number="007")),
        ("\n\n \nThe list of 2026\n\nname,sid\n\nAda,007\n\n", Person("Ada", number="007")),
        ('name,sid\n"Ada\nLovelace",007\n', Person("Ada Lovelace", number="007")),
    ],
)  # fmt: skip
def test_headings_of_platforms_and_plain_ones(read, text, expected):
    assert people(read(text)) == [expected]
    assert people(read(text.replace("\n", "\r\n"))) == [expected]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_encodings(read, encoding):
    assert people(read("name;sid\nZoë Müller;1\n", encoding)) == [Person("Zoë Müller", number="1")]


def test_who_has_one_name_has_no_comma_behind_it(read):
    assert people(read('Student,ID,Section\n"Madonna, ",91,A\n'))[0].name == "Madonna"


def test_lines_are_those_of_the_file(read):
    found = read('name,sid\n\n"A\nB",1\nC,2\n')

    assert [one.line for one in found.listed] == [4, 5]


def test_staff_are_passed_over_and_said(read):
    found = read("Name,Role\nAda,Student\nProf,Instructor\nTim,TA\nBob,student\nEve,\n")

    assert [one.name for one in people(found)] == ["Ada", "Bob", "Eve"]
    assert found.notes == (
        "roster.csv: rows with another role than student are passed over (Instructor, TA).",
    )


def test_one_person_on_several_rows_is_one(read):
    found = read(
        "name,sid,email,section\nAda,1,,A\nBob,2,b@x.edu,A\nada,1,a@x.edu,B\nBob,2,B@x.edu,A\n"
    )

    assert people(found) == [
        Person("Ada", "a@x.edu", "1", section="A, B"),
        Person("Bob", "b@x.edu", "2", section="A"),
    ]
    assert found.notes == ("roster.csv: 2 rows repeat somebody who is listed before.",)


def test_two_people_with_one_number_are_both_kept_and_said(read):
    found = read("name,sid,login\nAda,1,a\nBob,1,b\nEve,3,c\n")

    assert [one.name for one in people(found)] == ["Ada", "Bob", "Eve"]
    assert found.notes == (
        "roster.csv: lines 2 and 3 have the same student number, but are not about the same "
        "person.",
    )


def test_two_people_of_one_name_are_two(read):
    found = read("name,sid\nAnna Smith,1\nAnna Smith,2\n")

    assert len(found.listed) == 2
    assert found.notes == ()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no column has a heading"),
        (b"a,b\n1,2\n", "no column has a heading"),
        (b"\n" * 100, "no column has a heading"),
        (b"PK\3\4...", "an Excel file; save it as CSV"),
        (b"name,sid\nAda\0,1\n", "line 2: a NUL character"),
        (b'name\n"' + b"x" * 200_000 + b'"\n', r"line \d: no CSV \(field larger"),
    ],
)
def test_what_is_no_roster_gets_a_sentence(read, data, said):
    with pytest.raises(UsageError, match=said) as caught:
        read(data)

    assert "\n" not in str(caught.value)
    assert "roster.csv" in str(caught.value)


def test_a_roster_that_is_not_there(tmp_path):
    with pytest.raises(UsageError, match=r"none\.csv: cannot be read \(No such file"):
        roster.read(tmp_path / "none.csv")
    with pytest.raises(UsageError, match="cannot be read"):
        roster.read(tmp_path)


def test_an_empty_roster_says_so(read):
    assert read("name,sid\n").notes == ("roster.csv: nobody is on it.",)


def test_signs_that_cannot_be_printed_are_left_out(read):
    assert people(read("name,sid\nA\u202eda\x07,1\n")) == [Person("Ada", number="1")]


def test_an_id_is_canvass_only_beside_canvass_own_headings(read):
    assert people(read("Student,ID,SIS Login ID\nA,1,a\n"))[0].canvas == "1"
    assert people(read("Student,ID\nA,1\n"))[0].number == "1"
