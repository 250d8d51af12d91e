"""The matrix: what each regional group, and some States, think of our issues."""

from typing import Any

from django.db.models import Prefetch
from django.http import QueryDict

from delegation import clock
from delegation.models import Committee, Issue, RegionalGroup
from delegation.pages import markings_shown
from delegation.paging import page_of
from positions.models import Instruction, Stance, Text
from positions.pages import cells

ORDER = ("place", "name", "id")
OF_INSTRUCTIONS = ("issue", "kind", "issued_at", "marking", "text__name", "text__is_sample", "text__confidence")


def composed(asked: QueryDict, reader: Any) -> dict[str, Any]:
    """The context of the matrix; `committee` narrows it to the issues of one."""
    conference = clock.conference()
    committees = list(Committee.objects.current())
    committee = next((one for one in committees if one.code == asked.get("committee")), None)
    open_issues = Issue.objects.visible_to(reader).open()
    if committee:
        open_issues = open_issues.filter(
            pk__in=committee.issues.through.objects.filter(committee=committee).values("issue")
        )
    part = page_of(open_issues.values(*ORDER), ORDER, cursor=asked.get("cursor", ""))
    texts = Text.objects.visible_to(reader).current().in_order()
    issues = list(
        Issue.objects.visible_to(reader)
        .filter(pk__in=[row["id"] for row in part.rows])
        .with_rights(reader)
        .prefetch_related(Prefetch("texts", texts, to_attr="acted_on"))
        .in_order()
    )
    keys = [issue.pk for issue in issues]
    groups = list(RegionalGroup.objects.filter(archived_at=None).order_by("code"))
    stances = list(Stance.objects.visible_to(reader).current().filter(issue__in=keys).with_holder())
    instructed = Instruction.objects.visible_to(reader).live().filter(issue__in=keys).select_related("text")
    live = list(instructed.only(*OF_INSTRUCTIONS))
    return {
        "groups": groups,
        "rows": cells.rows(
            issues, groups, stances, editable={issue.pk for issue in issues if issue.may_change}, live=live
        ),
        "state": conference.state if conference else None,
        "committees": committees,
        "committee": committee,
        "part": part,
        "values": Stance.Value.choices,
        "markings": markings_shown(issues, stances, live),
    }
