"""The roster import: looked at first, confirmed, row by row through the actions, and what was kept out taken home."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from delegation.actions import people
from delegation.history import history_of
from delegation.imports import sheets
from delegation.models import Delegate, Grant, Membership
from tests import factories as make

HEADER = "E-MAIL,name,Committee,Function,Arrives"


@pytest.fixture
def rosa(cast, client):
    """At the desk of the administration."""
    make.committee("COM5", kind="committee")
    client.force_login(cast.rosa)
    return cast.rosa


def upload(client, data, name="roster.csv"):
    data = data.encode() if isinstance(data, str) else data
    return client.post(reverse("import-people"), {"file": SimpleUploadedFile(name, data)})


def answer(client, shown, button="confirm"):
    signed = re.search(r'name="rows_signed" value="([^"]+)"', shown.content.decode())[1]
    return client.post(reverse("import-people"), {"rows_signed": signed, button: ""})


def states(shown):
    return {found["row"].line: found["state"].value for found in shown.context["rows"]}


def reasons(shown):
    return {found["row"].line: found["row"].reasons for found in shown.context["rows"] if found["row"].problems}


def good(count, first=1):
    """Names that nobody could take for each other."""
    numbers = "nought ein twee drie fire fünf sechs siete otto nio".split()
    return [
        f"person{n}@valdria.example,{numbers[n // 10]}{numbers[n % 10]} {numbers[n % 10]}sson,COM5,delegate,2014-10-18"
        for n in range(first, first + count)
    ]


def test_more_than_a_preview_carries_is_refused(rosa, client, monkeypatch):
    monkeypatch.setattr(sheets, "LONGEST_SIGNED", 200)
    refused = upload(client, "\n".join([HEADER, *good(9)]))
    assert (refused.status_code, "This is too much at once: split the file." in refused.text) == (422, True)
    assert 'name="file"' in refused.text


def test_a_roster_with_bad_rows(rosa, client):
    """The whole of the story: 52 good rows, eight kept out, mended, imported again; the first once more."""
    bad = [
        "other@valdria.example,Amara,,,",  # Amara is a member, with another address
        "chen@elsewhere.example,Chén,,,",
        "dina@valdria.example,Frederik Osterholm,,,",
        "not an address,Gerda Ohm,,,",
        "gerda@,Gerda Ohm,,,",
        "hugo@valdria.example,Hugo Ek,COM9,,",
        "ivo@valdria.example,=HYPERLINK(1),,,",
    ]
    lines = [HEADER, *good(52), *bad]
    data = b"\xef\xbb\xbf" + "\r\n".join(lines).encode() + "\r\njo@valdria.example,J\xf6rg Alm,,,".encode("latin-1")
    before = Delegate.objects.count()
    shown = upload(client, data)
    assert shown.status_code == 200
    assert list(states(shown).values()) == ["new"] * 52 + ["error"] * 8
    assert Delegate.objects.count() == before
    another = "If this is another person, write yes in the column “Another person”."
    assert reasons(shown) == {
        54: [f"Name: Amara is a member already, as amara@valdria.example. {another}"],
        55: [f"Name: Chen is a member already, as chen@valdria.example. {another}"],
        56: ["E-mail: This is the address of Dina."],
        57: ["E-mail: Enter a valid email address."],
        58: ["E-mail: Enter a valid email address."],
        59: ["Committees: “COM9” is not known here. Perhaps Com 5?"],
        60: ["Name: This looks like a formula: write the text itself."],
        61: ["This row is not in UTF-8; it is shown as Windows-1252 reads it. Look, then import it again."],
    }
    assert "Jörg Alm" in shown.content.decode()
    assert "<p>52 new rows, 8 rows with errors</p>" in shown.text
    assert '<td class="date" data-head="Arrives">2014-10-18</td>' in shown.text

    done = answer(client, shown)
    assert list(states(done).values()) == ["new"] * 52 + ["error"] * 8
    assert Delegate.objects.count() == before + 52
    assert Membership.objects.filter(committee="COM5").count() == 52
    invited = Delegate.objects.get(email="person1@valdria.example")
    assert (invited.clearance, invited.has_usable_password(), str(invited.arrives_on)) == (
        "delegation",
        False,
        "2014-10-18",
    )
    context = invited.history.get().pgh_context
    assert (context["by"], context["through"]) == (str(rosa.pk), "import")

    home = answer(client, done, "kept_out")
    assert home["Content-Disposition"] == 'attachment; filename="people-kept-out.csv"'
    rows = list(csv.reader(io.StringIO(home.content.decode("utf-8-sig"))))
    assert len(rows) == 9
    assert rows[7][0] == "'=HYPERLINK(1)"  # no spreadsheet would calculate it
    mended = home.content.decode().replace("COM9", "com 5").replace("'=HYPERLINK(1)", "Ivo Rask")
    again = answer(client, upload(client, mended))
    assert sorted(states(again).values()) == ["error"] * 5 + ["new"] * 3
    assert Delegate.objects.filter(name__in=["Jörg Alm", "Ivo Rask", "Hugo Ek"]).count() == 3

    history = history_of(Delegate)._default_manager.count()
    first_once_more = upload(client, data)
    assert sorted(set(states(first_once_more).values())) == ["error", "same"]
    answer(client, first_once_more)
    assert history_of(Delegate)._default_manager.count() == history


def test_more_sight_is_proposed_and_asked_for_once(rosa, cast, client):
    data = """name,email,function,clearance
Nia Low,nia@valdria.example,Deputy head of delegation,government
Olga,olga@valdria.example,secretary,
"""
    shown = upload(client, data)
    assert [found["row"].notes for found in shown.context["rows"]] == [
        [
            "Deputy head of delegation: proposed, for a head or deputy to confirm",
        ],
        ["Delegation secretary: proposed, for a head or deputy to confirm"],
    ]
    assert Grant.objects.count() == 0
    answer(client, shown)
    nia = Delegate.objects.get(email="nia@valdria.example")
    assert (nia.function, nia.clearance) == ("delegate", "delegation")
    assert set(Grant.objects.waiting().values_list("delegate", "kind", "proposed_by")) == {
        (nia.pk, "function", rosa.pk),
        (cast.olga.pk, "function", rosa.pk),
    }
    assert set(states(upload(client, data)).values()) == {"same"}


def test_a_row_edited_since_the_preview_is_looked_at_anew(rosa, cast, client):
    data = """name,email,covers
Olga,olga@valdria.example,Budget
Nia Low,nia@valdria.example,
Sam,sam@valdria.example,Notes
"""
    shown = upload(client, data)
    assert list(states(shown).values()) == ["changed", "new", "changed"]
    people.change(cast.olga, seen=1, by=cast.sol, covers="Elections")
    people.change(cast.sam, seen=1, by=cast.sol, honorific="Dr")
    people.invite(name="Nia Low", email="nia@valdria.example", covers="", by=cast.sol)
    done = answer(client, shown)
    assert list(states(done).values()) == ["error", "same", "changed"]
    assert reasons(done) == {2: ["What they do: Changed by somebody since the preview; it says “Elections”."]}
    cast.sam.refresh_from_db()
    assert (cast.sam.covers, cast.sam.honorific) == ("Notes", "Dr")


def test_columns_and_cells_as_people_write_them(rosa, cast, client):
    book = Workbook()
    book.active.append(["Arrival", "FULL NAME", "Mail", "Affiliation"])
    book.active.append(["2014-10-19", "Tor Lind", "Tor@Valdria.example", "Civil society"])
    file = io.BytesIO()
    book.save(file)
    answer(client, upload(client, file.getvalue(), "roster.xlsx"))
    tor = Delegate.objects.get(email="tor@valdria.example")
    assert (tor.name, tor.affiliation, str(tor.arrives_on)) == ("Tor Lind", "civil_society", "2014-10-19")
    shown = upload(client, "name;e-mail;function\nUma Vik;uma@valdria.example;Chief\n;x@valdria.example;")
    assert reasons(shown) == {
        2: [
            "Function: Write one of: Head of delegation, Deputy head of delegation, Delegation secretary, Delegate, "
            "Adviser, Capital, Election desk."
        ],
        3: ["Name: This may not be empty."],
    }
    twins = """name,email,another person
Tor Lindh,t.lindh@valdria.example,yes
Uma,a@valdria.example,
UMA,b@valdria.example,
"""
    assert list(states(upload(client, twins)).values()) == ["new", "new", "error"]


@pytest.mark.parametrize(
    "data,reason",
    [
        (b"", "The submitted file is empty."),
        (b" \n", "This file is empty."),
        (b"%PDF-1.7 ...", "This is neither a CSV file nor an XLSX file."),
        (b"PK\x03\x04 no workbook", "This workbook cannot be read. Save it again as XLSX, or as “CSV UTF-8”."),
        (b"name,email", "There is no row below the headings."),
        (b"name\nNia", "The column “E-mail” is missing."),
        (b"name,e-mail,mail\nNia,a,b", "Two columns say the same: email."),
        (b"name,email,phone\nNia,a,b", "There is no column “phone” in this import; there are Name, E-mail, Honorific, "
         "Function, What they do, Agency, Affiliation, Clearance, Arrives, Leaves, Committees, Role, Another person."),
        (b'name,email\n"Nia,a', "Line 2 is no CSV: a quotation mark is missing or stands too much, or a cell is "
         "too long."),
        ("name,email\nNia,a".encode("utf-16"), "This file is in UTF-16. Save it as “CSV UTF-8”, or as XLSX."),
        (b"name,email\n" + b"x" * 4 * 2**20, "This file is too large: at most 4 MB."),
    ],
)  # fmt: skip
def test_what_is_no_roster_is_told_so(rosa, client, data, reason):
    shown = upload(client, data)
    assert (shown.status_code, shown.context["form"].errors["file"]) == (422, [reason])


def test_only_who_keeps_people_and_only_his_own_preview(rosa, cast, client):
    shown = upload(client, f"{HEADER}\nnia@valdria.example,Nia Low,,,")
    for person in (cast.pavel, cast.chen, cast.kim):
        client.force_login(person)
        assert client.get(reverse("import-people")).status_code == 403
        assert answer(client, shown).status_code == 403
    other = make.delegate("una", staff=True)
    client.force_login(other)
    assert answer(client, shown).status_code == 422
    assert client.post(reverse("import-people"), {"rows_signed": "forged"}).status_code == 422
    client.logout()
    assert client.get(reverse("import-people")).status_code == 302
    assert not Delegate.objects.filter(name="Nia Low").exists()


@pytest.mark.parametrize("name", ["import-people", "import-documents", "import-time-plan"])
def test_who_may_type_such_things_may_import_them(cast, client, name):
    answers = {}
    for person in (cast.amara, cast.ben, cast.sol, cast.rosa, cast.chen, cast.pavel, cast.kim):
        client.force_login(person)
        answers[person.name] = client.get(reverse(name)).status_code
    assert answers == {
        **dict.fromkeys((cast.amara.name, cast.ben.name, cast.sol.name, cast.rosa.name), 200),
        **dict.fromkeys((cast.chen.name, cast.pavel.name, cast.kim.name), 403),
    }
    said = "The head, a deputy, the secretary or an administrator can."
    assert client.get(reverse(name)).context["exception"] == said


def test_the_pages_of_an_import(rosa, client):
    page = client.get(reverse("import-people")).content.decode()
    assert "Import people" in page
    assert "Deputy head of delegation" in page
    shown = upload(client, f"{HEADER}\nnia@valdria.example,<b>Nia</b>,,,").content.decode()
    assert "&lt;b&gt;Nia&lt;/b&gt;" in shown
    assert "Write 1 row" in shown
