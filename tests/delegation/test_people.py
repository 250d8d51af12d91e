"""Inviting, changing and ending the access of members."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from delegation.actions import grants, invitations, people
from delegation.models import Delegate, Event, Grant
from delegation.versions import Saved, Stale
from tests import factories as make

NEW = "a-quiet-evening-in-haeundae"


def test_an_invited_member_reads_delegation_and_the_rest_waits(cast):
    nia = people.invite(name="Nia Low", email="Nia@valdria.example", function="deputy", by=cast.rosa)
    assert (nia.function, nia.clearance, nia.has_usable_password()) == ("delegate", "delegation", False)
    address = EmailAddress.objects.get(user=nia)
    assert (address.email, address.verified, address.primary) == ("nia@valdria.example", True, True)
    grant = Grant.objects.waiting().get()
    assert grant.in_words == "Nia Low becomes Deputy head of delegation, and is cleared Government"
    grants.confirm(grant, by=cast.ben)
    nia.refresh_from_db()
    assert (nia.function, nia.clearance, nia.cleared_by) == ("deputy", "government", cast.ben)


def test_inviting_has_its_refusals(cast):
    for person in (cast.chen, cast.pavel, cast.kim, cast.gone):
        with pytest.raises(PermissionDenied):
            people.invite(name="Nia", email="nia@valdria.example", by=person)
    with pytest.raises(ValidationError, match="already a member"):
        people.invite(name="Ben", email="BEN@valdria.example", by=cast.rosa)
    with pytest.raises(ValidationError):
        people.invite(name="Nia", email="nia", by=cast.rosa)
    assert not Delegate.objects.filter(name="Nia").exists()


def test_a_link_works_once_and_only_the_newest(cast):
    nia = people.invite(name="Nia", email="nia@valdria.example", by=cast.rosa)
    old = invitations.make(nia, by=cast.rosa)
    token = invitations.make(nia, by=cast.rosa)
    assert invitations.read(old) is None
    assert invitations.read(token) == nia
    assert invitations.read(token[:-1] + "x") is None
    with pytest.raises(ValidationError):
        invitations.accept(token, password="password1234")
    invitations.accept(token, password=NEW)
    assert invitations.read(token) is None
    with pytest.raises(ValidationError, match="no longer good"):
        invitations.accept(token, password="another-quiet-evening")
    nia.refresh_from_db()
    assert nia.check_password(NEW)


def test_a_link_grows_old(cast, time_machine):
    token = invitations.make(cast.pavel, by=cast.rosa)
    time_machine.move_to(timezone.now() + timedelta(days=6))
    assert invitations.read(token) == cast.pavel
    time_machine.shift(timedelta(days=1, minutes=1))
    assert invitations.read(token) is None


def test_a_clearance_ends_the_link_that_staff_was_shown(cast):
    nia = people.invite(name="Nia", email="nia@valdria.example", clearance="government", by=cast.rosa)
    shown = invitations.make(nia, by=cast.rosa)
    confirmed = grants.confirm(Grant.objects.waiting().get(), by=cast.ben)
    assert invitations.read(shown) is None
    assert invitations.read(confirmed.token) == nia
    with pytest.raises(PermissionDenied):
        invitations.make(nia, by=cast.amara)


@pytest.mark.parametrize("asked", [{"clearance": "government"}, {"function": "capital"}])
def test_a_clearance_ends_every_way_in_from_before(cast, client, asked):
    nia = people.invite(name="Nia", email="rosa-too@valdria.example", by=cast.rosa)
    invitations.accept(invitations.make(nia, by=cast.rosa), password=NEW)
    client.post(reverse("account_login") + "?next=/healthz", {"login": nia.email, "password": NEW})
    assert client.get(reverse("account_change_password")).status_code == 200
    Authenticator.objects.create(user=nia, type="webauthn", data={})
    nia.refresh_from_db()
    [grant] = people.change(nia, seen=nia.version, by=cast.rosa, **asked).proposed
    token = grants.confirm(grant, by=cast.ben).token
    nia.refresh_from_db()
    assert (nia.is_cleared, nia.has_usable_password(), invitations.read(token)) == (True, False, nia)
    assert not Authenticator.objects.filter(user=nia).exists()
    assert not UserSession.objects.filter(user=nia).exists()
    assert client.get(reverse("account_change_password")).status_code == 302


def test_another_power_of_a_cleared_member_ends_no_way_in(cast):
    cast.chen.set_password(make.PASSWORD)
    cast.chen.save()
    assert grants.confirm(grants.propose_function(cast.chen, "capital", by=cast.rosa), by=cast.ben).token == ""
    cast.chen.refresh_from_db()
    assert cast.chen.check_password(make.PASSWORD)


def test_a_new_way_in_for_a_cleared_member_takes_two_and_ends_the_old_ones(cast, client):
    cast.chen.set_password(make.PASSWORD)
    cast.chen.save()
    client.force_login(cast.chen)
    client.get("/healthz")
    Authenticator.objects.create(user=cast.chen, type="totp", data={})
    token = grants.confirm(grants.propose_sign_in(cast.chen, by=cast.rosa), by=cast.ben).token
    invitations.accept(token, password=NEW)
    assert not Authenticator.objects.filter(user=cast.chen).exists()
    assert client.get(reverse("account_change_password")).status_code == 302


def test_changes_of_a_member_are_taken_apart(cast):
    outcome = people.change(
        cast.pavel, seen=1, by=cast.rosa, covers="Spectrum", clearance="government", email="p@valdria.example"
    )
    assert set(outcome.changed) == {"covers", "email"}
    assert [grant.kind for grant in outcome.proposed] == ["clearance"]
    assert list(EmailAddress.objects.filter(user=cast.pavel).values_list("email", flat=True)) == ["p@valdria.example"]
    outcome = people.change(cast.chen, seen=1, by=cast.rosa, email="c@valdria.example", function="capital")
    assert (outcome.changed, [grant.kind for grant in outcome.proposed]) == ((), ["function", "email"])
    assert isinstance(people.change(cast.pavel, seen=1, by=cast.sol, covers="Other"), Stale)
    assert isinstance(people.change(cast.pavel, seen=1, by=cast.sol, email="x@valdria.example"), Stale)
    with pytest.raises(PermissionDenied):
        people.change(cast.pavel, seen=2, by=cast.chen, covers="x")


def test_a_lower_function_or_clearance_is_at_once_and_ends_assignments(cast, internet):
    outcome = people.change(cast.chen, seen=1, by=cast.rosa, clearance="delegation")
    assert isinstance(outcome, Saved)
    assert outcome.changed == ("clearance",)
    assert not cast.chen.assignments.current().exists()
    with pytest.raises(ValidationError, match="needs clearance Government: change that first"):
        people.change(cast.sol, seen=1, by=cast.rosa, clearance="delegation")
    outcome = people.change(cast.sol, seen=1, by=cast.rosa, function="delegate", clearance="delegation")
    assert (outcome.record.function, outcome.record.clearance) == ("delegate", "delegation")


def test_somebody_is_left_to_confirm_and_to_administer(cast):
    people.end_access(cast.ben, why="Recalled.", by=cast.rosa)
    for change in (
        lambda: people.end_access(cast.amara, why="Recalled.", by=cast.rosa),
        lambda: people.change(cast.amara, seen=1, by=cast.rosa, function="delegate"),
    ):
        with pytest.raises(ValidationError, match="last head"):
            change()
    for change in (
        lambda: people.end_access(cast.rosa, why="Left.", by=cast.amara),
        lambda: people.change(cast.rosa, seen=1, by=cast.amara, is_staff=False),
    ):
        with pytest.raises(ValidationError, match="last administrator"):
            change()


def test_access_ends_at_once(cast, internet, client):
    cast.chen.set_password(make.PASSWORD)
    cast.chen.save()
    client.post(reverse("account_login") + "?next=/healthz", {"login": cast.chen.email, "password": make.PASSWORD})
    assert client.get(reverse("account_change_password")).status_code == 200
    assert UserSession.objects.filter(user=cast.chen).count() == 1
    link = invitations.make(cast.pavel, by=cast.rosa)
    people.end_access(cast.pavel, why="Left.", by=cast.sol)
    people.end_access(cast.chen, why="Recalled.", by=cast.rosa)
    assert people.end_access(cast.chen, why="Recalled.", by=cast.rosa).changed == ()
    assert client.get(reverse("account_change_password")).status_code == 302
    assert not UserSession.objects.filter(user=cast.chen).exists()
    assert Event.objects.filter(topic=f"delegate:{cast.chen.pk}").exists()
    assert people.held_by(cast.chen, cast.amara) == ["Lead of Internet"]
    with pytest.raises(ValidationError):
        people.end_access(cast.dina, why=" ", by=cast.rosa)
    people.give_access_again(cast.chen, by=cast.ben)
    people.give_access_again(cast.pavel, by=cast.amara)
    assert Delegate.objects.active().filter(pk__in=[cast.chen.pk, cast.pavel.pk]).count() == 2
    assert invitations.read(link) is None


def test_one_keeps_ones_own_preferences_and_address(cast):
    assert people.prefer(cast.pavel, seen=1, by=cast.pavel, theme="dark", single_keys=False).changed == (
        "theme",
        "single_keys",
    )
    with pytest.raises(PermissionDenied):
        people.prefer(cast.pavel, seen=2, by=cast.rosa, theme="light")
    with pytest.raises(PermissionDenied):
        people.prefer(cast.pavel, seen=2, by=cast.pavel, clearance="government")
    assert people.change_email(cast.pavel, email="p@valdria.example", by=cast.pavel).changed == ("email",)
    outcome = people.change_email(cast.chen, email="c@valdria.example", by=cast.chen)
    assert [grant.kind for grant in outcome.proposed] == ["email"]
    with pytest.raises(ValidationError, match="already a member"):
        people.change_email(cast.chen, email="ben@valdria.example", by=cast.chen)


def test_a_name_corrected_by_others_stands_where_one_left_it_alone(cast):
    assert people.change(cast.pavel, seen=1, by=cast.rosa, name="Pavel Iversen").changed == ("name",)
    sent = {"name": "Pavel", "theme": "dark", "single_keys": True}
    assert people.prefer(cast.pavel, seen=1, by=cast.pavel, **sent).changed == ("theme",)
    cast.pavel.refresh_from_db()
    assert (cast.pavel.name, cast.pavel.theme) == ("Pavel Iversen", "dark")


@pytest.mark.parametrize("with_conference", [True, False])
def test_a_delegation_is_founded_once(db, capsys, with_conference):
    if with_conference:
        make.conference()
    given = {
        "administrator_name": "Rosa Field",
        "administrator_email": "rosa@valdria.example",
        "head_name": "Amara Holt",
        "head_email": "amara@valdria.example",
        "address": "https://placard.example/",
    }
    with pytest.raises(CommandError, match="two people"):
        call_command("found_delegation", **given | {"head_email": "ROSA@valdria.example"})
    call_command("found_delegation", **given)
    links = [line.split("/")[-2] for line in capsys.readouterr().out.splitlines() if "https://placard.example/" in line]
    assert [(p.name, p.function, p.clearance, p.is_staff) for p in map(invitations.read, links)] == [
        ("Rosa Field", "delegate", "delegation", True),
        ("Amara Holt", "head", "government", False),
    ]
    with pytest.raises(CommandError, match="has members already"):
        call_command("found_delegation", **given)


def test_the_founders_sign_in_before_there_is_a_conference(db, client, capsys):
    names = ("administrator_name", "administrator_email", "head_name", "head_email")
    call_command("found_delegation", **dict(zip(names, ("Rosa", "r@x.example", "Amara", "a@x.example"), strict=True)))
    for line in capsys.readouterr().out.splitlines():
        if "/accounts/invitation/" in line:
            address = line.strip().removeprefix("http://localhost:8000")
            assert client.post(address, {"password": NEW, "again": NEW}).status_code == 302
    client.post("/accounts/login/?next=/admin/", {"login": "r@x.example", "password": NEW})
    answers = [client.get(address).status_code for address in ("/admin/", "/admin/delegation/delegate/add/", "/")]
    assert answers == [200, 200, 503]
    given = {"name": "Nia", "email": "n@x.example", "function": "delegate", "affiliation": "government"}
    page = client.post("/admin/delegation/delegate/add/", given | {"clearance": "delegation"})
    assert "/accounts/invitation/" in page.text
    assert "No conference has been loaded yet" in client.get("/").text
