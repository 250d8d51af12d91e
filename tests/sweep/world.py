"""One script that builds a delegation's world, with hidden records between the visible ones or without them.

The same keys, the same moments: whatever differs in an adviser's answers is a trace of what is hidden.
"""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from delegation import clock, history, live
from delegation.access import Marking
from delegation.actions import grants, issues, presences
from delegation.actions.presences import Sheet, Writing
from delegation.models import Assignment, Grant
from positions.actions import ordering, reserves, texts
from positions.models import Acknowledgement, Briefing, Climb, Instruction, Position, Reading, Reserve
from tests import factories as make
from tests.sweep import asked

REAL_NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def canary(noun):
    """A word that stands in one hidden record and nowhere else."""
    return f"zqx{noun}kanari"


class Builder:
    """Builds the visible rows always, and after each of them a hidden one where told."""

    def __init__(self, *, hidden):
        self.hidden = hidden
        self.made = SimpleNamespace()

    def also(self, act):
        """The hidden neighbour of what was just made."""
        return act() if self.hidden else None


def build(*, hidden, busy=True):
    """The world; call it with the clock stopped at REAL_NOW. Answers the cast and the visible records.

    busy: whether pages are open, and what is hidden was changed.
    """
    build = Builder(hidden=hidden)
    made = build.made
    made.conference = make.conference(at=None, namespace=make.key("namespace"), rehearsal_offset=make.START - REAL_NOW)
    for name, values in CAST.items():
        setattr(made, name, make.delegate(name, **values))
    made.group = make.group()
    make.group("ARB", "LAS")
    made.committee = make.committee("WG-PL")
    made.ad_hoc = make.committee("AH-INTERNET", kind="ad_hoc", name="Ad hoc group on Internet", parent=made.committee)
    make.membership(made.chen, made.committee, id=make.key("chen's part"))
    make.membership(made.pavel, made.committee, role="adviser", id=make.key("pavel's part"))
    with history.recorded(made.chen, at=make.START - timedelta(hours=3)):
        _issues(build)
        _papers(build)
        _meetings(build)
        _notices(build)
        _words(build)
        _notes(build)
        _instructions(build)
        if busy:
            _presences(build)
        Briefing.objects.create(id=make.key("briefing"), day=date(2014, 10, 29), lead="Two rooms at once this morning.")
    build.also(lambda: busy and hidden_writes(made))
    return made


CAST = {
    "amara": {"function": "head"},
    "ben": {"function": "deputy"},
    "chen": {},
    "dina": {},
    "sol": {"function": "secretary"},
    "kim": {"function": "capital"},
    "eli": {"function": "election_desk"},
    "pavel": {"function": "adviser", "affiliation": "private_sector"},
    "rosa": {"cleared": False, "staff": True},
}


def _issues(build):
    made = build.made
    made.internet = make.issue("Internet", place=10, summary="OTT and the IANA transition.")
    make.assignment(made.internet, made.chen, id=make.key("chen leads"))
    made.internet.committees.set([made.committee])
    secret = build.also(lambda: make.issue(f"Hidden {canary('issue')}", place=11, marking=Marking.GOVERNMENT))
    if secret:
        make.assignment(secret, made.dina, id=make.key("dina leads"))
        secret.committees.set([made.committee])
    made.secret = secret
    made.cyber = make.issue("Cybersecurity", place=12)


def _papers(build):
    made = build.made
    made.text = make.text("Res 102", issues=[made.internet], canonical="RES 102", place=102, committee=made.committee)
    if made.secret:
        made.text.issues.add(made.secret)
    made.other_text = make.text(
        "Res 130", issues=[made.cyber], canonical="RES 130", place=130, committee=made.committee
    )
    for number in ("RCC/73A1/1", "RCC/73A1/3", "EUR/80A1/2"):
        given = {"text": made.text, "committee": made.committee, "ask": "Study OTT services."}
        make.proposal(number, **given, issue=made.secret)  # of the hidden issue, where there is one
    made.document = make.document("DT/24", series="DT", number=24, received_on=date(2014, 10, 28))
    made.outcome = make.outcome(id=make.key("outcome"), text=made.text, decided_on=date(2014, 10, 28))
    build.also(
        lambda: make.outcome(
            id=make.key("hidden outcome"),
            text=made.text,
            decided_on=date(2014, 10, 28),
            summary=f"Hidden {canary('outcome')}",
            marking=Marking.GOVERNMENT,
        )
    )


def _meetings(build):
    made = build.made
    soon = make.START + timedelta(minutes=20)
    made.meeting = make.meeting(made.committee, starts_at=soon, number="6", room="Room A", agenda_symbol="ADM/41")
    made.hidden_meeting = build.also(
        lambda: make.meeting(
            made.ad_hoc,
            starts_at=soon,
            marking=Marking.GOVERNMENT,
            title=f"Hidden {canary('meeting')}",
            id=make.key("hidden meeting"),
        )
    )
    made.duty = make.duty(made.meeting, made.pavel, id=make.key("pavel's duty"), role="b_second")
    build.also(
        lambda: make.duty(
            made.meeting, made.chen, accepted=True, marking=Marking.GOVERNMENT, id=make.key("chen's duty")
        )
    )
    build.also(
        lambda: make.duty(made.hidden_meeting, made.chen, marking=Marking.GOVERNMENT, id=make.key("chen elsewhere"))
    )
    item = make.agenda_item(made.meeting, "Internet", issues=[made.internet], texts=[made.text], id=make.key("item"))
    made.item, made.speaker = item, make.speaker(item, made.chen)
    make.speaker(item, made.pavel, place=2)
    if made.secret:
        item.issues.add(made.secret)
        hidden = make.agenda_item(
            made.meeting, f"Hidden {canary('item')}", place=2, marking=Marking.GOVERNMENT, id=make.key("hidden item")
        )
        make.speaker(hidden, made.pavel, marking=Marking.GOVERNMENT)


def _notices(build):
    """What was told to the adviser, to others, and to him before it was hidden from him."""
    made = build.made
    make.notice(made.pavel, made.meeting)
    make.notice(made.pavel, made.meeting, "Moved to Room C.", read_at=make.START)
    build.also(lambda: make.notice(made.amara, made.meeting, f"Hidden {canary('told')}"))
    for mark in (Marking.GOVERNMENT, Marking.CORE):
        build.also(lambda mark=mark: make.notice(made.pavel, made.meeting, f"{mark} {canary('notice')}", marking=mark))


def _words(build):
    made = build.made
    made.point = make.talking_point(made.internet, "We welcome a study.", place=1)
    build.also(
        lambda: setattr(
            made,
            "hidden_point",
            make.talking_point(made.internet, f"Hidden {canary('point')}", place=2, marking=Marking.GOVERNMENT),
        )
    )
    make.talking_point(made.internet, "Each Sector keeps its mandate.", place=3)
    build.also(lambda: make.position(made.internet, objective=f"Hidden {canary('position')}"))
    build.also(lambda: make.reserve(made.internet, f"Hidden {canary('reserve')}"))
    build.also(lambda: make.reserve(made.internet, f"Hidden {canary('redline')}", kind=Reserve.Kind.RED_LINE))
    make.stance(made.internet, group=made.group, marking=Marking.DELEGATION, id=make.key("stance"))
    build.also(
        lambda: make.stance(
            made.internet,
            id=make.key("hidden stance"),
            group=make.group("ARB", "LAS"),
            ask=f"Hidden {canary('stance')}",
            value="oppose",
        )
    )


def _notes(build):
    made = build.made
    said = {"item": made.item, "issue": made.internet}
    make.note(made.meeting, "They want a study.", by=made.pavel, marking=Marking.DELEGATION, group=made.group, **said)
    build.also(lambda: make.note(made.meeting, f"Hidden {canary('noted')}", by=made.chen, kind="for", **said | ARAB))


ARAB = {"group_id": "ARB"}


def _instructions(build):
    made = build.made

    def hidden_chain():
        now = make.START - timedelta(hours=1)
        first = make.instruction(
            made.internet, f"Hidden {canary('superseded')}", text=made.text, by=made.kim, issued_at=now
        )
        Instruction.objects.filter(pk=first.pk).update(ended_at=now, ended_by=made.kim, ending="superseded")
        second = make.instruction(
            made.internet, f"Hidden {canary('instruction')}", text=made.text, by=made.kim, predecessor=first
        )
        Acknowledgement.objects.create(instruction=second, delegate=made.chen, at=now, issue=made.internet)
        Reading.objects.create(instruction=second, delegate=made.dina, at=now, issue=made.internet)
        Climb.objects.create(instruction=second, since=now, step=Climb.Step.DEPUTY, at=now, people=1)
        make.delivery(second, f"Hidden {canary('delivered')}", by=made.chen)
        make.instruction(made.internet, f"Hidden {canary('draft')}", text=made.text, by=made.kim, live=False)
        make.instruction(made.secret, f"Hidden {canary('whole')}", by=made.kim)

    build.also(hidden_chain)
    made.instruction = make.instruction(
        made.cyber, "Speak once, short.", by=made.kim, marking=Marking.DELEGATION, kind="support"
    )
    told = {"since": made.instruction.issued_at, "at": made.instruction.issued_at, "people": 1}
    Climb.objects.create(instruction=made.instruction, step=Climb.Step.DEPUTY, **told)
    made.delivery = make.delivery(made.instruction, "We support.", by=made.chen)
    elsewhere = {"meeting": made.hidden_meeting, "marking": Marking.GOVERNMENT}
    build.also(
        lambda: make.delivery(
            made.instruction, f"Hidden {canary('elsewhere')}", by=made.chen, kind="corridor", **elsewhere
        )
    )
    asked.questions(build, canary)
    _clearances(build)
    asked.conflicts(build, canary)


def _clearances(build):
    """Of a draft that all may read, the agency of the adviser is asked, and has not answered; of others, hidden."""
    made = build.made
    made.agency = make.agency()
    type(made.pavel).objects.filter(pk=made.pavel.pk).update(agency=made.agency)
    other, given = make.agency("Regulator"), {"by": made.kim, "live": False, "cleared_at": None}
    draft = make.instruction(made.cyber, "Speak twice.", marking=Marking.DELEGATION, **given)
    made.clearance = make.clearance(draft, made.agency)
    made.internet.agencies.set([other])

    def hidden():
        draft = make.instruction(made.cyber, "Hidden draft.", **given)
        words = {"settled": "objected", "reason": f"Hidden {canary('clearance')}", "at": clock.now(), "by": made.chen}
        make.clearance(draft, made.agency)
        make.clearance(draft, other, **words)
        make.clearance(Position.objects.get(), made.agency)
        make.basis(Position.objects.get(), draft)
        make.alternative(Position.objects.get(), f"Hidden {canary('alternative')}")
        make.basis(Position.objects.get(), made.text, stood=f"Hidden {canary('basis')}")

    build.also(hidden)


def _presences(build):
    """Who has what open: of what all may know, and of what is hidden on the same pages."""
    made = build.made
    internet, meeting, point = live.topic(made.internet), live.topic(made.meeting), live.topic(made.point)
    open_page(made.chen, internet, point)
    open_page(made.amara, meeting)
    open_page(made.dina, "", point, number=1)
    build.also(lambda: open_page(made.chen, internet, point, *hidden_topics(made)))
    build.also(lambda: open_page(made.dina, live.topic(made.secret), point, number=1))
    build.also(lambda: open_page(made.ben, meeting, *hidden_topics(made), number=2, is_hidden=True))


def hidden_topics(made):
    found = [*Reserve.objects.all(), *Position.objects.all(), *Instruction.objects.filter(marking="government")]
    return [live.topic(one) for one in [*found, made.hidden_point]]


def open_page(person, place, *writes, number=0, **how):
    tab = make.key(f"page {number} of {person.name}")
    presences.note(Sheet(tab, place, tuple(Writing(one, "text", is_unsaved=True) for one in writes), **how), by=person)


def hidden_writes(made):
    """What those who may know do with what is hidden, upon and around what everybody sees."""
    by = {"by": made.amara}
    texts.change(made.other_text, seen=1, issues=[made.cyber, made.secret], **by)
    ordering.move(made.hidden_point, up=True, **by)
    reserves.change(Reserve.objects.first(), seen=1, text=f"Hidden {canary('reworded')}", **by)
    other = issues.add(name=f"Hidden {canary('second')}", marking=Marking.GOVERNMENT, **by)
    lead = {"role": Assignment.Role.ALTERNATE, "starts_on": date(2014, 10, 20)}
    grants.confirm(grants.propose_assignment(other, made.ben, **lead, by=made.sol), **by)
    issues.mark_closed(other, **by)
    waits = grants.propose_assignment(made.secret, made.chen, **lead, by=made.sol)
    Grant.objects.filter(pk=waits.pk).update(in_words=f"Hidden {canary('grant')}")
