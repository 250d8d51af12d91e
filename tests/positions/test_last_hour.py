"""The last hour: everything that was changed, for head, deputy and secretary."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from delegation import access, history
from delegation.actions import meetings, records
from delegation.models import Agency, Assignment, Conference, Duty
from positions.actions import instructions, ordering, positions, proposals, stances, talking_points
from positions.models import Acknowledgement, AgendaItem, Briefing, Instruction, Position, TalkingPoint
from positions.pages import histories
from positions.pages.whereabouts import KINDS
from tests import factories as make

HOUR = "/last-hour/"


def save(record, by, minutes_ago, **values):
    at = make.START - timedelta(minutes=minutes_ago)
    with transaction.atomic(), history.recorded(by, at=at):
        records.write(records.locked(record), **values)
    record.refresh_from_db()


def lines(client, reader, **asked):
    client.force_login(reader)
    return [entry.words for entry in client.get(HOUR, asked).context["entries"]]


@pytest.fixture
def position(cast, internet):
    """Of long ago."""
    with history.recorded(cast.chen, at=make.START - timedelta(days=1)):
        return make.position(internet, argument="None.")


def test_only_those_who_answer_for_all_of_it_may_look(client, cast):
    for name in ("amara", "ben", "sol"):
        client.force_login(getattr(cast, name))
        assert client.get(HOUR).status_code == 200, name
        assert HOUR in client.get("/").text, name
        assert HOUR in client.get("/search/?q=the+last&bar=1").text, name
    for name in ("chen", "kim", "eli", "pavel", "rosa", "olga"):
        client.force_login(getattr(cast, name))
        assert client.get(HOUR).status_code == 403, name
        assert HOUR not in client.get("/").text, name
        assert HOUR not in client.get("/search/?q=the+last&bar=1").text, name


def test_what_was_changed_within_an_hour_newest_first_and_a_run_as_one(client, cast, internet, position):
    save(position, cast.chen, 61, argument="Too early.")
    save(position, cast.chen, 50, argument="One.")
    save(position, cast.chen, 48, argument="One, two.")
    save(position, cast.dina, 40, objective="Aim.")
    point = talking_points.add(issue=internet, text="We welcome a study.", marking="delegation", by=cast.dina)
    talking_points.archive(point, by=cast.chen)
    assert lines(client, cast.sol) == [
        "Chen archived “We welcome a study.”",
        "Dina added a talking point",
        "Dina changed Objective",
        "Chen changed Argument",
    ]
    page = client.get(HOUR)
    run = page.context["entries"][3]
    assert (run.line.happening.saves, run.about) == (2, "Internet")
    assert run.changed[0].words == [("del", "Too early."), ("ins", "One, two.")]
    text = " ".join(page.text.split())
    assert "2 saves: show each" in text
    assert "<del>Too early.</del><ins>One, two.</ins>" in text
    assert page.context["markings"] == ["delegation", "government"]


def test_every_kind_of_record_is_told_and_leads_somewhere(client, cast, internet, position):
    committee, group = make.committee(), make.group()
    meeting = make.meeting(committee, number="6")
    proposal = make.proposal(issue=internet, number_is_sample=True)
    duty = make.duty(meeting, cast.chen)
    save(position, cast.chen, 9, submitted_at=make.START, cleared_at=make.START, activated_at=make.START)
    save(internet, cast.sol, 8, summary="OTT.")
    stances.add(issue=internet, group=group, value="support", source="Said so", by=cast.dina)
    draft = instructions.draft(issue=internet, text=None, kind="support", mandate="Support it.", by=cast.amara)
    instructions.issue_instruction(draft, seen=1, predecessor=None, by=cast.amara)
    proposals.change(proposal, seen=1, ask="Study it.", by=cast.sol)
    meetings.revise(meeting, seen=1, room="Room B", by=cast.sol)
    save(duty, cast.chen, 0, accepted_at=make.START)
    save(committee, cast.rosa, 0, name="Working Group of the Plenary")
    client.force_login(cast.amara)
    page = client.get(HOUR)
    told = {entry.words: (entry.about, entry.url) for entry in page.context["entries"] if entry.line.happening.by}
    issue, place = internet.get_absolute_url(), f"{meeting.named} Wed 29 Oct 09:30 Room B"
    assert told == {
        "Chen put the position in force": ("Internet", f"{issue}#position"),
        "Sol changed In one sentence": ("Internet", issue),
        "Dina noted a stance": ("Internet", f"{issue}#stances"),
        "Amara drafted an instruction on Internet": ("Internet", f"{issue}#instruction"),
        "Amara issued an instruction on Internet": ("Internet", f"{issue}#instruction"),
        "Sol changed What it asks": ("Proposal RCC/73A1/12 (sample), Internet", proposal.get_absolute_url()),
        "Sol moved WG-PL, meeting 6 to another room": (place, meeting.get_absolute_url()),
        "Chen accepted a duty": (place, meeting.get_absolute_url()),
        "Rosa changed Name": ("Committee Working Group of the Plenary", "/reference/"),
    }
    for entry in page.context["entries"]:
        assert client.get(entry.url.partition("#")[0], follow=True).status_code == 200, entry.url


def test_what_is_new_is_told_whatever_it_is(client, cast):
    with history.recorded(cast.sol, at=make.START - timedelta(minutes=5)):
        committee, text, document = make.committee("COM5", kind="committee"), make.text(), make.document()
        issue = make.issue("Numbering", lead=cast.chen)
        meeting = make.meeting(committee, number="1")
        make.speaker(make.agenda_item(meeting, "Numbers", number="2"), cast.dina)
        make.duty(meeting, cast.chen)
        make.membership(cast.chen, committee)
        make.position(issue)
        make.talking_point(issue)
        make.reserve(issue)
        make.stance(issue, group=make.group("ARB", "LAS"))
        order = make.instruction(issue, by=cast.amara)
        Acknowledgement.objects.create(instruction=order, delegate=cast.chen, at=make.START, issue=issue)
        make.delivery(order, by=cast.chen)
        asked, ministry = make.guidance_request(issue, by=cast.chen), make.agency()
        make.clearance(order, ministry)
        make.conflict(asked, by=cast.kim, agency=ministry)
        make.note(meeting, "They want a study.", issue=issue)
        make.basis(Position.objects.get(), order)
        make.outcome(text=text)
        make.proposal(text=text, document=document)
        Briefing.objects.create(day=make.START.date(), lead="Two rooms at once.")
        make.member_state("ABC", "Abecia")
        Agency.objects.create(name="Regulator")
        make.delegate("newcomer")
        records.write(Conference.objects.get(), city="Seoul")
    client.force_login(cast.amara)
    entries = client.get(HOUR).context["entries"]
    assert {entry.line.happening.model for entry in entries} == set(KINDS)
    for entry in entries:
        assert entry.words
        assert client.get(entry.url.partition("#")[0], follow=True).status_code == 200, entry.url
    told = {entry.line.happening.model: (entry.words, entry.about) for entry in entries}
    where = "Com 5, meeting 1 Wed 29 Oct 09:30"
    assert told[Duty] == ("Sol asked Chen to a meeting", where)
    assert told[AgendaItem] == ("Sol added Numbers", where)
    assert told[Briefing] == ("Sol wrote words for briefing", "Briefing")
    assert told[Assignment] == ("Sol gave the issue to Chen", "Assignment Chen, Numbering")


def test_each_sees_what_is_his_to_see(client, cast, internet):
    for marking, words in (("core", "Core words"), ("elections", "Votes"), ("government", "Ours")):
        with history.recorded(cast.amara, at=make.START):
            make.talking_point(internet, words, marking=marking)
    shown = {}
    for reader in (cast.amara, cast.sol):
        client.force_login(reader)
        text = client.get(HOUR).text
        shown[reader.name] = [words for words in ("Core words", "Votes", "Ours") if words in text]
    assert shown == {"Amara": ["Core words", "Votes", "Ours"], "Sol": ["Ours"]}


def test_filters_are_pills_that_come_off(client, cast, internet, position):
    save(position, cast.chen, 50, argument="One.")
    save(position, cast.dina, 40, objective="Aim.")
    talking_points.add(issue=internet, text="One", by=cast.dina)
    client.force_login(cast.amara)
    for asked, count, pills in (
        ({"by": cast.dina.pk}, 2, ["Dina"]),
        ({"kind": "talkingpoint"}, 1, ["Talking points"]),
        ({"kind": "position", "by": cast.dina.pk}, 1, ["Dina", "Positions"]),
        ({"kind": "stance"}, 0, ["Stances"]),
        ({"kind": "nonsense", "by": "nonsense"}, 3, []),
    ):
        page = client.get(HOUR, asked)
        entries = [one for one in page.context["entries"] if one.line.happening.by]
        assert (len(entries), [pill.words for pill in page.context["pills"]]) == (count, pills), asked
    assert client.get(HOUR, {"kind": "position", "by": cast.dina.pk}).context["pills"][0].url == "?kind=position"
    assert "Remove a filter." in client.get(HOUR, {"kind": "stance"}).text


def test_nothing_is_said_where_nothing_was_changed(client, cast):
    client.force_login(cast.sol)
    assert "Nothing was changed in the last hour." in client.get(HOUR, {"by": "x"}).text


def test_what_was_done_is_undone_from_here_while_it_stands(client, cast, internet, position):
    save(position, cast.chen, 50, argument="One.")
    save(position, cast.chen, 49, argument="One, two.")
    save(position, cast.dina, 20, argument="Three.")
    save(position, cast.dina, 19, objective="Aim.")
    point = talking_points.add(issue=internet, text="One", by=cast.dina)
    talking_points.archive(point, by=cast.chen)
    client.force_login(cast.sol)
    page = client.get(HOUR)
    undo = {entry.words: entry.undo for entry in page.context["entries"]}
    assert {words: way and (str(way.word), way.version) for words, way in undo.items()} == {
        "Chen archived “One”": ("Restore", 0),
        "Dina added a talking point": None,
        "Dina changed Objective": ("Undo", 4),
        "Dina changed Argument": ("Undo", 3),
        "Chen changed Argument": None,
    }
    way = undo["Dina changed Argument"]
    done = client.post(way.url, {"seen": way.seen, "version": way.version, "back": "last-hour"})
    assert (done.status_code, done.url) == (302, HOUR)
    position.refresh_from_db()
    assert (position.argument, position.objective) == ("One, two.", "Aim.")
    assert client.post(way.url, {"seen": way.seen, "version": 1, "back": "last-hour"}).status_code == 409
    done = client.post(undo["Chen archived “One”"].url, {"back": "last-hour"})
    assert (done.status_code, done.url) == (302, HOUR)
    assert TalkingPoint.objects.get().archived_at is None
    assert "Restored: One" in client.get(HOUR).text


def test_what_is_no_draft_any_more_is_not_undone(client, cast, internet, position):
    save(position, cast.chen, 50, argument="One.")
    client.force_login(cast.sol)
    undo = {entry.words: entry.undo for entry in client.get(HOUR).context["entries"]}
    assert {words: way is not None for words, way in undo.items()} == {"Chen changed Argument": True}
    now = make.START
    Position.objects.filter(pk=position.pk).update(submitted_at=now, cleared_at=now, activated_at=now)
    entries = client.get(HOUR).context["entries"]
    assert [entry.undo for entry in entries] == [None] * len(entries)
    assert "Chen changed Argument" in {entry.words for entry in entries}


def test_who_may_look_back_may_change_all_whose_fields_have_a_history():
    changing = [
        set(kind.model.changing_functions) for kind in histories.KINDS.values() if kind.model is not Instruction
    ]
    assert all(changing_functions >= set(access.EDITORS) for changing_functions in changing)


def test_a_mandate_that_is_not_to_be_used_is_not_read_here(client, cast, internet):
    draft = instructions.draft(issue=internet, text=None, kind="support", mandate="Support it all.", by=cast.amara)
    instructions.issue_instruction(draft, seen=1, predecessor=None, by=cast.amara)
    client.force_login(cast.amara)
    assert "Support it all." in client.get(HOUR).text
    draft.refresh_from_db()
    instructions.withdraw(draft, seen=draft.version, why="Too early.", by=cast.amara)
    assert "Support it all." not in client.get(HOUR).text


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_the_same_for_more_lines(client, cast, internet, position, number, django_assert_num_queries):
    meeting = make.meeting(make.committee(), number="6")
    for count in range(number):
        save(position, cast.chen, 50 - count, argument=f"Edition {count}.")
        points = [talking_points.add(issue=internet, text=f"Point {count} {one}", by=cast.dina) for one in range(2)]
        ordering.put(points[1], before=points[0].pk, by=cast.dina)
        draft = instructions.draft(issue=internet, text=None, kind="support", mandate="Support it.", by=cast.amara)
        instructions.drop(draft, seen=1, why="No.", by=cast.amara)
        make.duty(meeting, [cast.chen, cast.dina, cast.olga][count])
        positions.change(position, seen=position.version, by=cast.amara, objective=f"Aim {count}.")
    client.force_login(cast.amara)
    with django_assert_num_queries(13):
        page = client.get(HOUR)
    assert page.status_code == 200
    assert len(page.context["entries"]) > 5 * number


def test_a_page_holds_a_hundred_lines(client, cast, internet, position):
    for number in range(101):
        save(position, [cast.chen, cast.dina][number % 2], 59 - number / 2, argument=f"Edition {number}.")
    client.force_login(cast.amara)
    first = client.get(HOUR, {"kind": "position"})
    assert (len(first.context["entries"]), first.context["newest_url"]) == (100, "")
    second = client.get(HOUR + first.context["more_url"])
    assert [entry.changed[0].words[-1] for entry in second.context["entries"]] == [("ins", "Edition 0.")]
    assert second.context["newest_url"] == "?kind=position"
    assert reverse("last-hour") == HOUR
