"""The frame and the parts that every page is made of."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django import forms
from django.template.loader import render_to_string

from delegation.forms.conflicts import Conflict
from delegation.pages import Field

ROOT = Path(__file__).parent.parent
TEMPLATES = [path for path in (ROOT / "templates").rglob("*.html") if "admin" not in path.parts]


class ArgumentForm(forms.Form):
    argument = forms.CharField(widget=forms.Textarea, max_length=20)
    seen = forms.IntegerField(widget=forms.HiddenInput)


@dataclass
class Shown:
    """What a reader would find in a piece of HTML."""

    html: str

    @property
    def words(self):
        return " ".join(re.sub(r"<[^>]+>", " ", self.html).split())

    def values(self, attribute):
        return re.findall(rf'\b{attribute}="([^"]*)"', self.html)


def show(template, **context):
    return Shown(render_to_string(template, context))


def argument(**changes):
    return Field(**{"id": "argument", "label": "Argument", "edit_url": "/argument/", "text": "Study first."} | changes)


def linked(folder):
    every = [path for path in (ROOT / "templates").rglob("*") if path.suffix in (".html", ".js")]
    found = [name for path in every for name in re.findall(rf'static "{folder}/([^"]+)"', path.read_text())]
    return sorted(found)


def lying_in(folder):
    return sorted(path.name for path in (ROOT / "static" / folder).iterdir())


def imported(folder):
    """Scripts that other scripts ask for."""
    words = "".join(path.read_text() for path in (ROOT / "static" / folder).glob("*.js"))
    return re.findall(r'^import .* from "\./([\w.]+)";$', words, flags=re.MULTILINE)


@pytest.mark.parametrize("folder", ["css", "js", "icons"])
def test_every_file_of_the_look_is_linked_and_every_link_leads_to_one(folder):
    assert sorted({*linked(folder), *imported(folder)}) == lying_in(folder)


def test_scripts_stay_small():
    long = {path.name for path in (ROOT / "static" / "js").iterdir() if len(path.read_text().splitlines()) >= 150}
    assert long == set()


@pytest.mark.parametrize(
    "markings, frame, words, readers",
    [
        (["delegation"], "delegation", "delegation", "Seen by every active member"),
        (["delegation", "government"], "government", "government", "Seen by members cleared government"),
        (
            ["core", "government"],
            "core",
            "government · core",
            "Seen by head, deputies, capital, lead and alternates",
        ),
        (["elections"], "elections", "elections", "Seen by head, deputies and election desk"),
        (
            ["delegation", "government", "core", "elections"],
            "elections",
            "government · core · elections",
            "Seen by head and deputies",
        ),
    ],
)
def test_the_strip_names_all_markings_and_the_strictest_frames_it(markings, frame, words, readers):
    strip = show("parts/markings.html#strip", markings=markings)
    assert strip.values("data-marking") == [frame]
    assert strip.words == f"Marked on this page {words} {readers}"


@pytest.mark.parametrize("markings", [None, [], [""]])
def test_a_page_without_marked_content_has_no_strip(markings):
    assert show("parts/markings.html#strip", markings=markings).words == ""


def test_a_field_that_may_be_changed_offers_its_editor():
    field = show("parts/field.html", field=argument(can_edit=True, saved="Saved 10:42"))
    assert field.words == "Argument Saved 10:42 Edit Study first."
    assert field.values("href") == ["/argument/"]
    assert field.values("aria-label") == ["Edit Argument"]


def test_a_field_that_may_not_be_changed_offers_nothing():
    field = show("parts/field.html", field=argument())
    assert field.words == "Argument Study first."
    assert field.values("href") == []


def test_an_empty_field_says_so():
    assert show("parts/field.html", field=argument(text="")).words == "Argument Nothing yet"
    assert show("parts/field.html", field=argument(text="", empty="No line yet")).words == "Argument No line yet"


def test_words_of_a_field_are_escaped():
    assert "<script>" not in show("parts/field.html", field=argument(text="<script>alert(1)</script>")).html


def test_an_editor_keeps_what_was_typed_and_says_why_it_was_refused():
    form = ArgumentForm({"argument": "Study first, and rules afterwards.", "seen": "3"})
    editor = show("parts/field.html", field=argument(can_edit=True), form=form)
    assert "Study first, and rules afterwards.</textarea>" in editor.html
    assert "Ensure this value has at most 20 characters (it has 34)." in editor.words
    assert editor.values("value") == ["3"]
    assert "data-unsaved" in editor.html


def test_a_conflict_shows_both_texts_and_equal_answers():
    met = Conflict(
        by="Jon Asker",
        at=datetime(2014, 10, 29, 6, 21, tzinfo=UTC),
        theirs=[("same", "Study "), ("del", "first."), ("ins", "now.")],
        mine=[("same", "Study "), ("del", "first."), ("ins", "<b>.")],
        base="Study first.",
        is_prose=True,
    )
    form = ArgumentForm({"argument": "Study <b>.", "seen": "4"})
    part = show("parts/field.html", field=argument(can_edit=True), form=form, conflict=met)
    answers = ["theirs", "mine", "theirs-mine", "mine-theirs", "merge"]
    assert re.findall(r'name="answer" value="([\w-]+)"', part.html) == answers
    assert "Study <del>first.</del><ins>now.</ins>" in part.html
    assert "Study <del>first.</del><ins>&lt;b&gt;.</ins>" in part.html
    assert "Study &lt;b&gt;.</textarea>" in part.html


def test_a_broken_page_needs_nothing_to_say_so():
    assert "Placard could not do this" in show("500.html").words
    assert "Placard will be back in a moment" in show("503.html").words
