"""Whatever is invented or unverified says so beside its name, on every page that names it."""

import re
from datetime import date
from html.parser import HTMLParser
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from delegation.models import Committee, Delegate, Issue, Meeting
from positions.models import AgendaItem, Document, Instruction, Position, Proposal, Text
from positions.search import without_marks
from tests.browser.sample_copy import FOLDER

ROWS = {"tr", "li", "p", "dt", "dd", "h1", "h2", "h3", "title", "option", "header"}
EMPTY = {"br", "hr", "input", "link", "meta", "img", "path", "wbr"}
# What members wrote, and what is quoted of it: a number in it is theirs, not a record that Placard names. Nor does a
# choice that is offered tell anything yet.
WRITTEN = {"words", "mandate", "dead", "changelist-filter"}


class Rows(HTMLParser):
    """The texts and links of a page, each with the words of the row that it stands in."""

    def __init__(self, page):
        super().__init__()
        self.open, self.rows, self.named = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        row = None
        if tag in ROWS:
            row = []
            self.rows.append(row)
        names = {*(attributes.get("class") or "").split(), attributes.get("id")}
        is_written = bool(WRITTEN & names) or tag in ("s", "mark", "script", "option")
        if tag not in EMPTY:
            self.open.append((tag, row, is_written))
        address = attributes.get("href") or attributes.get("data-href") or ""
        if address.startswith("/"):
            self.named.append((address, self.around))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, words):
        for row in self.around:
            row.append(words)
        if words.strip() and not any(is_written for _tag, _row, is_written in self.open):
            self.named.append((words, self.around))

    @property
    def around(self):
        """The rows that are open, the innermost last."""
        return [row for _tag, row, _written in self.open if row is not None]


def unsaid(page, doubts, written):
    """Where a name of `doubts` (a pattern, and what is due beside it) stands without, but in what members wrote."""
    found = []
    for words, around in Rows(page).named:
        if words.strip(" …\n") in written and len(words.strip()) > 20:
            continue
        for pattern, due in doubts:
            if pattern.search(words):
                beside = " ".join("".join(around[-1]).split()) if around else words
                found += [(words.strip()[:60], due, beside[:160]) for word in due if not re.search(word, beside)]
    return found


def doubts():
    """Patterns of the names and addresses of all that is invented or unverified, with what is due beside them."""
    found = []
    for record in [*Proposal.objects.all(), *Text.objects.all(), *Meeting.objects.select_related("committee")]:
        due = record.doubt.split(", ") if record.doubt else []
        if due and isinstance(record, Meeting):
            found.append((re.compile(f"^{reverse('meeting-detail', args=[record.pk])}$"), due))
        elif due:
            found.append((re.compile(rf"(?<![\w/.]){re.escape(str(record))}(?![\w/])"), due))
    for record in Document.objects.all():
        if record.doubt:
            found.append(
                (re.compile(rf"Document {re.escape(record.symbol)}\b|^{re.escape(record.title)}"), [record.doubt])
            )
    for record in Committee.objects.all():
        if record.doubt:
            # A meeting of it that says "sample" has said enough.
            found.append((re.compile(rf"^{re.escape(record.name)}$"), [f"{record.doubt}|sample"]))
    return found


def prose():
    """What members wrote where a page shows it as a title: the numbers in it are theirs, not records it names."""
    mandates = Instruction.objects.values_list("mandate", flat=True)
    agendas = AgendaItem.objects.values_list("title", flat=True)
    covers = Delegate.objects.values_list("covers", flat=True)
    remits = Committee.objects.values_list("remit", flat=True)
    said = [words for one in Position.objects.values_list(*Position.WORDS) for words in one]
    positions = [without_marks(re.sub(r"\[([^][]*)\]\([^)]*\)", r"\1", words)) for words in said]
    return "\n".join(
        [*positions, *mandates, *agendas, *covers, *remits, *Issue.objects.values_list("summary", flat=True)]
    )


def pages():
    """Addresses of the pages that name records, with those that are searched for."""
    names = "today time-plan time-plan-weeks proposal-list issue-list instruction-list instruction-new".split()
    yield from map(reverse, [*names, "stance-matrix", "team", "reference", "proposal-new", "meeting-new"])
    yield from (f"{reverse('proposal-list')}?{query}" for query in ("filters=all", "sort=text", "issue=financial-plan"))
    for words in ("Document 73", "RCC common proposals", "res 71", "ACP/967/10", "CEPT", "WG-PL", "fin", "Busan"):
        yield from (f"{reverse('search')}?q={words}", f"{reverse('search')}?q={words}&bar=1")
    for day in (date(2014, 10, day) for day in range(27, 31)):
        yield from (reverse("briefing-day", args=[day]), reverse("time-plan-day", args=[day]))
    for kind in ("text", "document"):
        yield f"{reverse('proposal-suggestions')}?of={kind}&as=q&q=7"
    for issue in Issue.objects.all():
        yield from (issue.get_absolute_url(), reverse("issue-history", args=[issue.pk]))
    yield from (reverse("instruction-detail", args=[one.pk]) for one in Instruction.objects.all())
    doubtful = [one for one in Proposal.objects.select_related("text") if one.doubt or getattr(one.text, "doubt", "")]
    yield from (one.get_absolute_url() for one in doubtful[::4])
    yield from (one.get_absolute_url() for one in Meeting.objects.filter(starts_at__day__in=[29, 30]))
    yield from (one.get_absolute_url() for one in Delegate.objects.all())
    for model in ("document", "text", "proposal", "outcome", "stance", "agendaitem"):
        yield f"{reverse(f'admin:positions_{model}_changelist')}?all="
    for model in ("meeting", "committee", "memberstate", "regionalgroup"):
        yield reverse(f"admin:delegation_{model}_changelist")


@pytest.mark.slow
def test_every_page_of_the_sample_says_what_is_invented_or_unverified(db, client, tmp_path):
    (tmp_path / "password").write_text("a-placard-for-every-day")
    call_command("load_conference", FOLDER, sample_password_file=tmp_path / "password", stdout=StringIO())
    head = Delegate.objects.get(email="ines.kordal@valdria.example")
    Delegate.objects.filter(pk=head.pk).update(is_staff=True)
    client.force_login(head)
    due, written, found = doubts(), prose(), []
    for address in pages():
        answer = client.get(address)
        assert answer.status_code == 200, address
        found += [(address, *one) for one in unsaid(answer.content.decode(), due, written)]
    assert found == [], "\n".join(map(str, found))
