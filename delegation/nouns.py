"""The files of a conference's folder that fill this app."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from delegation import clock
from delegation.actions import people
from delegation.imports.nouns import Noun, register
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
    RegionalGroup,
)

SOURCED = ("source", "confidence")


def complete_conference(conference: Conference, given: dict[str, Any]) -> None:
    """A rehearsal begins, at its first load, at the moment that the file names."""
    if conference.ends_on < conference.starts_on:
        raise ValidationError({"ends_on": _("The last day is before the first.")})
    starts_at = given.get("rehearsal_starts_at")
    if starts_at and conference._state.adding:
        conference.rehearsal_offset = starts_at - clock.now()


def complete_issue(issue: Issue, given: dict[str, Any]) -> None:
    issue.slug = issue.slug or given["key"].lower()


def complete_member(member: Delegate, given: dict[str, Any]) -> None:
    member.email = member.email.lower()


def complete_duty(duty: Duty, given: dict[str, Any]) -> None:
    duty.issue_id = given["meeting"].issue_id


def complete_state(state: MemberState, given: dict[str, Any]) -> None:
    if not (state.symbol.isascii() and state.symbol.isalpha() and state.symbol.isupper()):
        raise ValidationError({"key": _("A symbol is written in capital letters.")})


register(
    Noun(
        "conference",
        Conference,
        (
            *("name", "short_name", "city", "starts_on", "ends_on", "zone", "capital_zone", "state", "clearing_hours"),
            "is_sample",
        ),
        complete=complete_conference,
        beside={"rehearsal_starts_at": models.DateTimeField(null=True)},
    ),
    Noun(
        "member_states",
        MemberState,
        ("name", "name_then", "iso2", "region", *SOURCED, "is_sample"),
        key="symbol",
        complete=complete_state,
    ),
    Noun("regional_groups", RegionalGroup, ("abbreviation", "name", "seat", "members", *SOURCED), key="code"),
    Noun("agencies", Agency, ("name", "abbreviation")),
    Noun(
        "people",
        Delegate,
        (
            *("name", "honorific", "email", "function", "covers", "agency", "affiliation", "clearance", "cleared_on"),
            *("cleared_by", "arrives_on", "leaves_on", "is_staff", "is_active", "invited_at", "looked_at"),
        ),
        once=("invited_at", "looked_at"),
        sample_only=True,
        complete=complete_member,
        change=people.change,
    ),
    Noun("committees", Committee, ("name", "kind", "parent", "place", "chair", "remit", *SOURCED), key="code"),
    Noun("memberships", Membership, ("delegate", "committee", "role", "starts_on", "ends_on")),
    Noun(
        "issues",
        Issue,
        ("name", "slug", "summary", "place", "committees", "agencies", "marking", "closed_at", "closed_by"),
        optional=("slug",),
        complete=complete_issue,
    ),
    Noun(
        "assignments",
        Assignment,
        ("issue", "delegate", "role", "starts_on", "ends_on"),
        copied=("marking",),
        sample_only=True,
    ),
    Noun(
        "meetings",
        Meeting,
        (
            *("committee", "number", "title", "starts_at", "ends_at", "times_are_estimated", "room", "agenda_symbol"),
            *("is_webcast", "is_public", "issue", "marking", "confirmed_at", "started_at", "ended_at"),
            *("cancelled_at", "cancelled_by", "cancelled_why", "is_sample", *SOURCED),
        ),
    ),
    Noun(
        "duties",
        Duty,
        (
            *("meeting", "delegate", "role", "assigned_at", "assigned_by", "accepted_at", "refused_at"),
            *("refused_why", "in_room_at", "done_at", "handed_over_at", "handed_over_note", "missed_at"),
            *("override_reason", "overridden_by"),
        ),
        copied=("marking", "issue"),
        complete=complete_duty,
    ),
)
