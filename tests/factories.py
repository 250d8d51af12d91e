"""Records for tests: everything defaulted, so that a test names exactly what it depends on."""

from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from delegation import clock, live
from delegation.access import Marking
from delegation.models import (
    Agency,
    Assignment,
    Committee,
    Conference,
    Delegate,
    Duty,
    Issue,
    Meeting,
    Membership,
    MemberState,
    Notice,
    RegionalGroup,
)
from positions.models import (
    AgendaItem,
    Alternative,
    Basis,
    Clearance,
    ConflictingAnswer,
    Delivery,
    Document,
    GuidanceRequest,
    Instruction,
    Note,
    Outcome,
    Position,
    Proposal,
    Reserve,
    Speaker,
    Stance,
    TalkingPoint,
    Text,
)

# Real time is what the machine says; the conference runs when this says.
START = datetime(2014, 10, 29, 0, 10, tzinfo=UTC)
PASSWORD = "sunlight-on-the-harbour"


def key(name):
    """The same name gives the same key, in every database."""
    return uuid5(NAMESPACE_URL, f"placard:{name}")


def member_state(symbol="VLD", name="Valdria", *, is_sample=True):
    return MemberState.objects.get_or_create(symbol=symbol, defaults={"name": name, "is_sample": is_sample})[0]


def group(code="EUR", abbreviation="CEPT"):
    return RegionalGroup.objects.get_or_create(
        code=code, defaults={"abbreviation": abbreviation, "name": abbreviation}
    )[0]


def conference(*, at=START, **values):
    """The sample conference, at that moment of it."""
    given = {
        "name": "Plenipotentiary Conference 2014",
        "short_name": "PP-14",
        "city": "Busan",
        "starts_on": date(2014, 10, 20),
        "ends_on": date(2014, 11, 7),
        "zone": "Asia/Seoul",
        "capital_zone": "Europe/Vienna",
        "state": member_state(),
        "is_sample": True,
        "rehearsal_offset": at - datetime.now(UTC) if at else timedelta(),
    }
    return Conference.objects.create(**given | values)


def delegate(name, *, function="delegate", cleared=None, active=True, staff=False, password=None, **values):
    """Cleared government unless an adviser, or unless told."""
    if cleared is None:
        cleared = function != "adviser"
    person = Delegate(
        id=key(f"delegate {name}"),
        name=name.title(),
        email=f"{name.replace(' ', '.')}@valdria.example",
        function=function,
        clearance="government" if cleared else "delegation",
        is_active=active,
        is_staff=staff,
        **values,
    )
    if password:
        person.set_password(password)
    else:
        person.password = f"!{name}"  # no password, and the same none in every database
    person.save(force_insert=True)
    return person


def committee(code="WG-PL", *, kind="working_group", name=None, **values):
    return Committee.objects.create(code=code, name=name or code, kind=kind, **values)


def membership(person, committee, *, role="spokesperson", starts_on=date(2014, 10, 20), **values):
    values = {"id": key(f"membership {person.name} {committee.code}")} | values
    return Membership.objects.create(delegate=person, committee=committee, role=role, starts_on=starts_on, **values)


def issue(name="Internet", *, marking=Marking.DELEGATION, lead=None, alternate=None, **values):
    record = Issue.objects.create(
        id=key(f"issue {name}"), name=name, slug=name.lower().replace(" ", "-"), marking=marking, **values
    )
    if lead:
        assignment(record, lead)
    if alternate:
        assignment(record, alternate, role=Assignment.Role.ALTERNATE)
    return record


def assignment(issue, person, *, role=Assignment.Role.LEAD, starts_on=date(2014, 10, 1), **values):
    values = {"id": key(f"assignment {person.name} {issue.slug}"), "marking": issue.marking} | values
    return Assignment.objects.create(issue=issue, delegate=person, role=role, starts_on=starts_on, **values)


def meeting(committee, *, starts_at=None, minutes=180, number="", **values):
    """Begins in twenty minutes, unless told."""
    starts_at = starts_at or clock.now() + timedelta(minutes=20)
    values = {"id": key(f"meeting {committee.code} {number} {starts_at}")} | values
    return Meeting.objects.create(
        committee=committee,
        number=number,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        **values,
    )


def duty(meeting, person, *, accepted=False, **values):
    return Duty.objects.create(
        meeting=meeting, delegate=person, accepted_at=clock.now() if accepted else None, **values
    )


def notice(person, about, words="Moved to Room B.", **values):
    """Told just now, and marked as what it tells of, unless told."""
    given = {"marking": about.marking, "issue_id": about.issue_key, "url": about.get_absolute_url(), "at": clock.now()}
    names = {"id": key(f"notice {person.name} {words}"), "key": words, "about": live.topic(about)}
    return Notice.objects.create(to=person, words=words, **names | given | values)


def text(name="Res 102", *, issues=(), **values):
    record = Text.objects.create(
        id=key(f"text {name}"),
        name=name,
        canonical=values.pop("canonical", name.lower()),
        title=values.pop("title", name),
        **values,
    )
    record.issues.set(issues)
    return record


def document(symbol="73", *, series="C", number=73, **values):
    return Document.objects.create(
        id=key(f"document {symbol}"),
        symbol=symbol,
        series=series,
        number=number,
        title=values.pop("title", symbol),
        **values,
    )


def proposal(number="RCC/73A1/12", *, action="MOD", **values):
    given = {
        "canonical": number.upper(),
        "sources": number.split("/")[0],
        "title": f"About {number}",
        "sort_key": number,
    }
    return Proposal.objects.create(id=key(f"proposal {number}"), number=number, action=action, **given | values)


def agenda_item(meeting, title="Internet", *, issues=(), texts=(), documents=(), **values):
    record = AgendaItem.objects.create(meeting=meeting, title=title, **values)
    record.issues.set(issues)
    record.texts.set(texts)
    record.documents.set(documents)
    return record


def speaker(item, person, *, place=1, **values):
    values = {"id": key(f"speaker {person.name} {item.title}"), "issue": item.issue} | values
    return Speaker.objects.create(item=item, delegate=person, place=place, **values)


def position(issue, *, marking=Marking.GOVERNMENT, objective="Keep the text as it is.", **values):
    """A draft; one that is said to be activated was submitted and cleared then."""
    given = {"id": key(f"position {issue.slug}")}
    if since := values.get("activated_at"):
        given |= {"submitted_at": since, "cleared_at": since}
    return Position.objects.create(issue=issue, marking=marking, objective=objective, **given | values)


def alternative(position, text="A report to Council.", *, place=1, **values):
    given = {"marking": position.marking, "issue": position.issue}
    return Alternative.objects.create(
        id=key(f"alternative {position.pk} {text}"), position=position, text=text, place=place, **given | values
    )


def basis(position, on, **values):
    given = {on._meta.model_name: on, "marking": position.marking, "issue": position.issue, "noted_at": clock.now()}
    return Basis.objects.create(id=key(f"basis {position.pk} {on.pk}"), position=position, **given | values)


def clearance(text, agency, *, asked_at=None, **values):
    """Asked just now, and not answered, unless told."""
    given = {text._meta.model_name: text, "marking": text.marking, "issue": text.issue}
    return Clearance.objects.create(
        id=key(f"clearance {agency.name} {text.pk}"), agency=agency, asked_at=asked_at or clock.now(), **given | values
    )


def agency(name="Ministry of Economy", **values):
    return Agency.objects.create(id=key(f"agency {name}"), name=name, **values)


def talking_point(issue, text="Chair, we support the proposal.", *, marking=Marking.DELEGATION, place=1, **values):
    return TalkingPoint.objects.create(
        id=key(f"point {issue.slug} {text}"), issue=issue, text=text, marking=marking, place=place, **values
    )


def reserve(issue, text="A report to Council.", *, kind=Reserve.Kind.FALLBACK, **values):
    return Reserve.objects.create(id=key(f"reserve {issue.slug} {kind}"), issue=issue, text=text, kind=kind, **values)


def stance(issue, *, group=None, state=None, value="support", source="Statement in WG-PL", **values):
    return Stance.objects.create(issue=issue, group=group, state=state, value=value, source=source, **values)


def instruction(issue, mandate="Support the group text.", *, text=None, kind="support", by=None, live=True, **values):
    now = clock.now()
    given = {"drafted_at": now, "drafted_by": by, "cleared_at": now}
    given |= {"issued_at": now, "issued_by": by} if live else {}
    return Instruction.objects.create(
        id=key(f"instruction {issue.slug} {mandate}"),
        issue=issue,
        text=text,
        kind=kind,
        mandate=mandate,
        **given | values,
    )


ASKED = {
    "options": "Accept a study\nObject",
    "recommendation": "Accept a study.",
    "by_default": "do not object.",
}


def guidance_request(issue, question="May we accept a study?", *, by=None, sent=True, hours=4, **values):
    """Asked and sent just now, unless told; needed in four hours."""
    now = clock.now()
    given = ASKED | {"needed_by": now + timedelta(hours=hours), "drafted_at": now, "asked_by": by}
    if sent:
        given["sent_at"] = now
    given |= {"marking": Marking.GOVERNMENT} | values
    return GuidanceRequest.objects.create(
        id=key(f"request {issue.slug} {question}"), issue=issue, question=question, **given
    )


def conflict(request, words="Do not accept it.", *, by, agency, **values):
    """Just answered otherwise, and marked as the question, unless told."""
    given = {"kind": "oppose", "marking": request.marking, "issue": request.issue, "at": clock.now(), "agency": agency}
    given |= {"id": key(f"conflict {words}"), "request": request, "answer": words, "by": by}
    return ConflictingAnswer.objects.create(**given | values)


def delivery(instruction, words="Chair, we support the group text.", *, by, kind="spoken", **values):
    """Just now, unless told."""
    given = {"at": clock.now(), "marking": instruction.marking, "issue_id": instruction.issue_id}
    return Delivery.objects.create(
        id=key(f"delivery {words}"), instruction=instruction, words=words, by=by, kind=kind, **given | values
    )


def outcome(*, result="adopted", summary="Adopted by consensus.", **values):
    return Outcome.objects.create(result=result, summary=summary, **values)


def note(meeting, text="", *, by=None, **values):
    """Of what was said just now, unless told."""
    given = {"at": clock.now(), "kind": "note", "by": by} | values
    return Note.objects.create(id=key(f"note {meeting.pk} {text}"), meeting=meeting, text=text, **given)
