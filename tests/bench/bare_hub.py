"""The least that brings a notification to browsers: no session, no rights, no catching up. What the stream costs more
than this is what those cost."""

import asyncio
import os

import psycopg

CHANNEL = "placard"
streams: set = set()
listening: list = []


async def listen() -> None:
    async with await psycopg.AsyncConnection.connect(os.environ["BENCH_CONNINFO"], autocommit=True) as connection:
        await connection.execute(f"LISTEN {CHANNEL}")
        async for note in connection.notifies():
            for waiting in streams:
                waiting.put_nowait(f"event: change\ndata: {note.payload}\n\n".encode())


async def application(scope, receive, send) -> None:
    if scope["type"] != "http":
        return
    if not listening:
        listening.append(asyncio.create_task(listen()))
    waiting: asyncio.Queue = asyncio.Queue()
    streams.add(waiting)
    headers = [(b"content-type", b"text/event-stream")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"event: hello\ndata:\n\n", "more_body": True})
    while True:
        await send({"type": "http.response.body", "body": await waiting.get(), "more_body": True})
