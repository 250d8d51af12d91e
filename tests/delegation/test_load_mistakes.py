"""Every mistake in a conference's files is named with file, line, column, value and reason, and nothing is written."""

import pytest

from delegation.imports.load import load
from delegation.models import Conference
from tests.delegation.test_load_conference import FILES, write


@pytest.fixture
def mistakes(db, tmp_path):
    """The mistakes of the folder with these files in place of good ones."""

    def mistakes(**files):
        path = write(tmp_path / "conference", **FILES | files)
        found = [str(problem) for problem in load(path).all_problems()]
        assert Conference.objects.count() == 0
        return found

    return mistakes


@pytest.mark.parametrize(
    "name,header,cells,column,value,reason",
    [
        ("meetings", "key,committee,starts_at,ends_at", "m,COM5,2014-10-29T09:30,2014-10-29T12:00Z", "starts_at",
         "2014-10-29T09:30", "This moment has no zone; write it as 2014-10-29T09:30+09:00."),
        ("meetings", "key,committee,starts_at,ends_at", "m,COM5,29.10.2014,2014-10-29T12:00Z", "starts_at",
         "29.10.2014", "This is no moment; write it as 2014-10-29T09:30+09:00."),
        ("meetings", "key,committee,starts_at,ends_at", "m,COM5,2014-10-32T09:30Z,2014-10-29T12:00Z", "starts_at",
         "2014-10-32T09:30Z", "This is no moment; write it as 2014-10-29T09:30+09:00."),
        ("documents", "key,symbol,title,received_on", "d,82,Report,2014-02-30", "received_on", "2014-02-30",
         "This is no date; write it as 2014-10-29."),
        ("proposals", "key,number,action,title", "p,BRA/73/1,MOD,x", "number", "BRA/73/1",
         "“BRA/73/1”: no State or group has the symbol BRA; perhaps B?"),
        ("proposals", "key,number,action,title", "p,B/73/1,CHANGE,x", "action", "CHANGE",
         "Write one of: ADD, ADD*, MOD, (MOD), SUP, SUP*, NOC, _NOC_, OTHER."),
        ("duties", "key,meeting,delegate", "d,m2,lead", "meeting", "m2",
         "meetings.csv has no row with this key. Perhaps “m1”?"),
        ("duties", "key,meeting,delegate", "d,m1,", "delegate", "", "This may not be empty."),
        ("texts", "key,name,title,issues", "t,Res 1,x,iot; nothing", "issues", "iot; nothing",
         "issues.csv has no row with this key."),
        ("committees", "key,name,place", "COM5,Committee 5,first", "place", "first", "Write a number in digits."),
        ("committees", "key,name,place", "COM5,Committee 5,99999", "place", "99999",
         "Ensure this value is less than or equal to 32767."),
        ("meetings", "key,committee,starts_at,ends_at,is_webcast",
         "m,COM5,2014-10-29T09:30Z,2014-10-29T12:00Z,perhaps", "is_webcast", "perhaps", "Write yes or no."),
        ("member_states", "key,name,is_sample", "VLD,Valdria,yes\nChina,China,", "key", "China",
         "Ensure this value has at most 4 characters (it has 5)."),
        ("talking_points", "key,issue,text,marking", "t,votes,We count.,delegation", "marking", "delegation",
         "People who may not read its issue, marked elections, could read this."),
        ("acknowledgements", "key,instruction,delegate,at,recorded_by", "a,new,lead,2014-10-29T07:00Z,x@y.example",
         "recorded_by", "x@y.example", "No member has this e-mail address."),
    ],
)  # fmt: skip
def test_a_wrong_cell(mistakes, name, header, cells, column, value, reason):
    shown = f", “{value}”" if value else ""
    line = 1 + len(cells.splitlines())
    found = mistakes(**{name: f"{header}\n{cells}"})
    assert f"{name}.csv, line {line}, {column}{shown}: {reason}" in found


def test_every_mistake_is_listed_at_once(mistakes):
    found = mistakes(
        committees="key,name,kind\nPL,Plenary,big\nPL,Again,plenary\n,Without,",
        briefings="key,day,weather\nb,2014-10-29,fair",
        outcomes="key,text,result\no,res,adopted",
        weather="key,sky\nx,blue",
        texts="name,title\nRes 102,On names",
    )
    assert [line.partition(": ")[0] for line in found if "row with this key" not in line] == [
        "briefings.csv, line 1, weather",
        "outcomes.csv, line 1, summary",
        "texts.csv, line 1, key",
        "weather.csv",
        "committees.csv, line 2, kind, “big”",
        "committees.csv, line 3, key, “PL”",
        "committees.csv, line 4, key",
        "texts.csv, line 2, key",
    ]


def test_the_database_has_the_last_word_and_says_it_of_a_row(mistakes):
    found = mistakes(
        meetings="""key,committee,number,starts_at,ends_at
            m1,COM5,9,2014-10-29T09:30+09:00,2014-10-29T12:30+09:00
            m2,COM5,9,2014-10-30T09:30+09:00,2014-10-30T12:30+09:00
            m3,COM5,11,2014-10-30T09:30+09:00,2014-10-30T08:30+09:00
            """,
        instructions="""key,issue,text,kind,mandate,drafted_at,issued_at
            one,iot,,support,Yes.,2014-10-29T06:00Z,2014-10-29T06:00Z
            two,iot,res,oppose,No.,2014-10-29T06:00Z,2014-10-29T06:00Z
            """,
        assignments="key,issue,delegate,role,starts_on\na,iot,adviser,lead,2014-10-01",
        acknowledgements="key,instruction,delegate,at",
        reserves="key,issue,kind,text",
    )
    assert found == [
        "assignments.csv, line 2: The database refuses it: not cleared government: can be neither lead nor alternate.",
        "meetings.csv, line 3: This committee already has a meeting with this number.",
        "meetings.csv, line 4: The meeting ends before it starts.",
        "instructions.csv, line 3: The database refuses it: live for the whole issue, or per text, never both.",
    ]


def test_core_hangs_on_core_of_the_same_issue_only(mistakes):
    """Whoever holds the outcome's issue does not hold that of the meeting, which has none."""
    found = mistakes(
        meetings="key,committee,starts_at,ends_at,marking\nm1,COM5,2014-10-29T09:30Z,2014-10-29T12:30Z,core",
        outcomes="""key,issue,result,summary,meeting,marking
            o,iot,noted,Noted.,m1,core
            p,iot,noted,Noted.,m1,
            """,
    )
    reason = "People who may not read its meeting, marked core, could read this."
    assert found == [f"outcomes.csv, line 2, marking, “core”: {reason}", f"outcomes.csv, line 3, marking: {reason}"]


def test_nobody_accepts_two_meetings_at_once(mistakes):
    meeting = "COM5,{},2014-10-29T09:30+09:00,2014-10-29T12:30+09:00"
    assert mistakes(
        meetings=f"key,committee,number,starts_at,ends_at\nm1,{meeting.format(9)}\nm2,{meeting.format(10)}",
        duties="key,meeting,delegate,accepted_at\nd,m1,lead,2014-10-28T09:00Z\ne,m2,lead,2014-10-28T09:00Z",
    ) == ["duties.csv, line 3: This member has already accepted another meeting at that time."]


def test_files_that_are_none(db, tmp_path):
    path = write(tmp_path / "conference", **FILES)
    (path / "conference.csv").unlink()
    assert [str(problem) for problem in load(path).all_problems()] == ["conference.csv: This file is missing."]
    write(path, **FILES)
    (path / "texts.csv").write_bytes("key,name,title\nres,Res 102,R\xe9solution\n".encode("latin-1"))
    (path / "briefings.csv").write_bytes(b'key,day,lead\nb,2014-10-29,"never closed\n')
    (path / "stances.csv").write_bytes("key,issue\n".encode("utf-16"))
    (path / "positions.csv").write_bytes(b"")
    (path / "agencies.csv").write_bytes(b"\xef\xbb\xbfname,key\nMinistry,m,more\n")
    assert [str(problem) for problem in load(path).all_problems()] == [
        "briefings.csv: Line 2 is no CSV: a quotation mark is missing or stands too much, or a cell is too long.",
        "positions.csv: This file is empty.",
        "stances.csv: This file is in UTF-16. Save it as “CSV UTF-8”, or as XLSX.",
        "agencies.csv, line 2: There are more cells than columns: “more”.",
        "texts.csv, line 2: This line is not in UTF-8; read as Windows-1252 it says “Résolution”.",
    ]
