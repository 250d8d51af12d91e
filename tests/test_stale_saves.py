"""A save that is made from an old state changes nothing, whichever way it takes."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.urls import reverse

from delegation import models as ground
from delegation.actions import records
from delegation.admin.action_admin import ListedAdmin
from delegation.admin.site import site
from delegation.imports import nouns
from delegation.versions import Stale, Versioned
from positions import models as upper
from tests import factories as make
from tests.delegation.test_administration import inputs, page_of

# Kinds of record of which no words are edited.
NEVER = {
    ground.Assignment: "given anew, or ended",
    ground.Duty: "answered, each answer once",
    upper.Acknowledgement: "made once",
    upper.Basis: "noted, taken off, and followed where it changes",
    upper.Clearance: "answered for a text as it was read, and asked anew where that is changed",
    upper.Reading: "noted once",
    upper.ConflictingAnswer: "said once, and decided once",
    upper.Speaker: "put on a list, moved in it, taken off",
}


@pytest.fixture
def kept(cast, internet):
    """A record of each kind, with one of its fields, what somebody else writes there, and what one writes oneself."""
    make.committee("COM6", kind="committee")
    committee, group = make.committee("COM5", kind="committee", chair="Nobody"), make.group()
    meeting = make.meeting(committee, starts_at=make.START + timedelta(hours=5), room="Room A")
    outcome = make.outcome(proposal=make.proposal(), summary="Adopted.", source="ADM/1")
    of_words = [
        (ground.Conference.objects.get(), "city"),
        (committee, "chair"),
        (meeting, "room"),
        (internet, "summary"),
        (ground.Agency.objects.create(name="Ministry", abbreviation="M"), "abbreviation"),
        (cast.olga, "covers"),
        (make.member_state("J", "Japan", is_sample=False), "name_then"),
        (group, "seat"),
        (make.document("73"), "title"),
        (make.text("Res 102"), "title"),
        (upper.AgendaItem.objects.create(meeting=meeting, place=1, title="Opening"), "title"),
        (outcome.proposal, "title"),
        (outcome, "summary"),
        (upper.Briefing.objects.create(day=date(2014, 10, 29), lead="Begin."), "lead"),
        (make.instruction(internet, by=cast.amara, live=False), "mandate"),
        (make.guidance_request(internet, by=cast.chen, sent=False), "question"),
        (make.delivery(make.instruction(internet, "Oppose it.", by=cast.amara), by=cast.chen), "words"),
        (make.position(internet), "objective"),
        (make.alternative(make.position(make.issue("Numbering"))), "text"),
        (make.reserve(internet), "text"),
        (make.stance(internet, group=group), "source"),
        (make.talking_point(internet), "text"),
        (make.note(meeting, "Said."), "text"),
    ]
    found = {type(record): (record, name, "Theirs", "Mine") for record, name in of_words}
    membership = make.membership(cast.chen, committee)
    return found | {ground.Membership: (membership, "role", "alternate", "adviser")}


# The address at which each kind is edited in place, and what goes with the field.
PAGES = {
    upper.Position: lambda one: (reverse("position-field", args=[one.pk, "objective"]), {}),
    upper.Alternative: lambda one: (reverse("alternative-edit", args=[one.pk]), {}),
    upper.TalkingPoint: lambda one: (reverse("point-edit", args=[one.pk]), {"use": one.use}),
    upper.Reserve: lambda one: (reverse("reserve-edit", args=[one.pk]), {}),
    upper.Stance: lambda one: (
        reverse("stance-of-group", args=[one.issue_id, one.group_id]),
        {"value": one.value, "confidence": one.confidence},
    ),
    upper.Instruction: lambda one: (reverse("instruction-field", args=[one.pk, "mandate"]), {}),
    upper.GuidanceRequest: lambda one: (reverse("guidance-field", args=[one.pk, "question"]), {}),
    upper.Delivery: lambda one: (reverse("delivery-correct", args=[one.pk]), {"wrong": "A word."}),
    upper.Note: lambda one: (reverse("note-edit", args=[one.pk]), {}),
    upper.Proposal: lambda one: (reverse("proposal-field", args=[one.pk, "title"]), {}),
    upper.Outcome: lambda one: (reverse("outcome", args=[one.pk]), {"result": one.result, "source": one.source}),
    upper.Briefing: lambda one: (reverse("briefing-lead", args=[one.day]), {}),
    ground.Issue: lambda one: (reverse("issue-field", args=[one.pk, "summary"]), {}),
    ground.Meeting: lambda one: (
        reverse("meeting-move", args=[one.pk]),
        {"starts_at": "2014-10-29T14:10", "ends_at": "2014-10-29T17:10"},
    ),
    ground.Delegate: lambda one: (reverse("account-preferences"), {}),
}
# Who may, where the head may not.
WHO = {
    ground.Delegate: lambda cast: cast.olga,
    upper.GuidanceRequest: lambda cast: cast.chen,
    upper.Delivery: lambda cast: cast.chen,
}
ADMINISTERED = [
    model for model, kept in site._registry.items() if not isinstance(kept, ListedAdmin) and model not in NEVER
]


def written_by_somebody(record, **values):
    records.change(record, seen=record.version, by=None, **values)


def unchanged(record, name, theirs):
    record.refresh_from_db()
    return (getattr(record, name), record.version) == (theirs, 2)


def test_every_kind_is_saved_from_old_states_here():
    kinds = {model for model in apps.get_models() if issubclass(model, Versioned) and not model._meta.proxy}
    assert kinds == {*PAGES, *ADMINISTERED, *NEVER}


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model.__name__)
def test_on_its_page(model, kept, cast, client):
    record, name, theirs, mine = kept[model]
    if model is ground.Delegate:
        name = "name"
    client.force_login(WHO.get(model, lambda cast: cast.amara)(cast))
    address, more = PAGES[model](record)
    written_by_somebody(record, **{name: theirs})
    answer = client.post(address, more | {"seen": "1", name: mine})
    assert (answer.status_code, unchanged(record, name, theirs)) == (409, True)
    assert (theirs in answer.text, mine in answer.text) == (True, True)


@pytest.mark.parametrize("model", ADMINISTERED, ids=lambda model: model.__name__)
def test_in_the_administration(model, kept, cast, client):
    record, name, theirs, mine = kept[model]
    client.force_login(cast.rosa)
    address = page_of(f"{model._meta.app_label}_{model._meta.model_name}", record)
    form = inputs(client.get(address)) | {name: mine}
    written_by_somebody(record, **{name: theirs})
    assert (client.post(address, form).status_code, unchanged(record, name, theirs)) == (409, True)


@pytest.mark.parametrize("noun", nouns.every().values(), ids=lambda noun: noun.name)
def test_by_loading(noun, kept):
    if noun.model in NEVER:
        return
    record, name, theirs, mine = kept[noun.model]
    written_by_somebody(record, **{name: theirs})
    outcome = noun.change(record, seen=1, by=None, **{name: mine})
    assert (type(outcome), outcome.fields, unchanged(record, name, theirs)) == (Stale, (name,), True)
