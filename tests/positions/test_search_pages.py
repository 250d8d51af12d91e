"""The search page and the answers of the command bar."""

import pytest
from django.test import Client
from django.urls import reverse

from delegation.access import Marking
from tests import factories as make


def asked(person, **query):
    client = Client()
    client.force_login(person)
    return client.get(reverse("search"), query)


def test_the_page_marks_what_was_found(cast, internet):
    make.proposal("ARB/79A1/3", ask="A harbour < 5 & more.", number_is_sample=True)
    make.position(internet, objective="Keep the harbour.")
    words = asked(cast.pavel, q="harbour").content.decode()
    assert "A <mark>harbour</mark> &lt; 5 &amp; more." in words
    assert '<small class="sample">sample</small>' in words
    assert asked(cast.pavel, q="harbour").context["markings"] == ["delegation"]
    assert asked(cast.chen, q="harbour").context["markings"] == ["delegation", "government"]
    assert 'data-marking="government"' in asked(cast.chen, q="harbour").content.decode()


def test_hidden_and_absent_are_answered_alike(cast, internet):
    make.issue("Quicksilver", marking=Marking.GOVERNMENT)
    hidden, absent = (
        asked(cast.pavel, q=word).content.decode().partition("<main")[2].partition("</main>")[0].replace(word, "")
        for word in ("Quicksilver", "Quicksilber")
    )
    assert hidden == absent
    assert "Quicksilver" in asked(cast.chen, q="Quicksilver").content.decode()


def test_the_bar_answers_options_alone(cast, internet):
    make.proposal("ARB/79A1/3", title="<b>Standards</b>")
    answer = asked(cast.pavel, q="79A1/3", bar="1").content.decode()
    filed = internet and make.Proposal.objects.get()
    assert answer.strip() == (
        f'<li role="option" id="found-1" data-href="{filed.get_absolute_url()}"><b class="number">ARB/79A1/3</b>'
        "<span>MOD &lt;b&gt;Standards&lt;/b&gt;</span></li>"
    )
    nothing = '<li role="presentation" class="nothing">Nothing was found.</li>'
    assert asked(cast.pavel, q="nothing like it", bar="1").content.decode().strip() == nothing
    assert asked(cast.pavel, q=" ", bar="1").content.decode().strip() == ""


def test_the_bar_knows_pages(cast):
    assert f'data-href="{reverse("reference")}"' in asked(cast.pavel, q="refer", bar="1").content.decode()


@pytest.mark.parametrize(
    "query", [{}, {"q": ""}, {"q": "\0"}, {"q": "x" * 10_000}, {"q": "国"}, {"q": "a", "bar": "\0"}]
)
def test_whatever_is_typed_there_is_a_page(cast, internet, query):
    assert asked(cast.pavel, **query).status_code == 200


@pytest.mark.parametrize("count", [1, 3, 200])
def test_the_page_asks_as_often_however_much_there_is(cast, internet, count, django_assert_num_queries):
    for index in range(count):
        make.proposal(f"ARB/79A1/{index + 1}", title=f"Harbour {index}")
        make.talking_point(internet, f"Harbour {index}")
    client = Client()
    client.force_login(cast.chen)
    with django_assert_num_queries(6):
        client.get(reverse("search"), {"q": "harbour"})
