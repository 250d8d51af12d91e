"""Signing in: by invitation, by whoever is a member, and by nobody else."""

import io
import logging
import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import get_resolver, reverse

from delegation.actions import invitations
from delegation.models import Delegate
from tests import factories as make

LOGIN = "/accounts/login/?next=/account/"
# What says nothing of the delegation, or has a secret of its own in its address.
OPEN = ("feeds/", "healthz", "accounts/", "admin/login/", "copies/", "worker.js")


def sign_in(client, email, password=make.PASSWORD, **headers):
    return client.post(LOGIN, {"login": email, "password": password}, headers=headers)


@pytest.fixture
def members(cast, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick: forty sign in below
    for person in (cast.chen, cast.pavel, cast.gone):
        person.set_password(make.PASSWORD)
        person.save()
    return cast


def test_members_sign_in_by_address_however_written(client, members):
    assert sign_in(client, "PAVEL@valdria.example").url == "/account/"
    assert client.get("/account/").status_code == 200


def test_others_do_not(client, members):
    for email, password in (("pavel@valdria.example", "x"), ("nobody@valdria.example", make.PASSWORD)):
        assert "not correct" in sign_in(client, email, password).text
    assert sign_in(client, "gone@valdria.example").url == reverse("account_inactive")
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signs_up(client, members, method):
    given = {"email": "new@valdria.example", "password1": make.PASSWORD, "password2": make.PASSWORD}
    answer = getattr(client, method)("/accounts/signup/", given)
    assert "Nobody signs up here" in answer.text
    assert not Delegate.objects.filter(email="new@valdria.example").exists()


def test_limits_hold_per_account_and_a_delegation_shares_an_address(client, members):
    for _ in range(12):
        last = sign_in(client, "chen@valdria.example", "wrong")
    assert "Too many failed login attempts" in last.text
    assert "Too many failed login attempts" in sign_in(client, "chen@valdria.example").text
    assert sign_in(client, "pavel@valdria.example").url == "/account/"


def test_who_asks_for_much_else_guesses_no_more_passwords(client, members):
    for _again in range(11):
        sign_in(client, "chen@valdria.example", "wrong-password-entirely")
    assert {client.get(reverse("feed", args=[f"made-up-{n}"])).status_code for n in range(310)} == {404}
    for n in range(310):
        cache.set(f"else-{n}", 1)
    assert "Too many failed login attempts" in sign_in(client, "chen@valdria.example").text


def test_forty_members_behind_one_address_sign_in_within_a_minute(client, members):
    for _ in range(40):
        assert sign_in(client, "pavel@valdria.example").status_code == 302
        client.logout()


def test_the_address_is_the_one_the_trusted_proxy_saw(client, members, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    sign_in(client, "pavel@valdria.example", **{"x-forwarded-for": "198.51.100.7, 203.0.113.9"})
    assert "203.0.113.9" in client.get(reverse("usersessions_list")).text


def test_a_link_by_mail_is_not_for_those_who_read_more(client, members, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    answers = [client.post("/accounts/password/reset/", {"email": f"{n}@valdria.example"}) for n in ("chen", "nobody")]
    assert [answer.url for answer in answers] == ["/accounts/password/reset/done/"] * 2
    assert mail.outbox == []
    client.post("/accounts/password/reset/", {"email": "pavel@valdria.example"})
    assert [message.to for message in mail.outbox] == [["pavel@valdria.example"]]


def test_addresses_are_not_added_past_the_grants(client, members):
    client.force_login(members.chen)
    given = {"action_add": "", "email": "x@valdria.example"}
    for answer in (client.get("/accounts/email/"), client.post("/accounts/email/", given)):
        assert (answer.status_code, answer.url) == (302, "/account/")
    assert not members.chen.emailaddress_set.filter(email="x@valdria.example").exists()


def test_an_invitation_is_accepted_by_choosing_a_password(client, members):
    token = invitations.make(members.rosa, by=None)
    url = reverse("invitation", args=[token])
    assert "rosa@valdria.example" in client.get(url).text
    for given in ({"password": "short", "again": "short"}, {"password": make.PASSWORD, "again": "other"}, {}):
        assert client.post(url, given).status_code == 422
    assert client.post(url, {"password": make.PASSWORD, "again": make.PASSWORD}).url == "/accounts/login/"
    assert client.get(url).status_code == 404
    assert sign_in(client, "rosa@valdria.example").url == "/account/"


def test_no_log_keeps_the_address_of_an_invitation(client, members, monkeypatch):
    url = reverse("invitation", args=[invitations.make(members.rosa, by=None)])
    [handler] = [one for one in logging.getLogger().handlers if one.filters]
    lines = io.StringIO()
    monkeypatch.setattr(handler, "stream", lines)
    client.post(url, {"password": "short"})
    assert [line.split(" ", 2)[2] for line in lines.getvalue().splitlines()] == [
        "WARNING django.request Unprocessable Entity: /accounts/invitation/…/"
    ]


def test_where_i_am_signed_in_is_listed_and_ended(client, members):
    other = type(client)()
    for browser in (client, other):
        sign_in(browser, "pavel@valdria.example")
    assert client.get(reverse("usersessions_list")).text.count('<th scope="row">') == 2
    client.post(reverse("usersessions_list"))
    assert [browser.get("/account/").status_code for browser in (client, other)] == [200, 302]


@pytest.mark.parametrize(
    "name", ["mfa_index", "mfa_list_webauthn", "usersessions_list", "account_change_password", "account_logout"]
)
def test_the_pages_of_ones_account_open(client, members, name):
    sign_in(client, "pavel@valdria.example")
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn"])
def test_a_new_way_in_asks_who_it_is(client, members, name):
    sign_in(client, "pavel@valdria.example")
    asked = client.get(reverse(name))
    assert asked.url.startswith("/accounts/reauthenticate/")
    assert client.post(asked.url, {"password": "wrong"}).status_code == 200
    assert client.post(asked.url, {"password": make.PASSWORD}).url == reverse(name)
    assert client.get(reverse(name)).status_code == 200


def addresses(patterns, prefix=""):
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, path)
        else:
            yield path


def filled(path):
    """Some address that the pattern takes."""
    path = re.sub(r"<(uuid|path|str|slug|int|day):[^>]*>", lambda kind: FILLING[kind[1]], path)
    path = re.sub(r"\(\?P<app_label>([a-z]+)[^)]*\)", r"\1", path)
    path = re.sub(r"\(\?P<[^>]*>[^)]*\)", "x1", path)
    return "/" + path.replace("^", "").replace("$", "").replace("\\", "").replace("(?:.*)", "")


FILLING = {
    "uuid": "00000000-0000-4000-8000-000000000001",
    "path": "00000000-0000-4000-8000-000000000001",
    "str": "x",
    "slug": "x",
    "int": "1",
    "day": "2014-10-29",
}


@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_is_not_signed_in_is_sent_to_sign_in(client, conference, method):
    walked = [path for path in sorted(set(addresses(get_resolver().url_patterns))) if not path.startswith(OPEN)]
    for address in walked:
        answer = getattr(client, method)(filled(address))
        assert answer.status_code == 302, filled(address)
        assert answer.url.startswith(("/accounts/login/", "/admin/login/")), filled(address)
    assert len(walked) > 100
