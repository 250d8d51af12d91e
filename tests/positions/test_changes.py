"""What changed, in words."""

from datetime import timedelta

import pytest

from delegation import clock
from delegation.happenings import Happening
from delegation.models import Issue, Meeting
from positions.models import Instruction, Outcome, Position, Stance, TalkingPoint
from positions.models.agenda_items import issues_by_meeting
from positions.pages import changes
from tests import factories as make

ISSUE = make.key("issue Internet")


def happened(by, model=Position, *columns, minute=0, version=2, key="one", through=""):
    return Happening(
        model=model,
        key=make.key(key),
        version=version,
        at=make.START + timedelta(minutes=minute),
        by=by,
        through=through,
        issue_id=ISSUE,
        fields=tuple(column.replace("_", " ") for column in columns),
        columns=columns,
    )


@pytest.fixture
def words(cast):
    def words(*happenings):
        issues = {ISSUE: Issue(pk=ISSUE, name="Internet")}
        return [news.words for news in changes.told(happenings, cast.chen, issues)]

    return words


def test_saves_of_one_record_by_one_person_within_ten_minutes_are_one_line(cast, words):
    chen, dina = cast.chen, cast.dina
    assert words(
        happened(chen, Position, "objective", minute=30),
        happened(dina, Position, "argument", minute=29),
        happened(chen, Position, "preferred_wording", minute=21),
        happened(chen, Position, "argument", minute=19),
        happened(chen, Position, "argument", minute=18, key="another"),
    ) == [
        "Chen changed Preferred wording, Objective",
        "Dina changed Argument",
        "Chen changed Argument",
        "Chen changed Argument",
    ]


def test_new_records_of_one_kind_are_counted(cast, words):
    assert words(
        happened(cast.chen, Stance, version=1, key="a"),
        happened(cast.chen, Stance, version=1, key="b", minute=-2),
        happened(cast.chen, TalkingPoint, version=1, key="c", minute=-3),
        happened(None, Stance, version=1, key="d", minute=-4),
    ) == ["Chen noted 2 stances", "Chen added a talking point", "Placard noted a stance"]


@pytest.mark.parametrize(
    "model, columns, sentence",
    [
        (Position, ("activated_at", "activated_by"), "Amara put the position in force"),
        (Position, ("archived_at", "archived_by"), "Amara archived or restored position"),
        (Meeting, ("started_at",), "Amara said that meeting has begun"),
        (TalkingPoint, ("marking",), "Amara changed the marking: talking point"),
        (Stance, ("value",), "Amara changed Value"),
        (Stance, (), "Amara changed stance"),
    ],
)
def test_deeds_have_words_of_their_own(cast, words, model, columns, sentence):
    assert words(happened(cast.amara, model, *columns)) == [sentence]


def test_instructions_are_called_by_their_subject(cast, internet, words):
    text = make.text("Res 102", issues=[internet])
    for mandate in ("Draft.", "Issued.", "Ended."):
        make.instruction(internet, mandate, text=text, live=False)
    make.instruction(internet, "Loaded.", text=text)
    draft, issued, ended, loaded = (
        f"instruction internet {mandate}" for mandate in ("Draft.", "Issued.", "Ended.", "Loaded.")
    )
    assert words(
        happened(cast.kim, Instruction, version=1, key=draft),
        happened(cast.kim, Instruction, "issued_at", "issued_by", key=issued),
        happened(cast.kim, Instruction, "ended_at", "ending", key=ended),
        happened(cast.kim, Instruction, "mandate", key=draft),
        happened(cast.kim, Instruction, version=1, key=loaded),
    ) == [
        "Kim drafted an instruction on Res 102",
        "Kim issued an instruction on Res 102",
        "Kim ended an instruction on Res 102: it is no longer to be used",
        "Kim changed Mandate",
        "Kim issued an instruction on Res 102",
    ]


def test_what_was_imported_is_told_once_by_its_number(cast, internet):
    make.instruction(internet, "Loaded.")
    loaded, key = "loading stances", "instruction internet Loaded."
    found = [
        happened(cast.chen, Stance, version=1, key="a", through="import", minute=40),
        happened(cast.chen, TalkingPoint, version=1, key="typed", minute=30),
        happened(cast.kim, Instruction, version=1, key=key, through="loading instructions", minute=20),
        happened(cast.dina, Stance, "value", key="b", through=loaded, minute=15),
        happened(None, Position, "closed_at", key="c", through="loading positions", minute=10),
        happened(cast.dina, Stance, version=1, key="b", through=loaded),
        happened(cast.rosa, Stance, version=1, key="d", through="administration", minute=-60),
    ]
    told = changes.told(found, cast.chen, {ISSUE: internet}, counts_imported=True)
    assert [news.words for news in told] == [
        "2 records were imported",
        "Chen added a talking point",
        f"Kim issued an instruction on {internet}",
        "Placard closed the position",
        "Rosa noted a stance",
    ]
    assert told[0].url == f"{internet.get_absolute_url()}history/"
    [cut, *_rest] = changes.told(found[:2], cast.chen, {ISSUE: internet}, counts_imported=True, is_cut=True)
    assert cut.words == "At least 1 record was imported"


def test_a_line_leads_to_its_record(cast, internet):
    meeting = make.meeting(make.committee(), number="7", room="Room A")
    moved = happened(cast.sol, Meeting, "starts_at", "ends_at", key=f"meeting WG-PL 7 {meeting.starts_at}")
    found = changes.told(
        [happened(cast.chen, Position, "argument"), happened(cast.chen, Outcome, "summary"), moved],
        cast.chen,
        {internet.pk: internet},
        {meeting.pk: meeting},
    )
    assert [(news.about, news.url) for news in found] == [
        ("Internet", f"/issues/{internet.pk}/#position"),
        ("Internet", f"/issues/{internet.pk}/#outcomes"),
        ("Wed 29 Oct 00:30 Room A", f"/meetings/{meeting.pk}/"),
    ]
    assert found[2].words == "Sol moved WG-PL, meeting 7"


def test_the_issues_of_each_agenda(cast, internet, django_assert_num_queries):
    committee = make.committee()
    first, second = make.meeting(committee, number="1"), make.meeting(committee, number="2")
    numbering = make.issue("Numbering", place=1)
    hidden = make.issue("Elections", marking="government")
    make.agenda_item(first, "One", issues=[internet, hidden])
    make.agenda_item(first, "Two", issues=[internet, numbering])
    make.agenda_item(second, "Three", issues=[internet])
    make.agenda_item(second, "Four", issues=[numbering], marking="government")
    with clock.kept(), django_assert_num_queries(1):
        found = issues_by_meeting([first, second], cast.pavel)
    assert found == {first.pk: [numbering, internet], second.pk: [internet]}
    assert issues_by_meeting([second], cast.olga) == {second.pk: [numbering, internet]}
