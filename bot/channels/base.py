"""What a channel is. A new one is one file beside this and one line in wiring.py."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Protocol

from aiohttp import web

from models.message import Incoming, Reply

Receive = Callable[[Incoming], Awaitable[tuple[Reply, ...]]]
"""The core: returns when the transaction of the message is committed, with the replies to send.

For an update that was already handled it returns the stored replies. It never raises for what a
message contains; it raises only if nothing could be committed (then do not acknowledge the update).
"""


class Refused(Exception):
    """The platform will never deliver to this chat: blocked, left, unknown."""


class TryLater(Exception):
    """Not delivered now. `after_seconds` is what the platform asked for, or None."""

    def __init__(self, reason: str, after_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.after_seconds = after_seconds


class Channel(Protocol):
    """Carries messages, decides nothing.

    `abroad`: its servers are abroad, so personal data and cases are withheld (Reply.abroad).
    `only_chat`: the one chat that it reaches, like a terminal; empty where it reaches all of its name.
    """

    name: str
    abroad: bool
    only_chat: str

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """The HTTP routes it needs, if any."""
        ...

    async def start(self, receive: Receive) -> None:
        """Begin to take messages in. Returns at once."""
        ...

    async def stop(self) -> None:
        """Finish what is in hand, take nothing new."""
        ...

    async def send(self, chat: str, reply: Reply) -> None:
        """Deliver one message on our own initiative. Raises Refused or TryLater."""
        ...


class Entry(Protocol):
    """A line of a chat's history as a channel shows it again: who said what, when."""

    @property
    def by_bot(self) -> bool: ...

    @property
    def at(self) -> datetime: ...

    @property
    def reply(self) -> Reply: ...


def outward(reply: Reply, abroad: bool) -> Reply:
    """The reply as it may leave: on a channel abroad what is withheld is replaced."""
    return Reply(reply.abroad, reply.abroad_buttons) if abroad and reply.abroad else reply
