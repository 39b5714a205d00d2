"""`python -m bot` as a process of its own."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass

WAIT_SECONDS = 30
COMMAND = (sys.executable, "-m", "bot")


@dataclass(frozen=True)
class Ended:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str


async def ran(*arguments: str, typed: str = "", more: Mapping[str, str] | None = None) -> Ended:
    """A command that ends by itself; `typed` comes on its standard input."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **(more or {})},
    )
    async with asyncio.timeout(WAIT_SECONDS):
        out, err = await process.communicate(typed.encode())
    return Ended(process.returncode or 0, out.decode(), err.decode())


class Service:
    """The service, from its first line to its end."""

    async def __aenter__(self) -> "Service":
        self._process = await asyncio.create_subprocess_exec(
            *COMMAND, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def greeting(self, last: str) -> list[str]:
        """The lines that it prints, as far as one that begins so."""
        assert self._process.stdout
        lines = [""]
        async with asyncio.timeout(WAIT_SECONDS):
            while not lines[-1].startswith(last):
                line = await self._process.stdout.readline()
                if not line:
                    raise EOFError((await self._process.communicate())[1].decode())
                lines.append(line.decode().rstrip("\n"))
        return lines[1:]

    async def ended(self, within_seconds: float) -> Ended:
        """Tell it to stop, as a supervisor of processes does; what it printed since."""
        self._process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(within_seconds):
            out, err = await self._process.communicate()
        return Ended(self._process.returncode or 0, out.decode(), err.decode())
