"""Loading a conference from a folder of files: all of it, or nothing, and twice is once."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from delegation import clock
from delegation.actions import records
from delegation.history import entries, history_of
from delegation.imports import nouns
from delegation.imports.load import load
from delegation.imports.rows import State
from delegation.models import Committee, Conference, Delegate, Duty, Event, Issue, Meeting, MemberState, RegionalGroup
from positions.models import Acknowledgement, Document, Instruction, Outcome, Position, Proposal, Reserve, Text

FILES = {
    "conference": """key,name,short_name,city,starts_on,ends_on,zone,capital_zone,state,is_sample,rehearsal_starts_at
        pp,Plenipotentiary,PP-14,Busan,2014-10-20,2014-11-07,Asia/Seoul,Europe/Vienna,VLD,yes,2014-10-29T09:10+09:00
        """,
    "member_states": """key,name,iso2,is_sample
        VLD,Valdria,,yes
        NMB,Namibia,NA,
        KOR,Korea (Rep. of),KR,no
        """,
    "regional_groups": "key,abbreviation,name,members\nEUR,CEPT,European Conference,VLD\nRCC,RCC,Commonwealth,",
    "people": """key,name,email,function,clearance,recorded_by
        head,Amara Osei,amara@valdria.example,head,government,
        lead,Chen Ilar,Chen@valdria.example,delegate,government,head
        adviser,Pavel Dorn,pavel@valdria.example,adviser,,
        """,
    "committees": "key,name,kind,parent\nCOM5,Committee 5,,PL\nPL,Plenary,plenary,",
    "issues": "key,name,committees,marking\niot,Internet of Things,COM5;PL,delegation\nvotes,Votes,,elections",
    "assignments": "key,issue,delegate,role,starts_on\na1,iot,lead,lead,2014-10-01",
    "meetings": """key,committee,number,starts_at,ends_at
        m1,COM5,9,2014-10-29T09:30+09:00,2014-10-29T12:30+09:00
        """,
    "duties": "key,meeting,delegate,accepted_at\nd1,m1,lead,2014-10-28T20:00+09:00",
    "documents": "key,symbol,title,received_on\ndoc,82 (Rev.1),Report,2014-10-21\ndt,DT/24,Draft,",
    "texts": "key,name,title,kind,issues\nres,Res 102,On names,,iot\nnew,new Res IoT,On things,new,iot",
    "proposals": """key,number,action,title,text,number_is_sample
        p1,VLD/82R1/2,MOD,Of ours,res,yes
        p2,RCC/73A1/12,_NOC_,Of theirs,,
        """,
    "positions": 'key,issue,objective\npos,iot,"Two lines,\n**one** of them bold."',
    "instructions": """key,issue,kind,mandate,drafted_at,issued_at,issued_by,predecessor,ended_at,ending,recorded_at
        new,iot,amend,Amend it.,2014-10-29T06:00+09:00,2014-10-29T06:40+09:00,head,old,,,2014-10-29T06:40+09:00
        old,iot,oppose,Oppose it.,2014-10-24T08:00Z,2014-10-24T09:00Z,head,,2014-10-29T06:40+09:00,superseded,
        """,
    "acknowledgements": "key,instruction,delegate,at\nack,old,lead,2014-10-24T10:00Z",
    "reserves": "key,issue,instruction,kind,text\nr1,iot,new,red_line,No levy.",
    "outcomes": "key,text,result,summary,decided_on\no1,res,changed,By consensus.,2014-10-28",
}


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path / "conference", **FILES)


def write(path, **files):
    path.mkdir(exist_ok=True)
    for name, text in files.items():
        (path / f"{name}.csv").write_text("\n".join(line.strip() for line in text.strip().splitlines()) + "\n")
    return path


def problems(path):
    return [str(problem) for problem in load(path).all_problems()]


@pytest.fixture
def loaded(db, folder):
    assert problems(folder) == []
    return folder


def everything():
    return {
        noun.name: list(noun.model._base_manager.order_by("pk").values_list("pk", flat=True))
        for noun in nouns.every().values()
    }


def past():
    return {noun.name: history_of(noun.model)._default_manager.count() for noun in nouns.every().values()}


@pytest.mark.django_db
def test_a_folder_becomes_a_conference(loaded):
    conference = Conference.objects.get()
    assert (conference.short_name, conference.state_id, conference.is_sample) == ("PP-14", "VLD", True)
    assert abs(clock.now() - datetime(2014, 10, 29, 0, 10, tzinfo=UTC)) < timedelta(minutes=2)
    assert MemberState.objects.get(symbol="NMB").iso2 == "NA"
    assert list(RegionalGroup.objects.get(code="EUR").members.values_list("pk", flat=True)) == ["VLD"]
    assert Committee.objects.get(code="COM5").parent_id == "PL"
    assert Delegate.objects.get(name="Chen Ilar").email == "chen@valdria.example"
    issue = Issue.objects.get(slug="iot")
    assert (issue.committees.count(), issue.assignments.get().get_role_display()) == (2, "Lead")
    duty = Duty.objects.get()
    assert (duty.period.lower, duty.state) == (Meeting.objects.get().starts_at, "accepted")
    assert Position.objects.get().objective == "Two lines,\n**one** of them bold."


@pytest.mark.django_db
def test_numbers_and_markings_follow_from_what_is_written(loaded):
    document = Document.objects.get(series="C")
    assert (document.symbol, document.number, document.revision) == ("82(Rev.1)", 82, 1)
    ours = Proposal.objects.get(canonical="VLD/82R1/2")
    assert (ours.is_ours, ours.sources, ours.text) == (True, "VLD", Text.objects.get(canonical="RES 102"))
    assert Proposal.objects.get(canonical="RCC/73A1/12").is_ours is False
    assert set(Text.objects.values_list("canonical", "kind")) == {("RES 102", "resolution"), ("new res iot", "new")}
    live = Instruction.objects.live().get()
    assert (live.kind, live.predecessor.state, live.marking) == ("amend", "superseded", "government")
    known = Acknowledgement.objects.get()
    assert (known.marking, known.issue_id) == ("government", live.issue_id)
    assert Reserve.objects.get().marking == "core"
    assert Outcome.objects.get().marking == "delegation"


@pytest.mark.django_db
def test_the_history_names_who_and_when_at_the_conference(loaded):
    head, lead = Delegate.objects.get(name="Amara Osei"), Delegate.objects.get(name="Chen Ilar")
    first = entries(lead, head)[0]
    assert (first.by, first.at) == (head, datetime(2014, 10, 19, 15, tzinfo=UTC))  # midnight in Busan
    live = Instruction.objects.live().get()
    assert [entry.at for entry in entries(live, head)] == [live.issued_at]
    assert Event.objects.count() == 0  # nobody looks at a conference that is not yet there


@pytest.mark.django_db
def test_the_same_folder_twice_changes_nothing(loaded):
    rows, history = everything(), past()
    again = load(loaded)
    assert again.all_problems() == []
    assert {row.state for row in again.all_rows()} == {State.SAME}
    assert (everything(), past(), Event.objects.count()) == (rows, history, 0)


@pytest.mark.django_db
def test_a_changed_row_is_in_the_history_and_told_once(loaded):
    write(
        loaded,
        meetings="""key,committee,number,starts_at,ends_at,room
            m1,COM5,9,2014-10-29T10:00+09:00,2014-10-29T12:30+09:00,Room B
            m2,COM5,10,2014-10-30T10:00+09:00,2014-10-30T12:30+09:00,
            """,
    )
    read = load(loaded)
    assert read.all_problems() == []
    assert [row.state for row in read.rows["meetings"]] == [State.CHANGED, State.NEW]
    moved = Meeting.objects.get(number="9")
    assert (moved.room, moved.version) == ("Room B", 2)
    assert [change.name for change in entries(moved, Delegate.objects.get(name="Amara Osei"))[0].changes] == [
        "starts_at",
        "room",
    ]
    assert Duty.objects.get().accepted_at is None  # asked anew, by the database
    assert {row.state for row in load(loaded).all_rows()} == {State.SAME}
    assert sorted(Event.objects.values_list("topic", flat=True)) == sorted(
        f"meeting:{pk}" for pk in Meeting.objects.values_list("pk", flat=True)
    )


@pytest.mark.django_db
def test_what_was_edited_on_a_page_stays(loaded):
    chen = Delegate.objects.get(name="Chen Ilar")
    position = Position.objects.get()
    records.change(position, seen=1, by=chen, objective="Mine.")
    write(loaded, positions="key,issue,objective,argument\npos,iot,**Theirs.**,Study first.")
    assert problems(loaded) == [
        "positions.csv, line 2, objective, “**Theirs.**”: "
        "Changed in Placard since it was loaded; there it says “Mine.”."
    ]
    position.refresh_from_db()
    assert (position.objective, position.argument) == ("Mine.", "")
    write(
        loaded, positions=FILES["positions"].replace("objective", "objective,argument").replace('bold."', 'bold.",New')
    )
    assert problems(loaded) == []
    position.refresh_from_db()
    assert (position.objective, position.argument, position.version) == ("Mine.", "New", 3)
    assert {row.state for row in load(loaded).all_rows()} == {State.SAME}


@pytest.mark.django_db
def test_check_writes_nothing(folder):
    read = load(folder, check_only=True)
    assert read.all_problems() == []
    assert read.counts()["proposals.csv"] == {State.NEW: 2, State.CHANGED: 0, State.SAME: 0, State.ERROR: 0}
    assert Conference.objects.count() + MemberState.objects.count() == 0


@pytest.mark.django_db
def test_a_real_conference_has_no_invented_people(folder):
    write(folder, conference=FILES["conference"].replace("yes", "no").replace("2014-10-29T09:10+09:00", ""))
    assert [line.partition(":")[0] for line in problems(folder)][:2] == ["people.csv", "assignments.csv"]
    for name in ("people", "assignments", "duties", "instructions", "acknowledgements", "reserves"):
        (folder / f"{name}.csv").unlink()
    assert problems(folder) == []
    assert (Conference.objects.get().rehearsal_offset, Delegate.objects.count()) == (timedelta(), 0)


@pytest.mark.django_db
def test_the_password_of_the_sample_opens_every_account(folder, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("sunlight-on-water\n")
    call_command("load_conference", folder, "--sample-password-file", str(secret))
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == 3
    pavel = Delegate.objects.get(name="Pavel Dorn")
    assert authenticate(None, email="Pavel@valdria.example", password="sunlight-on-water") == pavel
    member, history = Delegate.objects.get(name="Chen Ilar"), past()
    member.set_password("a password of my own")
    member.save(update_fields=["password"])
    call_command("load_conference", folder, "--sample-password-file", str(secret))
    member.refresh_from_db()
    assert (member.check_password("a password of my own"), past()) == (True, history)


@pytest.mark.django_db
def test_the_command_lists_what_is_wrong_and_ends_with_status_1(folder, tmp_path, capsys):
    write(folder, documents="key,symbol,title\nd,Document,Report")
    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("load_conference", folder)
    assert "documents.csv, line 2, symbol, “Document”" in capsys.readouterr().err
    with pytest.raises(CommandError, match="no folder"):
        call_command("load_conference", tmp_path / "nowhere")
    assert Conference.objects.count() == 0
