"""Whatever happens in whatever order: no rung twice to one person, none outside hours, none lost."""

import asyncio
import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from bot.channels.base import Refused, TryLater
from ledger.milestones import AlreadyRecorded, CorrectedMeanwhile, NothingToUndo
from models.tables.deadline import Deadline, Reminder
from models.tables.post import Outbox
from models.types import SHANGHAI, DeadlineState, DeliveryState, Role, UnitKind
from tests.reminders.conftest import BUREAU, SCHOOL
from tests.reminders.world import HOURS, SHANGJIE, NotRecorded, World, at

STEPS = ("award_notice_issued", "contract_signed", "contract_filed", "contract_published")
PEOPLE = ("小陈", "小李", "赵局")
JUMPS = [timedelta(minutes=20), timedelta(hours=3), timedelta(hours=9), timedelta(days=1), timedelta(days=9)]

log = st.tuples(st.just("log"), st.sampled_from(PEOPLE), st.sampled_from(STEPS))
correct = st.tuples(st.just("correct"), st.sampled_from(STEPS[:2]), st.integers(0, 5))
undo = st.tuples(st.just("undo"), st.sampled_from(PEOPLE))
give = st.tuples(st.just("give"), st.sampled_from(PEOPLE))
snooze = st.tuples(st.just("snooze"), st.sampled_from(PEOPLE))
trouble = st.tuples(
    st.just("trouble"), st.sampled_from(PEOPLE), st.sampled_from(["later", "refused", "none"])
)
tick = st.tuples(st.just("tick"))
go_on = st.tuples(st.just("wait"), st.sampled_from(JUMPS))
histories = st.lists(st.one_of(log, correct, undo, give, snooze, trouble, tick, go_on, go_on), max_size=25)


class History:
    """A school with two officers and a lead, to whom things happen."""

    def __init__(self, file: Path) -> None:
        self.world = world = World(file)
        world.now = at(11, 20, 10)
        world.unit(SCHOOL)
        world.unit(BUREAU, UnitKind.FINANCE)
        world.person("老王", BUREAU, Role.SUPERVISOR)
        roles = (Role.OFFICER, Role.OFFICER, Role.LEAD)
        self.actors = {
            name: world.person(name, SCHOOL, role) for name, role in zip(PEOPLE, roles, strict=True)
        }
        world.project(self.actors["小陈"])

    async def happen(self, what: str, *more: object) -> None:
        match what, *more:
            case "log", name, step:
                self._try(lambda: self.world.log(self.actors[str(name)], str(step)))
            case "correct", step, int(days):
                on = (self.world.now - timedelta(days=days)).astimezone(SHANGHAI).date()
                self._try(lambda: self.world.correct(self.actors["小陈"], str(step), on))
            case "undo", name:
                self._try(lambda: self.world.undo(self.actors[str(name)]))
            case "give", name:
                for deadline in self.world.open_deadlines():
                    self.world.hand_over(self.actors["赵局"], deadline, self.actors[str(name)])
            case "snooze", name:
                for deadline in self.world.open_deadlines():
                    self.world.snooze(self.actors[str(name)], deadline)
            case "trouble", name, kind:
                self.world.channel.trouble.pop(str(name), None)
                if kind != "none":
                    error = Refused("blocked") if kind == "refused" else TryLater("500")
                    self.world.channel.trouble[str(name)] = error
            case "tick", *_:
                self.world.tick()
            case "wait", timedelta() as jump:
                await self.world.beat(self.world.now + jump)

    def _try(self, work: Callable[[], object]) -> None:
        with suppress(AlreadyRecorded, CorrectedMeanwhile, NothingToUndo, NotRecorded):
            work()

    # ---- what must hold ----

    def repeated(self) -> list[object]:
        """The rungs that one person got more than once, in their own right or passed on."""
        got = Counter(
            (each.deadline_id, each.milestone_id, each.level, each.rung, each.last_on, row.person_id)
            for row, each in self._messages()
            if row.state is DeliveryState.DELIVERED
        )
        return [key for key, count in got.items() if count > 1]

    def outside_hours(self) -> list[object]:
        """What arrived outside office hours though its last day was not about to end."""
        return [
            (row.finished_at, each.rung)
            for row, each in self._messages()
            if row.state is DeliveryState.DELIVERED
            and row.finished_at
            and HOURS.at_or_after(row.finished_at, SHANGJIE.calendar) != row.finished_at
            and row.finished_at.astimezone(SHANGHAI).date() > each.last_on
        ]

    def untold(self) -> list[int | None]:
        """The open deadlines whose nearer last day is over without anybody having heard, of it or of the
        other one, which is over as well."""
        told = {
            (each.deadline_id, each.milestone_id, each.last_on)
            for row, each in self._messages()
            if row.state is DeliveryState.DELIVERED and each.rung in ("breach", "overdue")
        }
        today = self.world.now.astimezone(SHANGHAI).date()
        return [
            deadline.id
            for deadline in self.world.open_deadlines()
            for ends in ([on for on in (deadline.local_due_on, deadline.statutory_due_on) if on],)
            if min(ends) < today
            and told.isdisjoint((deadline.id, deadline.milestone_id, last_on) for last_on in ends)
        ]

    def left_over(self) -> list[object]:
        """What waits about deadlines that do not run, or that nothing will ever take up."""

        def read(tx: Session) -> list[object]:
            planned = select(Reminder, Deadline).join(Deadline).where(Reminder.state == "PLANNED")
            return [
                (row.rung, deadline.state)
                for row, deadline in tx.exec(planned)
                if deadline.state is not DeadlineState.OPEN or row.milestone_id != deadline.milestone_id
            ]

        return self.world.database.in_transaction(read)

    def _messages(self) -> list[tuple[Outbox, Reminder]]:
        query = select(Outbox, Reminder).join(Reminder)
        return self.world.database.in_transaction(lambda tx: [tuple(pair) for pair in tx.exec(query)])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories)
def test_any_history(empty_database: Path, history: list[tuple[object, ...]]) -> None:
    with TemporaryDirectory() as folder:
        told = History(Path(shutil.copy(empty_database, folder)))
        asyncio.run(play(told, history))
        told.world.database.close()


async def play(told: History, history: list[tuple[object, ...]]) -> None:
    await told.happen("log", "小陈", STEPS[0])
    for what, *more in history:
        await told.happen(str(what), *more)
        assert told.left_over() == []
    # In the end the platform is well again, and a day and an hour of office go by.
    told.world.channel.trouble.clear()
    opening = HOURS.at_or_after(told.world.now + timedelta(minutes=20), SHANGJIE.calendar)
    for moment in (opening, opening + timedelta(days=1), opening + timedelta(days=4)):
        await told.world.beat(HOURS.at_or_after(moment, SHANGJIE.calendar))
    assert told.repeated() == []
    assert told.outside_hours() == []
    assert told.untold() == []
    assert {row.state for row in told.world.rows()}.isdisjoint({DeliveryState.PENDING, DeliveryState.SENDING})
