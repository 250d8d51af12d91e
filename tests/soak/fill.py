"""What the soak works on: members who may change it, and fields of positions and talking points made by the actions."""

from dataclasses import dataclass
from random import Random

from django.contrib.auth.hashers import make_password
from django.urls import reverse

from delegation.models import Delegate, Issue
from positions.actions import positions, talking_points
from positions.models import Position, TalkingPoint
from tests import factories as make
from tests.soak.words import beginning

ISSUES = 4
WRITTEN = ("background", "argument", "complications")


@dataclass(frozen=True)
class Field:
    """One text that is edited: where it lies, and where it stands on a page."""

    record: Position | TalkingPoint
    column: str
    part: str  # its id on the page, and so the target of its requests
    url: str
    page: str

    @property
    def name(self) -> str:
        return f"{type(self.record).__name__} {self.record.pk} {self.column}"


@dataclass(frozen=True)
class Filled:
    fields: list[Field]
    adding: str  # the address at which words are added
    members: list[str]  # e-mail addresses
    pages: list[str]  # of the issues


def fill(chance: Random, *, members: int, fields: int) -> Filled:
    make.conference()
    head = make.delegate("head", function="head")
    password = make_password(make.PASSWORD)
    found = [
        Delegate(
            name=f"Editor {number}",
            email=f"editor{number}@valdria.example",
            function="secretary",
            clearance="government",
            password=password,
        )
        for number in range(members)
    ]
    Delegate.objects.bulk_create(found)
    issues = [make.issue(f"Issue {number}", place=number) for number in range(ISSUES)]
    texts = [text for issue in issues for text in _of_position(issue, chance, head)]
    texts += [_point(issues[number % ISSUES], chance, head) for number in range(max(0, fields - len(texts)))]
    return Filled(
        fields=texts[:fields],
        adding=reverse("point-add", args=[make.issue("Added", place=ISSUES).pk]),
        members=[member.email for member in found],
        pages=[reverse("issue-detail", args=[issue.pk]) for issue in issues],
    )


def _of_position(issue: Issue, chance: Random, head: Delegate) -> list[Field]:
    values = {name: beginning(chance) for name in WRITTEN}
    position = positions.add(issue=issue, by=None, **values)
    return [
        Field(
            position,
            name,
            f"position-{position.pk}-{name}",
            reverse("position-field", args=[position.pk, name]),
            reverse("issue-detail", args=[issue.pk]),
        )
        for name in WRITTEN
    ]


def _point(issue: Issue, chance: Random, head: Delegate) -> Field:
    point = talking_points.add(issue=issue, text=beginning(chance), by=head)
    return Field(
        point,
        "text",
        f"point-{point.pk}",
        reverse("point-edit", args=[point.pk]),
        reverse("issue-detail", args=[issue.pk]),
    )
