"""The real server, started as `make run` starts it; killed and started again."""

import asyncio
import http.client
import socket
import subprocess
import sys
import time
from pathlib import Path

from delegation.start import ROOT, SERVER_OPTIONS, ending_with_us

PATIENCE = 60


class Server:
    def __init__(self, environment: dict[str, str], log: Path, *, entry: str = "delegation.asgi:application") -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        words = ["-m", "uvicorn", entry, "--host", "127.0.0.1", "--port", str(self.port), *SERVER_OPTIONS]
        self.command = [*ending_with_us(), sys.executable, *words]
        self.environment = environment
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """From the main thread: the server ends with the thread that started it."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def answering(self) -> None:
        """Until it answers, with its database."""
        last = time.monotonic() + PATIENCE
        while not await asyncio.to_thread(self._answers):
            if time.monotonic() > last or (self.process and self.process.poll() is not None):
                raise RuntimeError(f"The server did not start; its last words: {self.log}.")
            await asyncio.sleep(0.1)

    def kill(self) -> None:
        """In the middle of whatever it does."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)

    def _answers(self) -> bool:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            line.request("GET", "/healthz")
            return line.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()
