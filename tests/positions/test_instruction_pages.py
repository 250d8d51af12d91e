"""Instructions on the screen: drafted, issued over what was live, withdrawn, acknowledged."""

import pytest
from django.urls import reverse

from positions.actions import instructions
from positions.models import Acknowledgement, Instruction
from tests import factories as make
from tests.plain import plain


def url(name, *args):
    return reverse(name, args=args)


@pytest.fixture
def live(cast, internet):
    draft = instructions.draft(issue=internet, text=None, kind="oppose", mandate="Oppose OTT.", by=cast.kim)
    return instructions.issue_instruction(draft, seen=1, predecessor=None, by=cast.kim).record


def hidden(page):
    """The hidden inputs of the form that issues."""
    form = page.context["form"]
    return {bound.name: bound.value() for bound in form.hidden_fields() if bound.value() not in (None, "")}


def test_an_instruction_is_drafted_read_and_issued(client, cast, internet, live):
    text = make.text("Res 102", issues=[internet])
    make.text("Res 7")
    client.force_login(cast.amara)
    assert "Internet" in client.get(url("instruction-new")).text
    new = f"{url('instruction-new')}?issue={internet.pk}"
    form = client.get(new)
    assert list(form.context["form"].fields["text"].queryset) == [text]
    assert "Oppose OTT." in form.text
    assert client.post(new, {"kind": "support", "mandate": "", "marking": "government"}).status_code == 422
    made = client.post(new, {"kind": "support", "mandate": "Accept study.", "marking": "government"})
    draft = Instruction.objects.drafts().get()
    assert (made.status_code, made.url) == (302, url("instruction-detail", draft.pk))
    page = client.get(made.url)
    assert "Oppose OTT." in page.text
    assert hidden(page) == {"seen": 1, "predecessor": live.pk}
    reworded = client.post(url("instruction-field", draft.pk, "mandate"), {"mandate": "Accept “study”.", "seen": 1})
    assert reworded.status_code == 302
    issued = client.post(url("instruction-issue", draft.pk), hidden(client.get(made.url)))
    assert (issued.status_code, issued.url) == (302, f"/issues/{internet.pk}/#instruction")
    assert [one.mandate for one in Instruction.objects.live()] == ["Accept “study”."]
    issue = client.get(url("issue-detail", internet.pk)).text
    assert "<s>Oppose OTT.</s>" in issue
    assert "Superseded 29 Oct 09:10. Do not use." in issue


def test_whoever_comes_second_is_told_who_issued_what_and_may_issue_again(client, cast, internet, live):
    mine = instructions.draft(issue=internet, text=None, kind="support", mandate="Mine", by=cast.amara)
    client.force_login(cast.amara)
    seen = hidden(client.get(url("instruction-detail", mine.pk)))
    theirs = instructions.draft(issue=internet, text=None, kind="support", mandate="Their words", by=cast.ben)
    instructions.issue_instruction(theirs, seen=1, predecessor=live.pk, by=cast.ben)
    refused = client.post(url("instruction-issue", mine.pk), seen)
    assert refused.status_code == 409
    told = " ".join(refused.text.split())
    assert "Nothing was changed." in told
    assert "Ben issued another instruction on Internet at 29 Oct 09:10." in told
    assert "Their words" in told
    assert [one.mandate for one in Instruction.objects.live()] == ["Their words"]
    assert hidden(refused) == {"seen": 1, "predecessor": theirs.pk}
    assert client.post(url("instruction-issue", mine.pk), hidden(refused)).status_code == 302
    assert [one.mandate for one in Instruction.objects.live()] == ["Mine"]


def test_a_draft_changed_meanwhile_is_read_again(client, cast, internet):
    mine = instructions.draft(issue=internet, text=None, kind="support", mandate="Mine", by=cast.amara)
    client.force_login(cast.amara)
    seen = hidden(client.get(url("instruction-detail", mine.pk)))
    instructions.revise(mine, seen=1, by=cast.ben, mandate="Changed words")
    refused = client.post(url("instruction-issue", mine.pk), seen)
    assert (refused.status_code, "Changed words" in refused.text) == (409, True)
    assert not Instruction.objects.live().exists()


@pytest.mark.parametrize("sent", [{}, {"seen": "x"}, {"seen": 1, "predecessor": "x"}, {"seen": 1, "operation": "x"}])
def test_a_form_that_says_nothing_issues_nothing(client, cast, internet, sent):
    mine = instructions.draft(issue=internet, text=None, kind="support", mandate="Mine", by=cast.amara)
    client.force_login(cast.amara)
    assert client.post(url("instruction-issue", mine.pk), sent).status_code == 422
    assert not Instruction.objects.live().exists()


def test_whole_beside_text_is_refused_on_the_page(client, cast, internet, live):
    text = make.text("Res 102", issues=[internet])
    mine = instructions.draft(issue=internet, text=text, kind="support", mandate="Mine", by=cast.amara)
    client.force_login(cast.amara)
    page = client.get(url("instruction-detail", mine.pk))
    assert "An instruction is live for the whole issue" in page.text
    refused = client.post(url("instruction-issue", mine.pk), hidden(page))
    assert (refused.status_code, "Withdraw it before instructing per text" in refused.text) == (422, True)


def test_withdrawing_asks_why(client, cast, internet, live):
    client.force_login(cast.ben)
    withdraw = url("instruction-withdraw", live.pk)
    assert "Oppose OTT." in client.get(withdraw).text
    assert client.post(withdraw, {"why": "", "seen": live.version}).status_code == 422
    assert client.post(withdraw, {"why": "Overtaken.", "seen": 1}).status_code == 409
    assert client.post(withdraw, {"why": "Overtaken.", "seen": live.version}).status_code == 302
    issue = client.get(url("issue-detail", internet.pk)).text
    assert "Withdrawn 29 Oct 09:10. Do not use." in issue
    assert "Overtaken." in issue
    again = client.post(withdraw, {"why": "Again.", "seen": live.version + 1})
    assert (again.status_code, "no longer live" in again.text) == (422, True)


def test_holders_acknowledge_and_come_back(client, cast, internet, live):
    client.force_login(cast.chen)
    assert "missing <b>Chen</b>, <b>Dina</b> (unread)" in " ".join(
        client.get(url("issue-detail", internet.pk)).text.split()
    )
    acknowledge = url("instruction-acknowledge", live.pk)
    done = client.post(acknowledge)
    assert (done.status_code, done.url) == (302, f"/issues/{internet.pk}/#instruction")
    assert client.post(acknowledge, {"back": "/instructions/"}).url == "/instructions/"
    for elsewhere in ("https://evil.example/", "//evil.example", "javascript:alert(1)", "instructions"):
        assert client.post(acknowledge, {"back": elsewhere}).url == f"/issues/{internet.pk}/#instruction"
    assert Acknowledgement.objects.count() == 1
    page = " ".join(client.get(url("issue-detail", internet.pk)).text.split())
    assert "1 of 2</b>: Chen 09:10; missing <b>Dina</b> (unread)" in page
    for name, status in (("olga", 403), ("amara", 403), ("pavel", 404)):
        client.force_login(getattr(cast, name))
        assert client.post(acknowledge).status_code == status, name
    assert client.get(acknowledge).status_code == 405


def test_only_issuers_draft_issue_and_withdraw(client, cast, internet, live):
    draft = instructions.draft(issue=internet, text=None, kind="support", mandate="Mine", by=cast.amara)
    for name, status in (("chen", 403), ("sol", 403), ("olga", 403), ("pavel", 404)):
        client.force_login(getattr(cast, name))
        assert client.get(url("instruction-new")).status_code == 403, name
        for answer in (
            client.post(url("instruction-issue", draft.pk), {"seen": 1, "predecessor": live.pk}),
            client.get(url("instruction-withdraw", live.pk)),
            client.post(url("instruction-withdraw", live.pk), {"why": "x", "seen": live.version}),
            client.get(url("instruction-field", draft.pk, "mandate")),
            client.post(url("instruction-field", draft.pk, "mandate"), {"mandate": "x", "seen": 1}),
        ):
            assert answer.status_code == status, name
    client.force_login(cast.chen)
    page = client.get(url("instruction-detail", draft.pk)).text.partition("<main")[2].partition("</main>")[0]
    assert ("Mine" in page, "Supersede" in page.title() and "<button" in page) == (True, False)


def test_what_is_issued_is_not_reworded(client, cast, live):
    client.force_login(cast.amara)
    for name in ("text", "kind", "mandate", "issue"):
        assert client.get(url("instruction-field", live.pk, name)).status_code == 404, name
        assert client.post(url("instruction-field", live.pk, name), {name: "x", "seen": 2}).status_code == 404, name


@pytest.fixture
def draft(cast, internet):
    return instructions.draft(issue=internet, text=None, kind="support", mandate="First words.", by=cast.amara)


def aimed(name):
    return {"headers": {"HX-Request": "true", "HX-Target": f"draft-{name}"}}


def test_a_draft_is_changed_field_by_field_in_place(client, cast, internet, draft):
    text, _other = make.text("Res 102", issues=[internet]), make.text("Res 7")
    client.force_login(cast.kim)
    edit = {name: url("instruction-field", draft.pk, name) for name in ("text", "kind", "mandate")}
    editor = client.get(edit["text"], **aimed("text"))
    assert list(editor.context["form"].fields["text"].queryset) == [text]
    assert "The whole issue" in editor.text
    for name, value, seen, shown in (
        ("text", text.pk, 1, "Res 102"),
        ("kind", "oppose", 1, "Oppose"),
        ("mandate", "Second words.", 1, "Second words."),
        ("text", "", 2, "The whole issue"),
    ):
        saved = client.post(edit[name], {name: value, "seen": seen}, **aimed(name))
        assert (saved.status_code, shown in saved.text, "<select" in saved.text) == (200, True, False), name
        assert "Read the draft again, to issue it" in saved.text
    draft.refresh_from_db()
    assert (draft.text, draft.kind, draft.mandate, draft.version) == (None, "oppose", "Second words.", 5)
    assert "Read the draft again" not in client.get(edit["kind"] + "?shown", **aimed("kind")).text
    for name, value in (("text", _other.pk), ("text", "x"), ("kind", "shout"), ("mandate", "")):
        refused = client.post(edit[name], {name: value, "seen": 5}, **aimed(name))
        assert (refused.status_code, "Read the draft again" in refused.text) == (422, False), (name, value)
    past = client.get(url("field-history", "instruction", draft.pk, "mandate"))
    assert "<del>First </del><ins>Second </ins>" in past.text
    assert client.post(url("instruction-issue", draft.pk), {"seen": 1, "predecessor": ""}).status_code == 409


@pytest.mark.parametrize(
    "name, mine, theirs, shown",
    [
        ("mandate", "My words.", "Their words.", "Their"),
        ("kind", "oppose", "abstain", "Abstain"),
        ("text", "102", "103", "Res 103"),
    ],
)
def test_two_who_change_one_field_of_a_draft_see_both(client, cast, internet, draft, name, mine, theirs, shown):
    texts = {number: make.text(f"Res {number}", issues=[internet]) for number in ("102", "103")}
    instructions.revise(draft, seen=1, by=cast.ben, **{name: texts.get(theirs, theirs)})
    client.force_login(cast.amara)
    sent = {name: texts[mine].pk if mine in texts else mine, "seen": 1}
    crossed = client.post(url("instruction-field", draft.pk, name), sent, **aimed(name))
    assert (crossed.status_code, shown in crossed.text, "Ben" in crossed.text) == (409, True, True)
    assert client.post(url("instruction-field", draft.pk, name), sent | {"seen": 2}, **aimed(name)).status_code == 200


def test_a_draft_that_is_dropped_is_neither_changed_nor_issued(client, cast, internet, draft):
    client.force_login(cast.ben)
    drop = url("instruction-withdraw", draft.pk)
    assert f'href="{drop}"' in client.get(url("instruction-detail", draft.pk)).text
    form = client.get(drop)
    assert ("Drop the draft · Placard" in form.text, "drafted 29 Oct 09:10" in plain(form)) == (True, True)
    answer = client.post(drop, {"why": "Not needed.", "seen": 1}, follow=True)
    assert "Dropped: Internet, 09:10." in plain(answer)
    assert client.post(url("instruction-field", draft.pk, "kind"), {"kind": "oppose", "seen": 2}).status_code == 404
    assert client.post(url("instruction-issue", draft.pk), {"seen": 2, "predecessor": ""}).status_code == 422
    assert "Not needed." in client.get(url("instruction-list")).text


def test_the_list_shows_who_has_not_acknowledged(client, cast, internet, live):
    instructions.acknowledge(live, by=cast.chen)
    instructions.draft(issue=internet, text=None, kind="support", mandate="A draft", by=cast.amara)
    client.force_login(cast.dina)
    page = client.get(url("instruction-list")).text
    for words in ("Yours to acknowledge", "A draft", "missing <b>Dina</b>", "1 of 2"):
        assert words in page, words
    client.force_login(cast.pavel)
    page = client.get(url("instruction-list")).text
    assert ("Oppose OTT." in page, "A draft" in page, "No instruction is live for you." in page) == (False, False, True)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_more_rows(client, cast, number, django_assert_num_queries):
    for count in range(number):
        issue = make.issue(f"Issue {count}", lead=cast.chen)
        draft = instructions.draft(issue=issue, text=None, kind="support", mandate="Old", by=cast.amara)
        old = instructions.issue_instruction(draft, seen=1, predecessor=None, by=cast.amara).record
        draft = instructions.draft(issue=issue, text=None, kind="support", mandate="New", by=cast.amara)
        instructions.issue_instruction(draft, seen=1, predecessor=old.pk, by=cast.amara)
    client.force_login(cast.chen)
    with django_assert_num_queries(8):
        assert client.get(url("instruction-list")).status_code == 200


def test_bad_addresses_are_absent(client, cast, internet):
    client.force_login(cast.amara)
    for bad in ("?issue=x", "?issue=", "?issue=%00"):
        assert client.get(url("instruction-new") + bad).status_code == 200, bad
    assert client.get(f"{url('instruction-new')}?issue={make.key('nothing')}").status_code == 404
    assert client.get(f"{url('instruction-list')}?cursor=%00x").status_code == 200
