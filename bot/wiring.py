"""Which channels there are: one line each, in the order in which a person with several is reminded."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.channels.base import Channel, Entry
from bot.channels.telegram import TelegramChannel
from bot.channels.web import WebChannel
from bot.clock import Clock
from bot.config import Settings

WEB_FOLDER = Path(__file__).resolve().parent.parent / "web"


@dataclass(frozen=True, slots=True)
class Premises:
    """What a channel may need of the service: its settings, title and clock, a key of the installation that
    signs what must not be forged, and the newest lines of a web visitor's chat."""

    settings: Settings
    title: str
    clock: Clock
    key: bytes
    history: Callable[[str], Awaitable[Sequence[Entry]]]


@dataclass(frozen=True, slots=True)
class Door:
    """A channel that the settings can turn on; `off` says why it is not."""

    name: str
    title: str
    is_on: Callable[[Settings], bool]
    off: str
    open: Callable[[Premises], Channel]


def _web(of: Premises) -> Channel:
    secure = bool(of.settings.http.public_url)
    return WebChannel(WEB_FOLDER, of.key, secure, of.history, of.title, of.clock)


def _telegram(of: Premises) -> Channel:
    return TelegramChannel(of.settings.channels.telegram)


DOORS = (
    Door("telegram", "Telegram", lambda s: bool(s.channels.telegram.token), "没有填写 token", _telegram),
    Door("web", "网页聊天", lambda s: s.channels.web.enabled, "channels.web.enabled 为 false", _web),
)
"""What reaches people by itself stands before what waits for their next visit."""


def reach_of(settings: Settings) -> tuple[str, ...]:
    """The channels by which people can be reached, in order. Whoever is bound on the console gets their
    messages when it is opened, like a web visitor."""
    return (*(door.name for door in DOORS if door.is_on(settings)), "console")
