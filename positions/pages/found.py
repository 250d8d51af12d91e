"""What a search found, as its page and the command bar show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from delegation import access
from delegation.confidence import doubt, with_doubt
from delegation.models import Committee, Delegate, Meeting
from positions import glossary
from positions.models import ConflictingAnswer, Delivery, GuidanceRequest, Instruction, Note
from positions.pages import asking
from positions.search import STANDS, Hit, plain, search

KINDS = {
    "Proposal": _("Proposals"),
    "Text": _("Texts"),
    "Document": _("Documents"),
    "Issue": _("Issues"),
    "Position": _("Positions"),
    "TalkingPoint": _("Talking points"),
    "Instruction": _("Instructions"),
    "GuidanceRequest": _("Questions to capital"),
    "ConflictingAnswer": _("Second answers from capital"),
    "Delivery": _("Deliveries"),
    "Note": _("Notes from the rooms"),
    "Delegate": _("People"),
    "Committee": _("Committees"),
    "Meeting": _("Meetings"),
    "Term": _("Glossary"),
}
PAGES = {
    "today": _("Today"),
    "issue-list": _("Issues"),
    "proposal-list": _("Proposals"),
    "time-plan": _("Time plan"),
    "instruction-list": _("Instructions"),
    "stance-matrix": _("Stances"),
    "briefing": _("Briefing"),
    "team": _("Team"),
    "reference": _("Reference"),
    "my-account": _("My account"),
}
LOOKING_BACK = {"last-hour": _("The last hour")}
IN_THE_BAR = 10
STATES = {"live": "live", "draft": "waiting", "hold": "hold"}
HOLD = _("Hold: two answers from capital")
OVERRULED = _("decided for the other answer: do not use")


@dataclass(frozen=True)
class Shown:
    """One hit in words: `state` where it must be seen at once that it is live, or dead.

    doubt: what stands beside a name or number that is invented or unverified. is_struck: its excerpt is not to be used.
    """

    hit: Hit
    name: str
    title: str
    doubt: str = ""
    state: str = ""
    state_words: str = ""
    is_struck: bool = False

    @property
    def is_number(self) -> bool:
        return self.hit.kind in ("Proposal", "Document", "Committee")


@dataclass(frozen=True)
class Kind:
    """The hits of one kind, best first."""

    label: Any
    hits: list[Shown]


def by_kind(typed: str, reader: Any) -> list[Kind]:
    """What was found, the kind with the best hit first. One query."""
    kinds: dict[str, list[Shown]] = {}
    for hit in everything(typed, reader):
        kinds.setdefault(hit.kind, []).append(in_words(hit))
    return [Kind(KINDS[kind], hits) for kind, hits in kinds.items()]


def in_the_bar(typed: str, reader: Any) -> list[Shown]:
    """The best ten of any kind, pages of Placard among them."""
    sought = plain(typed).casefold()
    pages = [
        Hit("Page", "", str(label), reverse(name), "", 3.0)
        for name, label in (PAGES | (LOOKING_BACK if access.may_look_back(reader) else {})).items()
        if sought and str(label).casefold().startswith(sought)
    ]
    hits = sorted([*pages, *everything(typed, reader)], key=lambda hit: -hit.rank)
    return [in_words(hit) for hit in hits[:IN_THE_BAR]]


def everything(typed: str, reader: Any) -> list[Hit]:
    """Records and terms, best first. One query."""
    sought = plain(typed)
    terms = [
        Hit("Term", term.term, term.meaning, f"{reverse('reference')}#{term.anchor}", "", rank)
        for rank, term in (glossary.found(sought) if sought else [])[:8]
    ]
    return sorted([*search(typed, reader), *terms], key=lambda hit: -hit.rank)


def in_words(hit: Hit) -> Shown:
    facts = hit.facts
    sure: dict[str, Any] = {"is_sample": bool(facts.get("sample")), "confidence": facts.get("confidence") or ""}
    match hit.kind:
        case "Proposal":
            return Shown(hit, hit.name, f"{facts['action']} {hit.title}", doubt(**sure))
        case "Instruction":
            state = "hold" if facts["held"] and facts["state"] == "live" else facts["state"]
            words = {"live": _("live"), "draft": _("draft"), "hold": HOLD} | dict(Instruction.Ending.choices)
            look, title = STATES.get(state, "superseded"), _on(facts, moment(facts["at"]))
            return Shown(hit, hit.name, title, state=look, state_words=str(words[state]))
        case "GuidanceRequest":
            look, how = _stands(facts)
            title = f"{hit.title} ({_on(facts, moment(facts['at']))})"
            return Shown(hit, hit.name, title, state=look, state_words=how, is_struck=facts["overruled"])
        case "ConflictingAnswer":
            look, how = _decided(facts)
            title = f"{hit.title} ({facts['agency']}, {_on(facts, moment(facts['at']))})"
            return Shown(hit, hit.name, title, state=look, state_words=how, is_struck=look == "superseded")
        case "Delivery":
            done = Delivery(kind=facts["kind"])
            said = ", ".join(filter(None, [moment(facts["at"]), facts["corrected_at"] and str(_("corrected"))]))
            return Shown(hit, hit.name, _on(facts, said), state=done.look, state_words=done.get_kind_display())
        case "Note":
            note, meeting = Note(kind=facts["says"], is_sample=bool(facts["invented"])), _meeting(facts)
            said = " ".join(filter(None, [facts["holder"], moment(facts["said_at"])]))
            title = with_doubt(said, is_sample=note.is_sample)
            return Shown(hit, str(meeting), title, meeting.doubt, note.look, note.get_kind_display())
        case "Meeting":
            meeting = _meeting(facts)
            title = " ".join(filter(None, [moment(facts["at"]), hit.title]))
            return Shown(hit, str(meeting), title, meeting.doubt)
    return Shown(hit, hit.name, hit.title, doubt(**sure))


def _on(facts: dict[str, Any], said: str) -> str:
    """The text that it is on, where there is one, and what is said of it."""
    sure: dict[str, Any] = {"is_sample": bool(facts["sample"]), "confidence": facts["confidence"] or ""}
    return " ".join(filter(None, [facts["on"] and with_doubt(facts["on"], **sure), said]))


def _stands(facts: dict[str, Any]) -> tuple[str, str]:
    """How a question to capital stands, as it is shown and in words."""
    if facts["held"]:
        return "hold", str(HOLD)
    if facts["overruled"]:
        return "superseded", str(OVERRULED)
    asked = GuidanceRequest(**{name: facts[name] or "" for name in STANDS})
    if facts["taken_by"]:
        asked.taken_by = Delegate(name=facts["taken_by"])
    return asking.STATES[asked.state], asked.state_in_words


def _decided(facts: dict[str, Any]) -> tuple[str, str]:
    """How a second answer stands, as it is shown and in words."""
    if facts["held"]:
        return "hold", str(HOLD)
    if facts["holds"] == ConflictingAnswer.Which.FIRST:
        return "superseded", str(OVERRULED)
    return "done", str(_("decided for this answer"))


def _meeting(facts: dict[str, Any]) -> Meeting:
    return Meeting(
        committee=Committee(code=facts["code"], name=facts["committee"], kind=facts["kind"]),
        number=facts["number"],
        times_are_estimated=facts["estimated"],
        is_sample=bool(facts["sample"]),
        confidence=facts["confidence"] or "",
    )


def moment(written: str) -> str:
    """A time as the database writes it, at the conference."""
    at = parse_datetime(written)
    return date_format(localtime(at), "D j M H:i") if at else ""


def markings(shown: Iterable[Shown]) -> list[str]:
    return [one.hit.marking for one in shown if one.hit.marking]
