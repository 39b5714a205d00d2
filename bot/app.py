"""Constructs everything once, starts it in order, stops it in the reverse one."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlmodel import Session

from bot import installation
from bot.channels.base import Channel, Entry, Refused, TryLater
from bot.clock import Clock
from bot.config import Settings
from bot.core import Core
from bot.database import Database, migrate
from bot.engine import open_engine
from bot.http.server import Server
from bot.packs.districts import Districts
from bot.wiring import DOORS, Premises, reach_of
from handlers import notices, own_limits
from handlers.turn import Contacts, Moment
from ledger import inbox
from models.message import Reply
from models.tables.deadline import OwnReminder, Reminder
from models.tables.unit import Person
from models.types import SHANGHAI
from reminders.deliver import Delivery, Failures
from reminders.desk import Desk
from reminders.lease import collected
from reminders.tick import tick
from rules.ladder import OfficeHours

log = logging.getLogger(__name__)

HISTORY_LINES = 200
STALE_TICKS = 12
"""After so many ticks without one that succeeded the service is not ready."""


class App:
    """The service. `extra` are channels beside those of the settings (the console)."""

    def __init__(
        self, settings: Settings, clock: Clock, extra: Sequence[Channel] = (), http: bool = True
    ) -> None:
        self.settings, self.clock = settings, clock
        self.database = Database(open_engine(settings.database.url))
        # Migrating is another process: it goes on while the packs are read.
        self._migration = self.database.in_background(migrate)
        self.districts = Districts(settings.packs, OfficeHours(settings.reminders.spans))
        self.reach = reach_of(settings)
        contacts = Contacts(**settings.bureau.model_dump())
        self.core = Core(self.database, self.districts, clock, settings.district, contacts, self.reach)
        self.desk = Desk(self.districts.planner, self._words, self._own_words, self.reach)
        self.channels: list[Channel] = list(extra)
        self.address = ""
        self._http = http
        self._server: Server | None = None
        self._ticked_at: datetime | None = None
        self._delivering = asyncio.Lock()
        self._scheduler = AsyncIOScheduler(timezone=SHANGHAI)

    async def start(self) -> None:
        """Migrate, bring the deadlines in line with the rules, open the doors, start the clock."""
        self.districts.of(self.settings.district)
        await asyncio.wrap_future(self._migration)
        await self.database.run(self._refresh)
        if self._http:
            await self._open_channels()
        for channel in self.channels:
            await channel.start(self.core.receive)
        await self.beat()
        for work in (self._tick, self._deliver):
            self._scheduler.add_job(
                work,
                "interval",
                seconds=self.settings.reminders.tick_seconds,
                coalesce=True,
                misfire_grace_time=None,
            )
        self._scheduler.start()

    async def stop(self) -> None:
        """Take nothing new, finish what is in hand, let go."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        for channel in self.channels:
            await channel.stop()
        async with self._delivering:
            pass
        if self._server is not None:
            await self._server.stop()
        await asyncio.to_thread(self.database.close)

    async def beat(self) -> None:
        """What is due goes into the outbox, and what is in it goes out, until nothing is left."""
        while await self._tick() + await self._deliver():
            pass

    async def _tick(self) -> int:
        now = self.clock()
        try:
            ticked = await self.database.run(lambda tx: tick(tx, now, self.desk))
        except Exception:
            log.exception("a tick failed")
            return 0
        self._ticked_at = now
        return ticked

    async def _deliver(self) -> int:
        senders = {channel.name: channel.send for channel in self.channels}
        only = {channel.name: channel.only_chat for channel in self.channels}
        failures = Failures(Refused, TryLater)
        delivery = Delivery(self.database.run, senders, only, failures, self.clock, self.desk)
        async with self._delivering:
            try:
                return await delivery.drain()
            except Exception:
                log.exception("delivering failed")
                return 0

    async def _open_channels(self) -> None:
        key = await self.database.run(lambda tx: installation.secret(tx, "web visitors"))
        division = self.districts.packs.of(self.settings.district).division
        title = f"{division.short}政府采购助手"
        premises = Premises(self.settings, title, self.clock, key, self._history)
        self.channels += [door.open(premises) for door in DOORS if door.is_on(self.settings)]
        routes = [route for channel in self.channels for route in channel.routes()]
        self._server = Server(self.settings.http.host, self.settings.http.port, routes, self._trouble)
        self.address = await self._server.start()

    async def _history(self, chat: str) -> Sequence[Entry]:
        def work(tx: Session) -> Sequence[Entry]:
            collected(tx, "web", chat, self.clock())
            return inbox.history(tx, "web", chat, HISTORY_LINES)

        return await self.database.run(work)

    async def _trouble(self) -> str:
        """What keeps the service from being ready: no tick has succeeded for a while."""
        longest = timedelta(seconds=self.settings.reminders.tick_seconds * STALE_TICKS)
        if self._ticked_at is None or self.clock() - self._ticked_at > longest:
            return "提醒时钟已停，请查看日志。"
        return ""

    def _words(self, tx: Session, reminder: Reminder, person: Person, now: datetime) -> Reply:
        today = now.astimezone(SHANGHAI).date()
        return notices.reminder(
            Moment(self.districts.packs.of(reminder.district), today), tx, reminder, person
        )

    def _own_words(self, row: OwnReminder, now: datetime) -> Reply:
        planner, district = self.districts.planner(row.district), self.districts.of(row.district)
        return own_limits.reminder(row, now, planner, district)

    def _refresh(self, tx: Session) -> None:
        now = self.clock()
        for code in installation.districts_in_use(tx):
            scene = Moment(self.districts.packs.of(code), now.astimezone(SHANGHAI).date())
            notices.tell_what_moved(scene, tx, now, self.districts.planner(code), self.reach)
        own_limits.tell_what_moved(tx, now, self.districts.planner, self.reach)
