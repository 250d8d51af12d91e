"""Two people in one text: put together where both can stand, shown beside one another where not, and kept anyway."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from delegation.actions import people
from delegation.models import Event, Operation, Wording
from positions.actions import positions as actions
from positions.actions import talking_points
from tests import factories as make

BOTH = "Study comes first. Rules come later."


@pytest.fixture
def position(cast, internet):
    return make.position(internet, argument=BOTH)


class Editor:
    """A browser window in which one person has the argument of a position open."""

    def __init__(self, person, position, name="argument"):
        self.client = Client()
        self.client.force_login(person)
        self.name, self.carried = name, {"seen": position.version}
        self.address = reverse("position-field", args=[position.pk, name])
        self.target = {"HX-Request": "true", "HX-Target": f"position-{position.pk}-{name}"}

    def save(self, words, *, closes=False, **more):
        sent = {self.name: words, "operation": str(uuid4())} | self.carried | more
        headers = self.target | ({} if closes else {"Saving": "on"})
        answer = self.client.post(self.address, sent, headers=headers)
        form = answer.context and answer.context.get("form")
        if form is not None:
            self.carried = {name: form[name].value() or "" for name in ("seen", "sent", "began")}
        if answer.status_code == 200:
            self.carried["sent"] = sent["operation"]
        return answer


def stored(position, name="argument"):
    position.refresh_from_db()
    return getattr(position, name)


def test_words_in_two_places_are_put_together_and_both_are_told(cast, position):
    chen, dina = Editor(cast.chen, position), Editor(cast.dina, position)
    chen.save("Open study comes first. Rules come later.", closes=True)
    joined = dina.save("Study comes first. Rules come much later.", closes=True)
    both = "Open study comes first. Rules come much later."
    assert (joined.status_code, stored(position), position.version) == (200, both, 3)
    assert "Put together with what Chen had written." in " ".join(joined.text.split())
    page = chen.client.get(position.get_absolute_url()).text
    assert "Put together with what Chen had written." in page
    assert list(Wording.objects.values_list("text", "outcome")) == [
        ("Study comes first. Rules come much later.", "merged")
    ]
    undone = chen.client.post(
        reverse("bring-back", args=["position", position.pk, "argument"]), {"seen": 3, "version": 2}
    )
    assert (undone.status_code, stored(position)) == (302, "Open study comes first. Rules come later.")


def test_an_open_editor_goes_on_from_what_it_sent(cast, position):
    """Typed on while the answer, with somebody else's words in it, was under way."""
    chen, dina = Editor(cast.chen, position), Editor(cast.dina, position)
    chen.save("Open study comes first. Rules come later.")
    answer = dina.save("Study comes first. Rules come much later.")
    assert "Open study comes first. Rules come much later.</textarea>" in answer.text
    assert dina.save("Study comes first. Rules come much later, if at all.").status_code == 200
    assert stored(position) == "Open study comes first. Rules come much later, if at all."
    assert chen.save("Open study always comes first. Rules come later.").status_code == 200
    assert stored(position) == "Open study always comes first. Rules come much later, if at all."
    assert position.version == 5


def test_a_save_that_stays_open_answers_with_the_editor(cast, position):
    chen = Editor(cast.chen, position)
    answer = chen.save("Study first.")
    assert (answer.status_code, "data-autosave" in answer.text, 'name="seen" value="2"' in answer.text) == (
        200,
        True,
        True,
    )
    assert "Study first.</textarea>" in answer.text
    assert f'data-draft="position:{position.pk} argument"' in answer.text
    assert "Saved 29 Oct 09:10 by Chen" in answer.text


ANSWERED = {
    "theirs": "All study comes first. Rules come later.",
    "mine": "Open study comes first. Rules come later.",
    "theirs-mine": "All study Open study comes first. Rules come later.",
    "mine-theirs": "Open study All study comes first. Rules come later.",
}


@pytest.mark.parametrize(("answer", "words"), ANSWERED.items())
def test_each_answer_to_two_texts(cast, position, answer, words):
    chen, dina = Editor(cast.chen, position), Editor(cast.dina, position)
    chen.save("All study comes first. Rules come later.")
    mine = "Open study comes first. Rules come later."
    met = dina.save(mine)
    assert met.status_code == 409
    assert "Not saved: changed by Chen 09:10" in " ".join(met.text.split())
    assert f"{mine}</textarea>" in met.text
    assert met.text.count('name="answer"') == 5
    assert dina.save(mine, closes=True, answer=answer).status_code == 200
    assert stored(position) == words
    assert list(Wording.objects.values_list("text", "outcome")) == [(mine, "stale")]


def test_what_only_one_changed_stands_whatever_is_answered(cast, position):
    chen, dina = Editor(cast.chen, position), Editor(cast.dina, position)
    chen.save("All study comes first. Rules come later, at Geneva.")
    dina.save(mine := "Open study comes first. Rules should come later.")
    assert dina.save(mine, closes=True, answer="theirs").status_code == 200
    assert stored(position) == "All study comes first. Rules should come later, at Geneva."


def test_both_in_one_editor_to_be_put_in_order(cast, position):
    chen, dina = Editor(cast.chen, position), Editor(cast.dina, position)
    chen.save("All study comes first. Rules come later.")
    dina.save(mine := "Open study comes first. Rules come later.")
    both = dina.save(mine, answer="merge")
    assert (both.status_code, "All study Open study comes first." in both.text, "data-conflict" in both.text) == (
        200,
        True,
        False,
    )
    assert stored(position) == "All study comes first. Rules come later."
    assert dina.save("All open study comes first.", sent="", closes=True).status_code == 200
    assert stored(position) == "All open study comes first."


def test_what_one_left_alone_in_a_form_is_no_conflict(cast, internet):
    """Dina changes the value of a stance, Chen, from the same page, what is asked."""
    stance = make.stance(internet, group=make.group(), value="support", ask="Go on.")
    address = reverse("stance-of-group", args=[internet.pk, "EUR"])
    headers = {"HX-Request": "true", "HX-Target": f"stance-{internet.pk}-EUR"}
    for person, value, ask in ((cast.dina, "oppose", "Go on."), (cast.chen, "support", "Go on slowly.")):
        client = Client()
        client.force_login(person)
        sent = {"value": value, "ask": ask, "source": stance.source, "confidence": stance.confidence, "seen": 1}
        assert client.post(address, sent, headers=headers).status_code == 200
    stance.refresh_from_db()
    assert (stance.value, stance.ask) == ("oppose", "Go on slowly.")


def test_what_is_put_back_after_an_earlier_save_is_put_back(cast, internet):
    """Typed on after the first save, and the use back to what it was before it."""
    point = make.talking_point(internet, "Study first.", use="floor")
    client = Client()
    client.force_login(cast.dina)
    headers = {"HX-Request": "true", "HX-Target": f"point-{point.pk}", "Saving": "on"}
    sent = {"operation": str(uuid4()), "seen": 1, "text": "Study always.", "use": "corridor"}
    address = reverse("point-edit", args=[point.pk])
    assert client.post(address, sent, headers=headers).status_code == 200
    on = sent | {"sent": sent["operation"], "operation": str(uuid4()), "text": "Study always and all.", "use": "floor"}
    assert client.post(address, on, headers=headers).status_code == 200
    point.refresh_from_db()
    assert (point.text, point.use) == ("Study always and all.", "floor")


@pytest.mark.parametrize("answer", ["mine", "theirs-mine", "mine-theirs"])
def test_an_answer_about_words_leaves_what_one_did_not_touch(cast, internet, answer):
    point = make.talking_point(internet, "Study first.", use="floor")
    talking_points.change(point, seen=1, by=cast.chen, text="Rules first.", use="corridor")
    client = Client()
    client.force_login(cast.dina)
    address, headers = reverse("point-edit", args=[point.pk]), {"HX-Request": "true", "HX-Target": f"point-{point.pk}"}
    mine = {"text": "Prices first.", "use": "floor"}
    for _time in range(2):
        assert client.post(address, mine | {"seen": 1}, headers=headers).status_code == 409
    assert Wording.objects.count() == 1
    answered = client.post(address, mine | {"seen": 2, "began": 1, "answer": answer}, headers=headers)
    point.refresh_from_db()
    assert (answered.status_code, point.use, "Prices" in point.text) == (200, "corridor", True)


def test_bringing_back_what_fewer_could_read_keeps_it_nowhere_else(cast, internet):
    position = make.position(internet, argument="Our secret.", marking="elections")
    rows = type(position).objects.filter(pk=position.pk)
    rows.update(marking="government", argument="Said aloud.")
    rows.update(argument="Said twice.")
    stale = actions.change(position, seen=1, by=cast.amara, argument="Our secret.")
    assert (stale.fields, Wording.objects.count()) == (("argument",), 0)


def test_an_editor_goes_on_from_what_it_sent_also_where_nothing_of_it_was_new(cast, position):
    chen, dina = Editor(cast.chen, position), Editor(cast.dina, position)
    chen.save("Open study comes first. Rules come later, if at all.")
    assert dina.save("Open study comes first. Rules come later.").status_code == 200
    assert dina.save("Open study always comes first. Rules come later.").status_code == 200
    assert stored(position) == "Open study always comes first. Rules come later, if at all."


def test_without_an_answer_two_texts_meet_again(cast, position):
    chen, dina = Editor(cast.chen, position), Editor(cast.dina, position)
    chen.save("All study comes first. Rules come later.")
    assert dina.save("Open study comes first. Rules come later.").status_code == 409
    assert dina.save("Open study comes first. Rules come later!").status_code == 409
    assert dina.save("Study comes first. Rules come later!").status_code == 200
    assert stored(position) == "All study comes first. Rules come later!"


def test_an_answer_that_crosses_a_third_text_is_asked_again(cast, position):
    chen, dina, ben = (Editor(person, position) for person in (cast.chen, cast.dina, cast.ben))
    chen.save("All study comes first. Rules come later.")
    dina.save(mine := "Open study comes first. Rules come later.")
    ben.carried["seen"] = 2
    assert ben.save("Some study comes first. Rules come later.").status_code == 200
    again = dina.save(mine, answer="mine")
    assert (again.status_code, "Some" in again.text) == (409, True)
    assert dina.save(mine, answer="mine").status_code == 200
    assert stored(position) == mine


def test_the_same_correction_twice_is_one_change(cast, position):
    chen, dina = Editor(cast.chen, position), Editor(cast.dina, position)
    for one in (chen, dina):
        assert one.save("Study comes first. Rules come later.").status_code == 200
    assert (position.history.count(), stored(position)) == (1, BOTH)
    for one in (chen, dina):
        assert one.save("Studies come first. Rules come later.").status_code == 200
    assert (position.history.count(), Event.objects.count()) == (2, 1)


def test_nobody_meets_himself(cast, position):
    """The same words in two windows: the later ones stand, the earlier are in the history."""
    laptop, phone = Editor(cast.dina, position), Editor(cast.dina, position)
    assert laptop.save("Open study comes first. Rules come later.").status_code == 200
    assert phone.save("All study comes first. Rules come later.").status_code == 200
    assert stored(position) == "All study comes first. Rules come later."
    assert Editor(cast.chen, make.position(make.issue("Other", lead=cast.chen))).save("x").status_code == 200
    assert position.history.filter(argument__startswith="Open").count() == 1


def test_ones_later_words_do_not_go_over_what_others_put_to_the_earlier(cast, position):
    chen, dina = Editor(cast.chen, position), Editor(cast.dina, position)
    chen.save("Open study comes first. Rules come later.")
    dina.save("Study comes first. Rules come much later.")
    met = dina.save("All study comes first. Rules come much later.")
    assert (met.status_code, stored(position)) == (409, "Open study comes first. Rules come much later.")


def test_a_beginning_that_may_not_be_seen_is_not_shown(cast, internet):
    """Chen took over an issue of which the earlier text was known to the core alone."""
    position = make.position(internet, argument="Our secret. Rules come later.", marking="elections")
    type(position).objects.filter(pk=position.pk).update(marking="government", argument="Said aloud. Rules come later.")
    chen = Editor(cast.chen, position)
    met = chen.save("Mine. Rules come later.", seen=1)
    assert (met.status_code, "secret" in met.text, "Said aloud" in met.text) == (409, False, True)
    assert chen.save("Mine. Rules come later.", answer="theirs-mine").status_code == 200
    assert stored(position).split() == "Said aloud. Rules come later. Mine. Rules come later.".split()


@pytest.mark.parametrize("name", ["sent", "began"])
@pytest.mark.parametrize("forged", ["x", "-1", "999999999999", "00000000-0000-4000-8000-000000000000", "a\x00b"])
def test_what_an_editor_carries_is_believed_of_no_forger(cast, position, name, forged):
    chen, dina = Editor(cast.chen, position), Editor(cast.dina, position)
    dina.save("Open study comes first. Rules come later.")
    answer = chen.save("All study comes first. Rules come later.", **{name: forged})
    refused = 422 if "\x00" in forged or (name == "began" and len(forged) > 10) else 409
    assert (answer.status_code, stored(position)) == (refused, "Open study comes first. Rules come later.")


def test_somebody_elses_save_is_no_beginning(cast, position):
    chen, dina = Editor(cast.chen, position), Editor(cast.dina, position)
    dina.save("Open study comes first. Rules come later.")
    met = chen.save("All study comes first. Rules come later.", sent=dina.carried["sent"])
    assert met.status_code == 409


def test_what_is_refused_for_want_of_a_right_is_not_kept(cast, position):
    chen = Editor(cast.chen, position)
    people.end_access(cast.chen, why="Left.", by=cast.amara)
    assert chen.save("Mine.").status_code in (302, 403, 404)
    assert (Wording.objects.count(), Operation.objects.count(), stored(position)) == (0, 0, BOTH)
