"""Notes from the room: who may take them, what they do to stances, and what they leave alone."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from delegation import clock, history
from delegation.actions import duties, markings
from positions.actions import notes
from positions.models import Note, Stance
from tests import factories as make


@pytest.fixture
def meeting(cast):
    meeting = make.meeting(make.committee(), number="6", starts_at=make.START - timedelta(minutes=30))
    make.duty(meeting, cast.sam, role="c_notes", accepted=True)
    make.duty(meeting, cast.pavel, role="b_second", accepted=True)
    return meeting


@pytest.fixture
def item(meeting, internet):
    return make.agenda_item(meeting, number="3", issues=[internet])


@pytest.fixture
def usa():
    return make.member_state("USA", "United States", is_sample=False)


@pytest.fixture
def take(cast, meeting, item, internet):
    def take(kind="against", *, by=cast.sam, **values):
        given = {"meeting": meeting, "item": item, "issue": internet} | values
        return notes.take(kind=kind, by=by, **given)

    return take


@pytest.mark.parametrize(
    ("who", "may"),
    [
        *(("sam", True), ("chen", True), ("dina", True), ("amara", True), ("ben", True), ("sol", True)),
        *(("pavel", True), ("olga", False), ("kim", False), ("eli", False), ("rosa", False), ("gone", False)),
    ],
)
def test_who_has_a_part_there_takes_notes(who, may, cast, take, usa):
    try:
        take(state=usa, by=getattr(cast, who))
        is_taken = True
    except PermissionDenied:
        is_taken = False
    assert (is_taken, Note.objects.count()) == (may, int(may))


def test_a_note_is_marked_as_the_strictest_of_what_it_hangs_on(cast, meeting, item, internet, take, usa):
    assert (take(state=usa).marking, take(state=usa, by=cast.pavel).marking) == ("government", "delegation")
    type(item).objects.filter(pk=item.pk).update(marking="core", issue=internet)
    item.refresh_from_db()
    assert take(state=usa, item=item, by=cast.chen).marking == "core"
    with pytest.raises(PermissionDenied):
        take(state=usa, item=item)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("for", "support"), ("against", "oppose"), ("bracket", "amended"), ("proposal", None), ("quote", None)],
)
def test_what_is_said_becomes_a_stance(kind, value, take, usa):
    note = take(kind, state=usa, text="No role for the Union.")
    assert (note.stance.value if note.stance else None) == value
    assert not note.leaves_stance
    if value:
        stance = Stance.objects.get()
        assert stance.source == "Said in the room, 29 Oct 09:10, Sam"
        assert (stance.ask, str(stance.stated_on), stance.marking) == (
            "No role for the Union.",
            "2014-10-29",
            "government",
        )
        assert not stance.is_unverified


def test_a_stance_does_not_name_a_meeting_that_was_hidden_since(cast, meeting, take, usa):
    stance = take(state=usa, by=cast.pavel).stance
    duties.take_back(meeting.duties.get(delegate=cast.pavel), seen=1, by=cast.sol)
    markings.set_marking(meeting, seen=meeting.version, marking="government", by=cast.amara)
    assert Note.objects.visible_to(cast.pavel).count() == 0
    assert Stance.objects.visible_to(cast.pavel).get() == stance
    assert str(meeting) not in stance.source


def test_an_older_stance_is_changed_and_its_past_is_kept(cast, take, internet, usa):
    stance = make.stance(
        internet, state=usa, value="oppose", ask="Keep it limited", stated_on="2014-10-20", confidence="high"
    )
    Stance.history.rel.related_model.objects.update(pgh_context={"at": "2014-10-20T00:00:00.000000+00:00"})
    assert take("against", state=usa).stance == stance
    stance.refresh_from_db()
    assert (stance.value, stance.ask, str(stance.stated_on)) == ("oppose", "Keep it limited", "2014-10-29")
    take("for", state=usa)
    stance.refresh_from_db()
    assert (stance.value, stance.ask, stance.version) == ("support", "", 3)
    newest = history.entries(stance, cast.chen)[0]
    assert (newest.by, Stance.objects.count()) == (cast.sam, 1)


@pytest.mark.parametrize(
    "facts", [{"stated_on": "2014-10-30"}, {"stated_on": "2014-10-29", "confidence": "high; seen"}]
)
def test_what_is_newer_or_surer_is_left_alone(facts, take, internet, usa):
    stance = make.stance(internet, state=usa, value="oppose", **facts)
    Stance.history.rel.related_model.objects.update(pgh_context={"at": "2014-10-20T00:00:00.000000+00:00"})
    note = take("for", state=usa)
    stance.refresh_from_db()
    assert (stance.version, note.stance, note.leaves_stance) == (1, None, True)


def test_what_is_told_later_does_not_undo_what_was_said_since(take, usa):
    take("for", state=usa, at=clock.now() - timedelta(minutes=5))
    late = take("against", state=usa, at=clock.now() - timedelta(minutes=10))
    assert (Stance.objects.get().value, late.stance, Note.objects.count()) == ("support", None, 2)


def test_a_stance_that_others_read_is_not_written_into(take, internet, usa):
    """What is marked delegation would tell everybody what was noted for those cleared government."""
    known = make.stance(internet, state=usa, marking="delegation")
    take("against", state=usa)
    known.refresh_from_db()
    assert (known.value, sorted(Stance.objects.values_list("marking", "value"))) == (
        "support",
        [("delegation", "support"), ("government", "oppose")],
    )


def test_what_is_sent_at_once_counts_as_it_arrives(take, usa):
    """The clock of a page that came slowly is late: who mends a tap is not taken for who spoke before."""
    take("for", state=usa)
    mended = take("against", state=usa, at=clock.now() - timedelta(seconds=40))
    assert (Stance.objects.get().value, mended.stance) == ("oppose", Stance.objects.get())


@pytest.mark.parametrize("minutes", [-60 * 9, 60])
def test_nothing_is_said_outside_a_meeting(minutes, take, usa):
    with pytest.raises(ValidationError):
        take(state=usa, at=clock.now() + timedelta(minutes=minutes))
    assert (Note.objects.count(), Stance.objects.count()) == (0, 0)


def test_it_says_who_or_what(take, usa):
    for values in ({"kind": "for"}, {"kind": "note"}, {"kind": "for", "state": usa, "group": make.group()}):
        with pytest.raises(ValidationError):
            take(**values)
    assert (Note.objects.count(), Stance.objects.count()) == (0, 0)
    assert str(take("note", text="The chair closes the list.")) == "The chair closes the list."
    assert str(take("against", state=usa, text="No role.")) == "USA: against, No role."


def test_item_issue_and_meeting_belong_together(cast, take, usa):
    elsewhere = make.agenda_item(make.meeting(make.committee("COM5")), issues=[make.issue("Other", lead=cast.chen)])
    with pytest.raises(ValidationError):
        take(state=usa, item=elsewhere, by=cast.chen)
    with pytest.raises(ValidationError):
        take(state=usa, issue=make.issue("Cybersecurity"))


def test_its_author_mends_and_archives_it(cast, take, usa):
    note = take(state=usa, text="No rle.")
    assert notes.change(note, seen=1, text="No role.", by=cast.sam).record.text == "No role."
    for who in (cast.olga, cast.pavel):
        with pytest.raises(PermissionDenied):
            notes.change(note, seen=2, text="Else.", by=who)
    notes.archive(note, by=cast.sam)
    assert (Note.objects.current().count(), Stance.objects.get().value) == (0, "oppose")


def test_who_is_on_duty_says_what_others_want_until_a_day_after(cast, take, meeting, internet, usa):
    stance = take(state=usa).stance
    assert stance.is_changeable_by(cast.sam)
    assert not stance.is_changeable_by(cast.olga)
    type(meeting).objects.filter(pk=meeting.pk).update(
        starts_at=clock.now() - timedelta(days=3), ends_at=clock.now() - timedelta(days=2)
    )
    assert not stance.is_changeable_by(cast.sam)
