"""Mails that say that something waits, sent to a real mail server and read back from it."""

import asyncio
import socket
from contextlib import suppress
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from delegation import clock
from delegation.actions import mailings, notices, people
from delegation.mail import invitation_sent
from delegation.models import Delegate, Mailing, Notice
from tests import factories as make
from tests.positions.test_instructions_at_once import at_once, pool  # noqa: F401

SITE = "https://placard.example"


class Kept:
    """Takes mails as a mail server does, and keeps them; refuses those to `refused`, with `answer`.

    While `is_slow`, nobody hears that a mail was taken.
    """

    def __init__(self):
        self.mails, self.refused, self.answer, self.is_slow = [], set(), "550 No such member", False

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.mails.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        while self.is_slow:
            await asyncio.sleep(0.02)
        return "250 Taken"


class Server:
    """On a port of its own, which stays the same when it comes back."""

    def __init__(self):
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        self.kept, self._running = Kept(), None

    def start(self):
        self._running = Controller(self.kept, hostname="127.0.0.1", port=self.port)
        self._running.start()

    def stop(self):
        if self._running:
            self._running.stop()
        self._running = None

    @property
    def mails(self):
        return self.kept.mails


@pytest.fixture
def post(settings):
    server = Server()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.MAIL_IS_SET_UP, settings.SITE = True, SITE
    server.start()
    yield server
    server.stop()


def tell(issue, *who, key="a", minutes=2, words="Oppose the secret text.", **how):
    """Told so many minutes ago."""
    notices.tell(dict.fromkeys(who, words), about=issue, key=key, **how)
    Notice.objects.filter(key=key).update(at=clock.now() - timedelta(minutes=minutes))


def wait_over():
    Mailing.objects.filter(sent_at=None).update(next_at=timezone.now())


def sent():
    with clock.kept():
        return mailings.mail_all()


def test_three_things_are_one_mail_that_says_where_and_not_what(cast, internet, post):
    secret = make.issue("Red lines", marking="government", lead=cast.chen)
    for key in "abc":
        tell(secret, cast.chen, key=key)
    assert (sent(), sent(), len(post.mails)) == (1, 0, 1)
    [(to, mail)] = post.mails
    assert (to, mail["Subject"], mail["To"]) == ([cast.chen.email], "Placard: something waits for you", cast.chen.email)
    words = mail.get_content()
    assert words.startswith("3 things wait for you in Placard.")
    assert f"{SITE}{reverse('inbox')}" in words
    assert mail["Message-ID"] == f"<{Mailing.objects.get().pk}@placard>"
    assert [word for word in ("Red", "secret", "Oppose", "government") if word in mail.as_string()] == []


def test_it_is_grouped_for_a_minute_and_what_is_urgent_goes_at_once(cast, internet, post):
    tell(internet, cast.chen, key="a", minutes=0)
    assert sent() == 0
    tell(internet, cast.dina, key="b", minutes=0, urgent=True)
    assert (sent(), post.mails[0][0], post.mails[0][1]["Subject"]) == (1, [cast.dina.email], "Placard: look now")
    Notice.objects.filter(key="a").update(at=clock.now() - timedelta(seconds=61))
    assert (sent(), post.mails[1][1].get_content().splitlines()[0]) == (1, "1 thing waits for you in Placard.")


@pytest.mark.django_db(transaction=True)
def test_what_is_urgent_wakes_the_worker_once_and_nothing_else_does(cast, internet, post):
    waiting = ProcrastinateJob.objects.filter(task_name="delegation.jobs.mail", status="todo")
    tell(internet, cast.chen, key="a")
    assert waiting.count() == 0
    for key in "bcd":
        tell(internet, cast.chen, key=key, urgent=True)
    assert waiting.count() == 1
    waiting.delete()


@pytest.mark.django_db(transaction=True)
def test_the_worker_is_woken_by_what_was_told_and_by_nothing_that_was_taken_back(cast, internet, post):
    waiting = ProcrastinateJob.objects.filter(task_name="delegation.jobs.mail", status="todo")
    with transaction.atomic():
        tell(internet, cast.chen, key="a", urgent=True)
        assert waiting.count() == 0  # nobody who tells something else waits for this transaction
        transaction.set_rollback(True)
    assert waiting.count() == 0
    with transaction.atomic():
        tell(internet, cast.chen, key="a", urgent=True)
    assert waiting.count() == 1
    waiting.delete()


@pytest.mark.parametrize("mail,many", [("off", 0), ("urgent", 1), ("grouped", 1)])
def test_each_says_when_he_is_told(mail, many, cast, internet, post):
    Delegate.objects.filter(pk=cast.chen.pk).update(mail=mail)
    tell(internet, cast.chen, key="a")
    tell(internet, cast.chen, key="b", urgent=True)
    assert sent() == many
    if many:
        assert Notice.objects.filter(mailing__isnull=False).count() == (1 if mail == "urgent" else 2)


def test_it_is_said_on_ones_own_page(cast, client):
    client.force_login(cast.chen)
    given = {"name": "Chen", "theme": "", "single_keys": "on", "seen": cast.chen.version, "mail": "urgent"}
    assert client.post(reverse("account-preferences"), given).status_code == 302
    assert Delegate.objects.get(pk=cast.chen.pk).mail == "urgent"
    assert "A mail says that something waits and where, never what." in client.get(reverse("my-account")).text


@pytest.mark.parametrize("change", ["read", "access ended", "sight lost", "mail off"])
def test_what_nobody_is_to_know_any_more_is_not_mailed(change, cast, post):
    secret = make.issue("Red lines", marking="government", lead=cast.chen)
    tell(secret, cast.olga)
    post.stop()
    assert (sent(), Mailing.objects.count()) == (0, 1)  # it waits for the mail server
    post.start()
    wait_over()
    if change == "read":
        Notice.objects.update(read_at=clock.now())
    elif change == "access ended":
        people.end_access(cast.olga, why="Left.", by=cast.amara)
    elif change == "sight lost":
        Delegate.objects.filter(pk=cast.olga.pk).update(clearance="delegation")
    else:
        Delegate.objects.filter(pk=cast.olga.pk).update(mail="off")
    assert (sent(), post.mails) == (0, [])
    assert Mailing.objects.get().dropped_why == "nothing"


def test_who_has_no_access_gets_no_mail(cast, internet, post):
    tell(internet, cast.chen)
    people.end_access(cast.chen, why="Left.", by=cast.amara)
    assert (sent(), Mailing.objects.filter(to=cast.chen).count()) == (0, 0)


def test_a_mail_server_that_is_down_loses_nothing_and_is_tried_again_with_growing_pauses(cast, internet, post):
    post.stop()
    tell(internet, cast.chen)
    pauses = []
    for attempt in range(1, 9):
        assert sent() == 0
        waiting = Mailing.objects.get()
        assert waiting.attempts == attempt
        pauses.append(round((waiting.next_at - timezone.now()).total_seconds() / 60))
        assert sent() == 0  # between two attempts it is left alone
        assert Mailing.objects.get().attempts == attempt
        wait_over()
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    post.start()
    assert (sent(), sent(), len(post.mails)) == (1, 0, 1)
    assert post.mails[0][1]["Message-ID"] == f"<{Mailing.objects.get().pk}@placard>"


def test_a_recipient_that_is_refused_keeps_nobody_else_waiting(cast, internet, post):
    post.kept.refused = {cast.chen.email}
    tell(internet, cast.chen, cast.dina)
    assert (sent(), [to for to, _mail in post.mails]) == (1, [[cast.dina.email]])
    refused = Mailing.objects.get(to=cast.chen)
    assert (refused.dropped_why, refused.sent_at) == ("refused", None)
    assert sent() == 0


def test_a_recipient_that_is_to_come_back_later_is_tried_again(cast, internet, post):
    post.kept.refused, post.kept.answer = {cast.chen.email}, "451 Come back later"
    tell(internet, cast.chen)
    assert (sent(), Mailing.objects.get().dropped_at) == (0, None)
    post.kept.refused = set()
    wait_over()
    assert (sent(), len(post.mails)) == (1, 1)


def test_killed_between_sending_and_writing_the_same_mail_goes_out_again(cast, internet, post):
    tell(internet, cast.chen)
    post.stop()
    sent()  # the mail is made, and not sent
    post.start()
    wait_over()
    with suppress(KeyboardInterrupt), transaction.atomic():
        assert sent() == 1
        raise KeyboardInterrupt
    assert (sent(), len(post.mails)) == (1, 2)
    assert post.mails[0][1]["Message-ID"] == post.mails[1][1]["Message-ID"]
    assert sent() == 0


def test_an_address_that_can_be_no_address_keeps_nobody_else_waiting(cast, internet, post):
    """No name in it may be so long; the check of an address lets it pass."""
    cast.chen.email = f"chen@{'é' * 63}.example"
    validate_email(cast.chen.email)
    cast.chen.save(update_fields=["email"])
    tell(internet, cast.chen)
    tell(internet, cast.dina, key="b")
    assert (sent(), [to for to, _mail in post.mails]) == (1, [[cast.dina.email]])
    assert Mailing.objects.get(to=cast.chen).dropped_why == "refused"
    assert invitation_sent(cast.chen, "https://placard.example/accounts/invitation/x/") is False


def test_a_server_that_does_not_answer_is_waited_for_once(cast, internet, post):
    """What is overdue climbs in the same worker."""
    post.stop()
    tell(internet, cast.chen, cast.dina, cast.sam)
    assert sent() == 0
    assert sorted(Mailing.objects.values_list("attempts", flat=True)) == [0, 0, 1]
    post.start()
    assert (sent(), sorted(Mailing.objects.values_list("attempts", flat=True))) == (2, [1, 1, 1])
    wait_over()
    assert (sent(), len(post.mails)) == (1, 3)


def test_a_slow_server_is_not_waited_for_until_all_is_out_and_what_is_urgent_goes_first(
    cast, internet, post, monkeypatch
):
    monkeypatch.setattr(mailings, "AT_ONE_GO", timedelta(0))
    tell(internet, cast.chen, cast.dina)
    tell(internet, cast.sam, key="b", urgent=True)
    assert (sent(), [to for to, _mail in post.mails]) == (1, [[cast.sam.email]])
    assert (sent(), sent(), sent(), len(post.mails)) == (1, 1, 0, 3)


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_one_sends(conference, post, pool):  # noqa: F811
    members = [make.delegate(f"member {number}") for number in range(20)]
    tell(make.issue("Internet"), *members)
    at_once(pool, (sent, {}), (sent, {}))
    assert sorted(to[0] for to, _mail in post.mails) == sorted(one.email for one in members)
    assert Mailing.objects.filter(sent_at__isnull=False).count() == len(members)


def test_without_a_mail_server_nothing_is_put_into_mails(cast, internet, settings):
    tell(internet, cast.chen, urgent=True)
    assert (settings.MAIL_IS_SET_UP, ProcrastinateJob.objects.count()) == (False, 0)


@pytest.mark.parametrize("half", [{"dropped_why": "refused"}, {"dropped_at": timezone.now()}])
def test_the_database_refuses_a_mail_dropped_without_a_reason_or_a_moment(conference, half):
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Mailing.objects.create(to=make.delegate("chen"), is_urgent=False, made_at=now, next_at=now, **half)
