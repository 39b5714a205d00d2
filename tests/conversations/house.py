"""A whole service for a scene: the real App, a SQLite file, a clock that is moved by hand."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol, TypeVar

from sqlmodel import Session

from bot import installation
from bot.app import App
from bot.channels.telegram import TelegramChannel
from bot.config import load_settings
from bot.packs.loader import load_packs
from ledger import people
from ledger.people import UnknownUnit
from models.types import SHANGHAI, Role, UnitKind
from tests.conversations.doors import ConsoleSeat, Seat, TelegramSeat, WebSeat
from tests.fakes.telegram_api import FakeBotApi
from tests.fakes.telegram_door import QUICK
from tests.fakes.telegram_door import settings as telegram_settings

T = TypeVar("T")
DISTRICT = "410106"
BETWEEN_BEATS = timedelta(minutes=30)
BETWEEN_MESSAGES = timedelta(seconds=2)
ELSEWHERE = "·另一端"
IN_GROUP = "（群）"
PATIENT = replace(QUICK, call=10.0)
"""No wait between messages, but a busy machine may take its time over a call."""


@dataclass
class Hands:
    """The clock, moved by hand."""

    now: datetime = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def set(self, written: str) -> None:
        self.now = moment(written)


def moment(written: str) -> datetime:
    """`2026-11-24 10:00` in Shanghai."""
    return datetime.fromisoformat(written).replace(tzinfo=SHANGHAI).astimezone(UTC)


class House(Protocol):
    """The service with one kind of door in use."""

    hands: Hands

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def beat(self) -> None: ...

    async def seat(self, who: str) -> Seat: ...

    async def run(self, work: Callable[[Session], T]) -> T: ...

    async def first_code(self) -> str | None:
        """What the start prints for the first administrator, or None where there is one."""
        packs = load_packs([Path("packs")])
        made = await self.run(
            lambda tx: installation.first_admin_code(tx, packs.of(DISTRICT).division, self.hands.now)
        )
        return made.code if made else None


class OneService(House):
    """`python -m bot` with Telegram and the web chat on; `main` is the door that people use by default."""

    def __init__(self, hands: Hands, api: FakeBotApi, main: str) -> None:
        self.hands, self.api, self._main = hands, api, main
        self._mode = "webhook" if main == "webhook" else "polling"
        self._seats: dict[str, Seat] = {}

    async def start(self) -> None:
        settings = load_settings()
        url = f"http://127.0.0.1:{settings.http.port}/telegram" if self._mode == "webhook" else ""
        telegram = TelegramChannel(telegram_settings(self.api, self._mode, public_url=url), PATIENT)
        self.app = App(settings, self.hands, [telegram])
        # The channel is ours, for its pace; so the App does not know from its settings that it is on.
        self.app.reach = ("telegram", *self.app.reach)
        self.app.core = replace(self.app.core, reach=self.app.reach)
        self.app.desk = replace(self.app.desk, reach=self.app.reach)
        call = "setWebhook" if self._mode == "webhook" else "getUpdates"
        before = len(self.api.called(call))
        await self.app.start()
        await self.api.until(lambda: len(self.api.called(call)) > before)

    async def stop(self) -> None:
        await self.app.stop()
        for seat in self._seats.values():
            if isinstance(seat, WebSeat):
                await seat.leave()

    async def leave(self) -> None:
        """Everybody goes home."""
        for seat in self._seats.values():
            if isinstance(seat, WebSeat):
                await seat.close()

    async def beat(self) -> None:
        await self.app.beat()

    async def seat(self, who: str) -> Seat:
        if who not in self._seats:
            at_web = (self._main == "web") != who.endswith(ELSEWHERE)
            number = 1001 + len(self._seats)
            self._seats[who] = WebSeat(self.app.address) if at_web else self._telegram(who, number)
        return self._seats[who]

    async def web_seat(self, district: str) -> WebSeat:
        """A stranger who opened the page of a district."""
        seat = WebSeat(self.app.address, district)
        self._seats[f"stranger {len(self._seats)}"] = seat
        return seat

    async def run(self, work: Callable[[Session], T]) -> T:
        return await self.app.database.run(work)

    def _telegram(self, who: str, number: int) -> TelegramSeat:
        private = self._seats.get(who.removesuffix(IN_GROUP))
        sender = private.sender if isinstance(private, TelegramSeat) else number
        return TelegramSeat(self.api, sender, who.endswith(IN_GROUP))


class Consoles(House):
    """`python -m bot console` once for each person, all on one database."""

    def __init__(self, hands: Hands) -> None:
        self.hands = hands
        self._seats: dict[str, ConsoleSeat] = {}
        self._apps: list[App] = []

    async def start(self) -> None:
        """The first one migrates; each person's comes when they sit down."""
        await self._open([])

    async def stop(self) -> None:
        for seat in self._seats.values():
            await seat.close()
        for app in self._apps:
            await app.stop()
        self._seats, self._apps = {}, []

    async def beat(self) -> None:
        for app in self._apps:
            await app.beat()

    async def seat(self, who: str) -> Seat:
        if who not in self._seats:
            seat = ConsoleSeat(who)
            await self._open([seat])
            await seat.answers()
            self._seats[who] = seat
        return self._seats[who]

    async def run(self, work: Callable[[Session], T]) -> T:
        return await self._apps[0].database.run(work)

    async def _open(self, seats: list[ConsoleSeat]) -> None:
        app = App(load_settings(), self.hands, [seat.channel for seat in seats], http=False)
        await app.start()
        self._apps.append(app)


@asynccontextmanager
async def serving(hands: Hands, main: str = "web") -> AsyncIterator[OneService]:
    """The service, started; the settings come from the environment."""
    async with FakeBotApi() as api:
        house = OneService(hands, api, main)
        await house.start()
        try:
            yield house
        finally:
            await house.stop()
            await house.leave()


@asynccontextmanager
async def opened(door: str, hands: Hands) -> AsyncIterator[House]:
    """A house with that door."""
    if door != "console":
        async with serving(hands, door) as service:
            yield service
        return
    # Every open console waits in a thread of its own for its next line.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(24))
    consoles = Consoles(hands)
    await consoles.start()
    try:
        yield consoles
    finally:
        await consoles.stop()


def invitation(tx: Session, now: datetime, role: Role, unit: str, name: str, district: str = DISTRICT) -> str:
    """The code that the operator hands out, as `unit add` and `invite` do; the unit is made if it is new."""
    operator = installation.operator(district)
    try:
        found = people.unit_named(tx, district, unit)
    except UnknownUnit:
        kind = UnitKind.FINANCE if "财政" in unit else UnitKind.AGENCY if "代理" in unit else UnitKind.BUYER
        found = people.add_unit(tx, operator, now, unit, kind)
    return people.invite(tx, operator, now, found, role, name).code
