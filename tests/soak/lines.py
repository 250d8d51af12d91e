"""HTTP as a browser speaks it over bad Wi-Fi: whole, twice, cut off, or gone before the answer."""

import asyncio
import re
import time
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from urllib.parse import urlencode

KEPT = 4  # seconds for which a connection is used again; the server closes it after five
PATIENCE = 30


class Lost(Exception):
    """No answer came: whether the server did what it was asked is unknown."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str


class Line:
    """One browser: its cookies, and a connection that is kept open between requests."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port = port
        self.cookies = {} if cookies is None else cookies
        self._open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._used = 0.0

    def written(self, method: str, path: str, fields: dict[str, str] | None = None, **headers: str) -> bytes:
        """A request as it travels. Underscores in the names of headers stand for hyphens."""
        body = urlencode(fields).encode() if fields is not None else b""
        sent = {"Host": f"127.0.0.1:{self.port}", "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if fields is not None:
            sent |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
        return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body

    async def get(self, path: str, **headers: str) -> Answer:
        return await self.ask(self.written("GET", path, **headers))

    async def ask(self, request: bytes, *, beside: bool = False) -> Answer:
        """The answer. beside: on a connection of its own. Raises Lost."""
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = await self._connection(beside)
                writer.write(request)
                await writer.drain()
                answer = await read(reader)
        except (OSError, EOFError, TimeoutError, ValueError) as error:
            self.close()
            raise Lost from error
        self._take_cookies(answer)
        if beside:
            writer.close()
        elif answer.headers.get("connection") == "close":
            self.close()
        self._used = time.monotonic()
        return answer

    async def drop(self, request: bytes, chance: Random) -> None:
        """Send all of it, and be gone before the answer."""
        await self._send_and_go(request, chance.random() * 0.06, chance.random() < 0.5)

    async def cut(self, request: bytes, chance: Random) -> None:
        """Be gone in the middle of the body."""
        head, _, body = request.partition(b"\r\n\r\n")
        part = head + b"\r\n\r\n" + body[: chance.randrange(len(body))]
        await self._send_and_go(part, chance.random() * 0.02, chance.random() < 0.5)

    def close(self) -> None:
        if self._open:
            self._open[1].close()
        self._open = None

    async def _send_and_go(self, request: bytes, seconds: float, abruptly: bool) -> None:
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(PATIENCE):
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.write(request)
                await writer.drain()
                await asyncio.sleep(seconds)
                if abruptly:
                    writer.transport.abort()
                writer.close()

    async def _connection(self, beside: bool) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if beside:
            return await asyncio.open_connection("127.0.0.1", self.port)
        if self._open and time.monotonic() - self._used > KEPT:
            self.close()
        self._open = self._open or await asyncio.open_connection("127.0.0.1", self.port)
        return self._open

    def _take_cookies(self, answer: Answer) -> None:
        for name, value in re.findall(r"(\w+)=([^;\n]*)", answer.headers.get("set-cookie", "")):
            if name in ("sessionid", "csrftoken"):
                self.cookies[name] = value


async def read(reader: asyncio.StreamReader) -> Answer:
    """One answer, to its end. Raises EOFError, ValueError."""
    status, headers = await read_head(reader)
    if headers.get("transfer-encoding") == "chunked":
        body = b""
        while size := int(await reader.readline(), 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readline()
    else:
        body = await reader.readexactly(int(headers.get("content-length", 0)) if status not in (204, 304) else 0)
    return Answer(status, headers, body.decode())


async def read_head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers: dict[str, str] = {}
    for line in filter(None, lines):
        name, _, value = line.partition(":")
        name = name.lower()
        headers[name] = f"{headers[name]}\n{value.strip()}" if name in headers else value.strip()
    return int(first.split()[1]), headers
