"""The import of the list of documents."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from delegation.history import history_of
from positions.actions import documents
from positions.models import Document
from tests import factories as make


@pytest.fixture
def rosa(cast, client):
    make.committee("COM5", kind="committee")
    client.force_login(cast.rosa)
    return cast.rosa


def upload(client, text):
    return client.post(reverse("import-documents"), {"file": SimpleUploadedFile("list.csv", text.encode())})


def confirm(client, shown):
    signed = re.search(r'name="rows_signed" value="([^"]+)"', shown.content.decode())[1]
    return client.post(reverse("import-documents"), {"rows_signed": signed, "confirm": ""})


def states(shown):
    return [found["state"].value for found in shown.context["rows"]]


def test_documents_are_entered_changed_and_left(rosa, client):
    standing = documents.add(symbol="84(Rev.2)", title="Old title", by=rosa)
    text = """Symbol,Title,From,Date,Committee
84 (Rev. 2),New title,UKR,2014-10-28,COM5
DT/24,Draft,,,
Document 67-E,Proposals,RCC,2014-10-20,com5; COM9
dt 24,Draft again,,,
twelve,What,,,
"""
    shown = upload(client, text)
    assert states(shown) == ["changed", "new", "error", "error", "error"]
    assert [found["row"].reasons for found in shown.context["rows"][2:4]] == [
        ["Committees: There is no committee “COM9”."],
        ["Symbol: Line 3 is the same document."],
    ]
    assert shown.context["rows"][0]["row"].notes == [
        "Title: Old title → New title",
        "From:  → UKR",
        "Received:  → 2014-10-28",
        "Committees:  → COM5",
    ]
    assert Document.objects.count() == 1
    confirm(client, shown)
    standing.refresh_from_db()
    assert (standing.title, standing.sources, standing.committees.get().code) == ("New title", "UKR", "COM5")
    assert Document.objects.get(series="DT").symbol == "DT/24"
    history = history_of(Document)._default_manager.count()
    again = upload(client, text)
    assert states(again) == ["same", "same", "error", "error", "error"]
    confirm(client, again)
    assert history_of(Document)._default_manager.count() == history


def test_a_document_changed_since_the_preview_is_kept_out(rosa, cast, client):
    standing = documents.add(symbol="84", title="Old", by=rosa)
    shown = upload(client, "symbol,title\n84,Theirs\n85,New")
    documents.change(standing, seen=1, by=cast.sol, title="Mine")
    documents.add(symbol="85", title="Mine too", by=cast.sol)
    done = confirm(client, shown)
    assert [found["row"].reasons for found in done.context["rows"]] == [
        ["Title: Changed by somebody since the preview; it says “Mine”."],
        ["Added by somebody since the preview: look at it, then import it again."],
    ]
