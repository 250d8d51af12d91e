"""What every request passes."""

import re
import socket
import threading
import time
from io import BytesIO

import pytest
import uvicorn
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse

from delegation.asgi import application
from delegation.middleware import whole_bodies
from tests import factories as make


@pytest.fixture
def server(transactional_db):
    """The real server on a port of its own, on the test database."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    running = uvicorn.Server(uvicorn.Config(application, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not running.started:
        time.sleep(0.02)
    yield listening.getsockname()[1]
    running.should_exit = True
    thread.join(20)
    assert not thread.is_alive()


def sent(port, head, body, *, cut=False):
    """Everything the server answers to these bytes; where cut, the sending side is closed behind them."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(head + body)
        if cut:
            connection.shutdown(socket.SHUT_WR)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    return received


def test_a_body_cut_off_by_a_lost_connection_changes_nothing(server, client):
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
