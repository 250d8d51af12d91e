"""What every request passes."""

import re
import socket
from io import BytesIO

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection as database
from django.http import HttpResponse
from django.urls import reverse

from delegation import asgi, bodies
from delegation.middleware import whole_bodies
from tests import factories as make


def sent(server, head, body, *, cut=False):
    """Everything the server answers to these bytes; where cut, the sending side is closed behind them."""
    with opened(server) as connection:
        connection.sendall(head + body)
        if cut:
            connection.shutdown(socket.SHUT_WR)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    return received


def opened(server):
    host, _, port = server.partition(":")
    return socket.create_connection((host, int(port)), timeout=20)


def test_who_sends_slowly_holds_up_nobody(server, transactional_db):
    """More of them than there are threads for pages."""
    slow = [opened(server) for _ in range(asgi.PAGE_THREADS + 2)]
    for connection in slow:
        connection.sendall(b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc")
    assert sent(server, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", b"").endswith(b"ok")
    for connection in slow:
        connection.close()


def test_a_body_that_takes_too_long_or_is_too_large_is_refused(server, transactional_db, monkeypatch):
    head = b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
    with opened(server) as connection:
        connection.sendall(head % (6 * 2**20) + b"x" * (6 * 2**20))
        assert connection.recv(65536).startswith(b"HTTP/1.1 413")
    monkeypatch.setattr(bodies, "WITHIN", 0.2)
    with opened(server) as connection:
        connection.sendall(head % 100 + b"abc")
        assert connection.recv(65536).startswith(b"HTTP/1.1 408")


def test_a_session_that_cannot_be_one_is_none(client, db):
    client.cookies.load('sessionid="a\\000b"')
    assert client.get("/").status_code == 302


def test_a_body_cut_off_by_a_lost_connection_changes_nothing(server, transactional_db, client):
    make.conference()
    chen = make.delegate("chen")
    position = make.position(make.issue("Internet", lead=chen))
    client.force_login(chen)
    path = f"/positions/{position.pk}/argument/"
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(path).text)[1]
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    whole = f"csrfmiddlewaretoken={token}&seen=1&argument={'x' * 50_000}".encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(whole)}\r\nConnection: close\r\n\r\n"
    ).encode()
    answer = sent(server, head, whole[:20_000], cut=True)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400")
    position.refresh_from_db()
    assert (position.argument, position.version) == ("", 1)
    # The same, whole, is a save: what was refused was the cut, and nothing else.
    assert sent(server, head, whole).startswith(b"HTTP/1.1 302")
    position.refresh_from_db()
    assert (len(position.argument), position.version) == (50_000, 2)


@pytest.mark.parametrize(
    "arrived,status,said",
    [
        (b"whole", 200, "through"),
        (b"who", 400, "The connection was lost before everything arrived. Nothing was changed."),
    ],
)
def test_a_body_shorter_than_it_says_is_refused(arrived, status, said):
    request = WSGIRequest({"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "5", "wsgi.input": BytesIO(arrived)})
    answer = whole_bodies(lambda request: HttpResponse("through"))(request)
    assert (answer.status_code, answer.content.decode()) == (status, said)


@pytest.mark.parametrize("headers", [{"HTTP_TRANSFER_ENCODING": "chunked"}, {"CONTENT_LENGTH": "many"}])
def test_a_body_without_length_is_refused(client, cast, headers):
    client.force_login(cast.chen)
    assert client.generic("POST", "/", b"x", **headers).status_code == 411


@pytest.mark.parametrize("charset", ["utf-16", "latin-1", "nonsense"])
def test_a_body_in_other_letters_is_refused(client, cast, charset):
    client.force_login(cast.chen)
    written = f"application/x-www-form-urlencoded; charset={charset}"
    assert client.generic("POST", "/account/preferences/", b"name=x", content_type=written).status_code == 415


def test_a_strange_host_is_refused(client, db):
    assert client.get("/", headers={"Host": "elsewhere.example"}).status_code == 400


def test_no_answer_is_kept(client, cast):
    client.force_login(cast.chen)
    for path in ("/healthz", "/nowhere/"):
        assert client.get(path)["Cache-Control"] == "no-store, private"


def test_a_database_that_is_away_is_no_fault_of_the_page(client, transactional_db, monkeypatch):
    make.conference()
    client.raise_request_exception = False
    database.close()
    with monkeypatch.context() as away:
        away.setitem(database.settings_dict, "PORT", "1")
        answer = client.get("/accounts/login/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Its database does not answer." in answer.text
    assert client.get("/accounts/login/").status_code == 200


def test_the_log_says_what_was_refused_and_not_the_way_there(client, cast, caplog):
    client.force_login(cast.pavel)
    assert client.get(reverse("meeting-new")).status_code == 403
    said = [(record.getMessage(), record.exc_info) for record in caplog.records if record.name == "django.request"]
    assert said == [("Forbidden (Permission denied): /meetings/new/", None)]
