"""A question on a whole issue where instructions stand per text: who answers it says on which."""

from django.urls import reverse

from delegation.versions import Saved
from positions.actions import conflicting_answers, instructions
from positions.models import GuidanceRequest, Instruction
from tests import factories as make
from tests.plain import plain


def address(act, one):
    return reverse(f"guidance-{act}", args=[one.pk])


def test_who_answers_chooses_the_text(client, cast, internet):
    text, other = (make.text(name, issues=[internet]) for name in ("Res 102", "Res 130"))
    make.instruction(internet, "Accept no study.", by=cast.kim, text=text, kind="oppose")
    elsewhere, asked = make.text("Res 64"), make.guidance_request(internet, by=cast.chen)
    client.force_login(cast.kim)
    page = plain(client.get(address("answer", asked)))
    assert "Res 102. Live: Oppose. Accept no study. Res 130. Nothing is live." in page
    given = {"seen": 1, "kind": "support", "answer": "Support it."}
    for chosen in ({}, {"text": elsewhere.pk}):
        assert client.post(address("answer", asked), given | chosen).status_code == 422
    assert client.post(address("answer", asked), given | {"text": other.pk}).status_code == 302
    draft = Instruction.objects.get(mandate="Support it.")
    assert draft.text == other
    issued = instructions.issue_instruction(draft, seen=draft.version, predecessor=None, by=cast.amara)
    assert (type(issued), GuidanceRequest.objects.get().state) == (Saved, "closed")


def test_a_draft_on_the_whole_issue_says_at_once_what_it_lacks(client, cast, internet):
    make.instruction(internet, by=cast.kim, text=make.text("Res 102", issues=[internet]))
    draft = make.instruction(internet, "Support it.", by=cast.kim, live=False)
    client.force_login(cast.amara)
    lacks = "Instructions are live on texts of this issue: choose the text that this one is on"
    assert lacks in plain(client.get(reverse("instruction-detail", args=[draft.pk])))


def test_where_nothing_stands_per_text_the_answer_is_on_what_was_asked(client, cast, internet):
    make.text("Res 102", issues=[internet])
    make.instruction(internet, by=cast.kim)
    client.force_login(cast.kim)
    for asked in (
        make.guidance_request(internet, "On the whole?", by=cast.chen),
        make.guidance_request(internet, "On one?", by=cast.chen, text=make.text("Res 130", issues=[internet])),
    ):
        assert "Nothing is live." not in client.get(address("answer", asked)).text
        given = {"seen": 1, "kind": "support", "answer": "Support it."}
        assert client.post(address("answer", asked), given).status_code == 302
        asked.refresh_from_db()
        assert asked.instruction.text == asked.text


def test_the_second_answer_is_on_the_text_of_the_first(cast, internet):
    first = make.instruction(internet, "Accept it.", by=cast.kim, live=False, text=make.text("Res 102"))
    given = {"answered_at": make.START, "answered_by": cast.kim, "answer": "Accept it.", "instruction": first}
    asked = make.guidance_request(internet, by=cast.chen, **given)
    conflict = make.conflict(asked, "Do not.", by=cast.kim, agency=make.agency())
    done = conflicting_answers.decide(conflict, seen=1, decided_for="second", why="Law.", by=cast.ben)
    assert done.record.instruction.text == first.text
