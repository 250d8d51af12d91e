"""The whole of what is sent, before a thread is taken for it: who sends slowly, or not all, holds up nobody else."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import cast

from a2wsgi.asgi_typing import HTTPScope, Receive, Send
from django.conf import settings
from django.utils.translation import gettext as _

WITHIN = 120  # seconds
# For so long the rest of what was refused is still taken, and dropped: a connection that is closed with something on
# its way is reset, and who sent it would not read why.
LINGERS = 5  # seconds
# A little more than forms may hold: what lies between is refused with the forms' own sentence.
LARGEST = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 2**16

Application = Callable[[HTTPScope, Receive, Send], Awaitable[None]]


class TooLarge(Exception):
    pass


def arrived_whole(application: Application) -> Application:
    """Answers 408 for a body that takes too long, 413 for one that is too large, and nobody where it was cut off."""

    async def whole(scope: HTTPScope, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(WITHIN):
                body = await _collected(receive)
        except TimeoutError:
            await _refuse(receive, send, 408, _("This took too long to arrive. Nothing was changed."))
        except TooLarge:
            too_large = _("This is more than can be sent at once: at most 5 MB. Nothing was changed.")
            await _refuse(receive, send, 413, too_large)
        else:
            if body is not None:
                await application(scope, _again(body, receive), send)

    return whole


async def _collected(receive: Receive) -> bytes | None:
    """None where the connection was lost before the end."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += cast(bytes, message.get("body", b""))
        if len(body) > LARGEST:
            raise TooLarge
        if not message.get("more_body"):
            return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    """Hands the body over in one piece, then what the connection says."""
    told = False

    async def again() -> dict:
        nonlocal told
        if told:
            return await receive()  # type: ignore[return-value]
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again  # type: ignore[return-value]


async def _refuse(receive: Receive, send: Send, status: int, sentence: str) -> None:
    body = sentence.encode()
    length = (b"content-length", str(len(body)).encode())
    headers = [(b"content-type", b"text/plain; charset=utf-8"), length, (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": True})
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGERS):
            while (await receive()).get("more_body"):
                pass
    await send({"type": "http.response.body", "body": b"", "more_body": False})
