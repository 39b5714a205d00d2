"""A small district on a real SQLite file, with a clock that is moved by hand and a channel that records."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from aiohttp import web
from sqlmodel import Session, select

from bot.channels.base import Receive, Refused, TryLater
from bot.database import Database, migrate
from bot.engine import open_engine
from bot.packs.districts import Districts
from bot.packs.loader import load_packs
from handlers import notices, own_limits
from handlers.turn import Moment
from knowledge.base import District
from ledger import deadlines, milestones, people, projects, reminders, timeline
from ledger.milestones import Happening
from ledger.projects import NewLot, NewProject
from ledger.rights import Actor
from models.message import Reply
from models.tables.deadline import Deadline, OwnReminder, Reminder
from models.tables.post import Outbox
from models.tables.project import Lot, Milestone
from models.tables.unit import Person, Unit
from models.types import SHANGHAI, DeadlineState, ProcurementKind, Role, UnitKind
from reminders.deliver import Delivery, Failures
from reminders.desk import Desk
from reminders.lease import Leased, delivered, lease
from reminders.plan import Planner
from reminders.tick import tick
from rules.ladder import OfficeHours
from rules.pack import Pack

ROOT = Path(__file__).parents[2]
DISTRICT = "410106"
HOURS = OfficeHours(((time(9), time(12)), (time(14), time(17, 30))))
SHANGJIE = load_packs([ROOT / "packs"]).of(DISTRICT)


@cache
def district() -> District:
    """What is known in it, read when it is first needed."""
    return Districts([ROOT / "packs"], HOURS).of(DISTRICT)


def at(month: int, day: int, hour: int = 9, minute: int = 0, second: int = 0, year: int = 2026) -> datetime:
    """A moment as Shanghai's clocks show it."""
    return datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI)


class NotRecorded(Exception):
    """The lot has no milestone of that kind to correct."""


def standing(tx: Session, lot: Lot, kind: str) -> Milestone:
    """The newest milestone of a kind that counts in the lot. Raises NotRecorded."""
    rows = [row for row in timeline.in_force(tx, lot.id or 0) if row.kind == kind]
    if not rows:
        raise NotRecorded(kind)
    return rows[-1]


def new_database(file: Path) -> None:
    """The schema of today in an empty file."""
    engine = open_engine(f"sqlite:///{file}")
    migrate(engine)
    engine.dispose()


@dataclass(frozen=True)
class Sent:
    """A message that arrived."""

    at: datetime
    chat: str
    text: str

    @property
    def head(self) -> str:
        return self.text.splitlines()[0]

    @property
    def when(self) -> str:
        """`11-25 16:00`"""
        return f"{self.at.astimezone(SHANGHAI):%m-%d %H:%M}"


@dataclass
class Recorder:
    """A channel that keeps what it is given. `trouble` maps a chat to what happens there, each time."""

    clock: Callable[[], datetime]
    name: str = "web"
    abroad: bool = False
    only_chat: str = ""
    sent: list[Sent] = field(default_factory=list)
    tried: list[tuple[datetime, str]] = field(default_factory=list)
    trouble: dict[str, Exception] = field(default_factory=dict)
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    broken_text: str = "\0"
    """A message that holds this never gets through."""
    receive: Receive | None = None

    def routes(self) -> tuple[web.AbstractRouteDef, ...]:
        return ()

    async def start(self, receive: Receive) -> None:
        self.receive = receive

    async def stop(self) -> None:
        self.receive = None

    async def send(self, chat: str, reply: Reply) -> None:
        self.tried.append((self.clock(), chat))
        if chat in self.gates:
            await self.gates[chat].wait()
        if chat in self.trouble:
            raise self.trouble[chat]
        if self.broken_text in reply.text:
            raise TryLater("500")
        self.sent.append(Sent(self.clock(), chat, reply.text))

    def to(self, chat: str) -> list[Sent]:
        return [each for each in self.sent if each.chat == chat]


class World:
    """The ledger of one district, and everything that reminds."""

    def __init__(self, database_file: Path, pack: Pack = SHANGJIE) -> None:
        self.database = Database(open_engine(f"sqlite:///{database_file}"))
        self.planner = Planner(pack, HOURS)
        self.now = at(11, 23, 10)
        self.channel = Recorder(lambda: self.now)
        self.reach = ["telegram", "web"]
        self.desk = Desk(lambda _code: self.planner, self._words, self._own_words, self.reach)
        self.delivery = self.process(self.channel)
        self.unwordable: set[int] = set()

    def process(self, channel: Recorder) -> Delivery:
        """What delivers in one process; a test may have several."""
        failures = Failures(Refused, TryLater)
        senders = {channel.name: channel.send}
        return Delivery(self.database.run, senders, {}, failures, lambda: self.now, self.desk)

    def _words(self, tx: Session, reminder: Reminder, person: Person, now: datetime) -> Reply:
        if reminder.deadline_id in self.unwordable:
            raise LookupError(reminder.deadline_id)
        scene = Moment(self.planner.pack, now.astimezone(SHANGHAI).date())
        return notices.reminder(scene, tx, reminder, person)

    def _own_words(self, row: OwnReminder, now: datetime) -> Reply:
        return own_limits.reminder(row, now, self.planner, district())

    # ---- people ----

    def unit(self, name: str, kind: UnitKind = UnitKind.BUYER) -> int:
        def add(tx: Session) -> int:
            return people.add_unit(tx, self._operator(), self.now, name, kind).id or 0

        return self.database.in_transaction(add)

    def person(
        self, name: str, unit: str, role: Role = Role.OFFICER, channel: str = "web", chat: str = ""
    ) -> Actor:
        """Invite and bind somebody; their chat bears their name unless it is given."""

        def bind(tx: Session) -> Actor:
            home = people.unit_named(tx, DISTRICT, unit)
            code = people.invite(tx, self._operator(), self.now, home, role, name).code
            actor = people.bind(tx, Actor(channel, chat or name, chat or name, DISTRICT), self.now, code)
            deadlines.replan_unit(tx, home, self.now, self.planner)
            return actor

        return self.database.in_transaction(bind)

    def account(self, who: Actor, channel: str, chat: str) -> None:
        """One more account for somebody; if it was another's, it is theirs no longer."""

        def bind(tx: Session) -> None:
            me = people.person(tx, who.id)
            home = tx.get_one(Unit, me.unit_id)
            code = people.invite(tx, who, self.now, home, me.role, me.name, person_id=me.id).code
            people.bind(tx, Actor(channel, chat, chat, DISTRICT), self.now, code)

        self.database.in_transaction(bind)

    def deactivate(self, who: Actor) -> None:
        def leave(tx: Session) -> None:
            people.deactivate(tx, self._operator(), self.now, people.person(tx, who.id))
            deadlines.replan_unit(tx, tx.get_one(Unit, who.unit_id), self.now, self.planner)

        self.database.in_transaction(leave)

    def _operator(self) -> Actor:
        return Actor("cli", "operator", "", DISTRICT, role=Role.ADMIN)

    # ---- what happens ----

    def project(
        self, actor: Actor, code: str = "SJ2026-015", agency: int | None = None, lots: int = 1
    ) -> str:
        def register(tx: Session) -> str:
            buyer = tx.exec(select(Unit).where(Unit.kind == UnitKind.BUYER)).first()
            assert buyer
            own = actor.unit_id if actor.unit_kind is UnitKind.BUYER else buyer.id
            new = NewProject(
                code=code,
                name="学校课桌椅采购",
                kind=ProcurementKind.GOODS,
                budget_yuan=Decimal(3_200_000),
                buyer_id=own or 0,
                agency_id=agency,
                suitable_for_sme=True,
                sme_reason="",
                began_on=date(2026, 1, 4),
                lots=tuple(NewLot(f"第{n}包", Decimal(1)) for n in range(1, lots + 1)) if lots > 1 else (),
            )
            return projects.register(tx, actor, self.now, new).code

        return self.database.in_transaction(register)

    def log(
        self, actor: Actor, kind: str, on: date | None = None, code: str = "SJ2026-015"
    ) -> list[Deadline]:
        """Record a milestone of all lots, today where no day is given; the deadlines that it started."""
        day = on or self.now.astimezone(SHANGHAI).date()
        when = Happening(datetime.combine(day, time(), SHANGHAI), False, "")

        def record(tx: Session) -> list[Deadline]:
            project = projects.find(tx, actor, code)
            lots = projects.lots(tx, project)
            step = self.planner.pack.milestones[kind]
            recorded = milestones.record(tx, actor, lots, step, when, self.now, self.planner)
            return [deadline for each in recorded for deadline in each.started]

        return self.database.in_transaction(record)

    def correct(self, actor: Actor, kind: str, on: date, code: str = "SJ2026-015") -> None:
        when = Happening(datetime.combine(on, time(), SHANGHAI), False, "")

        def supersede(tx: Session) -> None:
            lot = projects.lots(tx, projects.find(tx, actor, code))[0]
            old = standing(tx, lot, kind)
            milestones.correct(tx, actor, old, when, "写错了", self.now, self.planner)

        self.database.in_transaction(supersede)

    def undo(self, actor: Actor) -> Milestone:
        return self.database.in_transaction(
            lambda tx: milestones.undo(tx, actor, self.now, self.planner)[-1].milestone
        )

    def hand_over(self, actor: Actor, deadline: Deadline, to: Actor) -> None:
        def give(tx: Session) -> None:
            each = deadlines.find(tx, actor, deadline.id or 0)
            deadlines.hand_over(tx, actor, each, people.person(tx, to.id), self.now, self.planner)

        self.database.in_transaction(give)

    def snooze(self, actor: Actor, deadline: Deadline) -> datetime:
        def put_off(tx: Session) -> datetime:
            each = deadlines.find(tx, actor, deadline.id or 0)
            return reminders.snooze(tx, actor, each.deadline, self.now, self.planner)

        return self.database.in_transaction(put_off)

    def recompute(self) -> None:
        lot_id = self.lot().id or 0
        self.database.in_transaction(lambda tx: deadlines.recompute(tx, lot_id, self.now, self.planner))

    # ---- time ----

    async def beat(self, now: datetime | None = None) -> None:
        """One beat of the service at a moment."""
        self.now = now or self.now
        while self.tick() + await self.delivery.drain():
            pass

    async def until(self, seen: Callable[[], bool]) -> None:
        """Let what is under way go on until it is so."""
        async with asyncio.timeout(10):
            while not seen():
                await asyncio.sleep(0)

    def tick(self) -> int:
        return self.database.in_transaction(lambda tx: tick(tx, self.now, self.desk))

    def lease(self) -> Leased | None:
        doors = {self.channel.name: ""}
        taken = self.database.in_transaction(lambda tx: lease(tx, self.now, doors, self.desk))
        return taken.message if taken else None

    def delivered(self, message: Leased) -> None:
        self.database.in_transaction(lambda tx: delivered(tx, message, self.now))

    async def run_until(self, end: datetime, step: timedelta = timedelta(minutes=30)) -> None:
        await self.beat()
        while self.now < end:
            await self.beat(min(self.now + step, end))

    # ---- what there is ----

    def rows(self) -> list[Outbox]:
        return self.database.in_transaction(lambda tx: list(tx.exec(select(Outbox).order_by(Outbox.id))))

    def reminders(self) -> list[Reminder]:
        return self.database.in_transaction(lambda tx: list(tx.exec(select(Reminder).order_by(Reminder.id))))

    def open_deadlines(self) -> list[Deadline]:
        query = select(Deadline).where(Deadline.state == DeadlineState.OPEN)
        return self.database.in_transaction(lambda tx: list(tx.exec(query)))

    def deadlines(self, rule_id: str) -> list[Deadline]:
        query = select(Deadline).where(Deadline.rule_id == rule_id)
        return self.database.in_transaction(lambda tx: list(tx.exec(query)))

    def plan(self, chat: str, level: str = "") -> list[tuple[str, str]]:
        """What is still planned for somebody: rung and moment, in order of time."""

        def read(tx: Session) -> list[tuple[str, str]]:
            query = select(Reminder, Person).join(Person).where(Reminder.state == "PLANNED")
            rows = [row for row, person in tx.exec(query) if person.name == chat]
            wanted = [row for row in rows if level in ("", row.level.value)]
            return [
                (row.rung.partition(":")[0], f"{row.due_at.astimezone(SHANGHAI):%m-%d %H:%M}")
                for row in sorted(wanted, key=lambda row: (row.due_at, row.id))
            ]

        return self.database.in_transaction(read)

    def sent(self, chat: str) -> list[str]:
        """What somebody got: when, and the first line."""
        return [f"{each.when} {each.head}" for each in self.channel.to(chat)]

    def lot(self) -> Lot:
        lot = self.database.in_transaction(lambda tx: tx.exec(select(Lot)).first())
        assert lot
        return lot
