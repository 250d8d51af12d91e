"""The roster: who is of the delegation, as a foreign ministry or a secretariat lists it."""

import difflib
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from delegation import access
from delegation.access import Clearance, Function
from delegation.actions import people
from delegation.imports import cells
from delegation.imports.known import by_words, found
from delegation.imports.rows import Row
from delegation.imports.sheets import Column, Sheet
from delegation.models import Agency, Committee, Delegate, Grant, Membership
from delegation.versions import Outcome, Saved, Stale

COLUMNS = (
    Column("name", gettext_lazy("Name"), ("full name",), is_required=True),
    Column("email", gettext_lazy("E-mail"), ("email", "mail", "e-mail address"), is_required=True),
    Column("honorific", gettext_lazy("Honorific"), ("title",)),
    Column("function", gettext_lazy("Function"), words=tuple(Function.labels)),
    Column("covers", gettext_lazy("What they do")),
    Column("agency", gettext_lazy("Agency"), ("ministry", "organisation", "organization")),
    Column("affiliation", gettext_lazy("Affiliation"), words=tuple(Delegate.Affiliation.labels)),
    Column("clearance", gettext_lazy("Clearance"), words=tuple(Clearance.labels)),
    Column("arrives_on", gettext_lazy("Arrives"), ("arrival",), is_date=True),
    Column("leaves_on", gettext_lazy("Leaves"), ("departure",), is_date=True),
    Column("committees", gettext_lazy("Committees"), ("committee",)),
    Column("role", gettext_lazy("Role"), ("role in committees",), words=tuple(Membership.Role.labels)),
    # Of two people who bear nearly the same name, somebody has to say that they are two.
    Column("is_another", gettext_lazy("Another person"), words=tuple(cells.YES)),
)
FIELDS: dict[str, Any] = {column.name: Delegate._meta.get_field(column.name) for column in COLUMNS[:10]} | {
    "role": Membership._meta.get_field("role"),
    "is_another": models.BooleanField(),
}
ALIKE = 0.85


def examine(rows: list[Row], by: Any) -> None:
    roster = _Roster(by)
    for row in rows:
        roster.examine(row)


def apply(row: Row, by: Any) -> Any:
    """More sight than Delegation is proposed by the action, and waits for a head or deputy."""
    values = dict(row.changes)
    committees, role = values.pop("committees", []), values.pop("role", Membership.Role.ADVISER)
    if row.existing:
        outcome: Outcome = people.change(row.existing, seen=row.seen, by=by, **values)
        if isinstance(outcome, Stale):
            return outcome
        person = outcome.record
    else:
        person = people.invite(by=by, **values)
        outcome = Saved(person)
    for committee in committees:
        people.join(person, committee, role=role, by=by)
    return outcome


PEOPLE = Sheet("people", COLUMNS, examine, apply)


class _Roster:
    """Who and what there is already; asked once for a whole file."""

    def __init__(self, by: Any) -> None:
        self.members = {member.email.lower(): member for member in Delegate.objects.select_related("agency")}
        self.names = {folded(member.name): member for member in self.members.values()}
        self.agencies = by_words(Agency.objects.filter(archived_at=None), "name", "abbreviation")
        self.committees = by_words(Committee.objects.current(), "code", "name", "short_name")
        self.memberships = set(Membership.objects.filter(archived_at=None).values_list("delegate_id", "committee_id"))
        self.waiting = {
            (grant.delegate_id, name, value)
            for grant in Grant.objects.visible_to(by).waiting()
            for name, value in grant.value.items()
        }
        self.emails: dict[str, int] = {}
        self.named: dict[str, int] = {}

    def examine(self, row: Row) -> None:
        values = self._values(row)
        if not row.problems:
            self._refuse_doubles(row, values)
        if row.problems:
            return
        row.existing = self.members.get(values["email"])
        row.record = row.existing or Delegate(name=values["name"], email=values["email"])
        row.seen = row.existing.version if row.existing else 0
        joined = values.pop("committees", [])
        if row.existing:
            values.pop("email")
            values = {name: value for name, value in values.items() if self._differs(row.existing, name, value)}
        joins = [c for c in joined if not row.existing or (row.existing.pk, c.pk) not in self.memberships]
        row.changes = values | ({"committees": joins} if joins else {})
        if not joins:
            row.changes.pop("role", None)
        row.notes = list(_notes(row))

    def _values(self, row: Row) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, cell in row.cells.items():
            try:
                if cell:
                    values[name] = self._value(name, cell)
            except ValidationError as error:
                row.refuse(name, " ".join(error.messages))
        return values

    def _value(self, name: str, cell: str) -> Any:
        if name == "committees":
            return [found(self.committees, code) for code in cell.replace(",", ";").split(";") if code.strip()]
        if name == "agency":
            return found(self.agencies, cell)
        field = FIELDS[name]
        if field.choices:
            cell = _word(field, cell)
        value = cells.read(field, cell)
        return field.clean(value.lower() if name == "email" else value, None)

    def _refuse_doubles(self, row: Row, values: dict[str, Any]) -> None:
        email, name, is_another = values["email"], folded(values["name"]), values.pop("is_another", False)
        if line := self.emails.setdefault(email, row.line) - row.line:
            row.refuse("email", _("Line %(line)s has the same e-mail address.") % {"line": row.line + line})
        elif (line := self.named.setdefault(name, row.line) - row.line) and not is_another:
            row.refuse("name", _("Line %(line)s has the same name.") % {"line": row.line + line})
        member = self.members.get(email)
        if member and not member.is_active:
            row.refuse("email", _("The access of %(name)s has ended: give it again on their page.") % {"name": member})
        elif member and not _alike(folded(member.name), name):
            row.refuse("email", _("This is the address of %(name)s.") % {"name": member})
        elif not member and not is_another and (other := self._named_alike(name)):
            reason = _(
                "%(name)s is a member already, as %(email)s. "
                "If this is another person, write yes in the column “Another person”."
            )
            row.refuse("name", reason % {"name": other, "email": other.email})

    def _named_alike(self, name: str) -> Delegate | None:
        near = difflib.get_close_matches(name, self.names, 1, ALIKE)
        return self.names[near[0]] if near else None

    def _differs(self, member: Delegate, name: str, value: Any) -> bool:
        """What already waits for its second person is not asked for again."""
        if name == "role":
            return True
        if name == "clearance" and value == Clearance.GOVERNMENT:
            functions = {asked for pk, what, asked in self.waiting if (pk, what) == (member.pk, "function")}
            if functions & set(access.CLEARED_FUNCTIONS):
                return False
        return getattr(member, name) != value and (member.pk, name, value) not in self.waiting


def folded(name: str) -> str:
    """A name for comparing: without accents, case and order of its words."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter))
    return " ".join(sorted(plain.split()))


def _alike(one: str, other: str) -> bool:
    return difflib.SequenceMatcher(None, one, other).ratio() >= ALIKE


def _word(field: Any, cell: str) -> str:
    """The word for a choice, by which it is called on pages; that of the files of a conference is taken too."""
    labels = {str(label).casefold(): stored for stored, label in field.flatchoices}
    stored = labels.get(cell.casefold(), cell.casefold().replace(" ", "_"))
    if stored not in {*labels.values(), *cells.words(field)}:
        words = ", ".join(str(label) for _stored, label in field.flatchoices)
        raise ValidationError(_("Write one of: %(words)s.") % {"words": words})
    return stored


def _notes(row: Row) -> Any:
    for name, value in row.changes.items():
        if name == "function" and access.adds_powers(getattr(row.existing, "function", Function.DELEGATE), value):
            yield _("%(function)s: proposed, for a head or deputy to confirm") % {"function": Function(value).label}
        elif name == "clearance" and value == Clearance.GOVERNMENT:
            if row.changes.get("function") in access.CLEARED_FUNCTIONS:
                continue  # proposed with the function
            yield _("Clearance Government: proposed, for a head or deputy to confirm")
        elif name == "committees":
            yield _("joins %(committees)s") % {"committees": ", ".join(map(str, value))}
        elif row.existing and name != "role":
            yield f"{row.headings[name]}: {_said(name, getattr(row.existing, name))} → {_said(name, value)}"


def _said(name: str, value: Any) -> str:
    """A value as pages call it."""
    return str(dict(getattr(FIELDS[name], "flatchoices", None) or ()).get(value, "" if value is None else value))
