"""提醒我 over days: set once, said once at its time, whatever happens in between."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from bot.channels.base import Refused, TryLater
from ledger import inbox, own_reminders, undelivered
from ledger.own_reminders import LimitOver, NothingLeft, UnknownOwnReminder
from ledger.rights import Actor
from models.tables.deadline import OwnReminder
from models.tables.record import AuditEntry
from models.types import DeliveryState
from reminders.lease import LEASE, collected
from tests.reminders.world import DISTRICT, World, at

ASKER = Actor("web", "visitor-7", "visitor-7", DISTRICT)
OTHER = Actor("web", "visitor-8", "visitor-8", DISTRICT)
CHAT = ASKER.chat
BEFORE = "12-01 09:00 ⏰ 还有1个工作日：质疑"
ON_IT = "12-02 09:00 ⏰ 今天到期：质疑"


def remind(
    world: World, rule_id: str = "challenge_submit", start_on: date = date(2026, 11, 23), who: Actor = ASKER
) -> OwnReminder:
    """By default 质疑 from 11月23日: the last day is 12月2日."""
    return world.database.in_transaction(
        lambda tx: own_reminders.remind(tx, who, rule_id, start_on, world.now, world.planner)
    )


def cancel(world: World, number: int | None, who: Actor = ASKER) -> None:
    world.database.in_transaction(lambda tx: own_reminders.cancel(tx, who, number or 0, world.now))


def mine(world: World, who: Actor = ASKER) -> list[int | None]:
    return [row.id for row in world.database.in_transaction(lambda tx: own_reminders.mine(tx, who))]


def looks(world: World) -> list[str]:
    """What the visitor sees who opens the page now."""

    def work(tx: Session) -> list[str]:
        collected(tx, "web", CHAT, world.now)
        return [line.reply.text.splitlines()[0] for line in inbox.history(tx, "web", CHAT, 10)]

    return world.database.in_transaction(work)


def entries(world: World) -> list[str]:
    def read(tx: Session) -> list[str]:
        found = tx.exec(select(AuditEntry)).all()
        return [entry.action for entry in found if entry.action.startswith("own")]

    return world.database.in_transaction(read)


def states(world: World) -> list[DeliveryState]:
    return [row.state for row in world.rows()]


@pytest.fixture
def asked(world: World) -> World:
    """It is 11月24日 10:00, and the visitor has asked to be reminded of 质疑 until 12月2日."""
    world.now = at(11, 24, 10)
    remind(world)
    return world


# ---- in time ----


async def test_a_working_day_before_and_on_the_last_day(asked: World) -> None:
    await asked.run_until(at(12, 4))
    assert asked.sent(CHAT) == [BEFORE, ON_IT]


async def test_not_a_second_before_and_at_once_then(asked: World) -> None:
    await asked.beat(at(12, 1, 8, 59, 59))
    assert asked.sent(CHAT) == []
    await asked.beat(at(12, 1, 9))
    await asked.beat(at(12, 1, 9))
    assert asked.sent(CHAT) == [BEFORE]


async def test_what_it_says(asked: World) -> None:
    await asked.beat(at(12, 1, 9))
    (sent,) = asked.channel.to(CHAT)
    assert "法定最晚12月2日（周三），7个工作日。从11月23日（周一）起算，当日不计。" in sent.text
    assert "您设了这项提醒。依据：政府采购法第五十二条" in sent.text


async def test_a_local_limit_is_reminded_of_until_it_is_over_and_both_are_said(world: World) -> None:
    world.now = at(11, 23, 10)
    remind(world, "contract_signing")
    await world.run_until(at(12, 31))
    assert world.sent(CHAT) == ["11-24 09:00 ⏰ 还有1个工作日：签合同", "11-25 09:00 ⏰ 今天到期：签合同"]
    assert "本区最晚11月25日（周三），2个工作日；法定最晚12月23日（周三），30日" in world.channel.sent[0].text


async def test_the_statutory_limit_once_the_local_one_is_over(world: World) -> None:
    world.now = at(11, 26, 10)
    row = remind(world, "contract_signing")
    assert row.last_on == date(2026, 12, 23)
    await world.beat(at(12, 22, 9))
    assert world.sent(CHAT) == ["12-22 09:00 ⏰ 还有1个工作日：签合同"]
    assert "本区最晚11月25日（周三），2个工作日，已过" in world.channel.sent[0].text


# ---- set once ----


async def test_twice_is_once(asked: World) -> None:
    remind(asked)
    await asked.run_until(at(12, 3))
    assert asked.sent(CHAT) == [BEFORE, ON_IT]
    assert len(entries(asked)) == 1


@pytest.mark.parametrize(("day", "is_over"), [(2, False), (3, True)])
def test_on_the_last_day_it_is_not_over(world: World, day: int, is_over: bool) -> None:
    world.now = at(12, day, 8)
    if is_over:
        with pytest.raises(LimitOver):
            remind(world)
    else:
        assert remind(world).next_at == at(12, 2, 9)


def test_when_all_reminders_would_be_past_nothing_is_set(world: World) -> None:
    world.now = at(12, 2, 9, 1)
    with pytest.raises(NothingLeft):
        remind(world)
    assert mine(world) == []


# ---- cancelled ----


async def test_cancelled_it_does_not_come(asked: World) -> None:
    await asked.beat(at(12, 1, 9))
    cancel(asked, *mine(asked))
    await asked.run_until(at(12, 3))
    assert asked.sent(CHAT) == [BEFORE]
    assert entries(asked) == ["own reminder set", "own reminder cancelled"]


async def test_cancelled_while_it_waits_in_the_outbox_it_does_not_leave(asked: World) -> None:
    asked.now = at(12, 1, 9)
    asked.tick()
    cancel(asked, *mine(asked))
    await asked.beat(at(12, 1, 9, 1))
    assert asked.sent(CHAT) == []
    assert states(asked) == [DeliveryState.CANCELLED]


def test_nobody_cancels_or_sees_another_one_s(asked: World) -> None:
    (number,) = mine(asked)
    assert mine(asked, OTHER) == []
    for who in (OTHER, replace(ASKER, channel="telegram")):
        with pytest.raises(UnknownOwnReminder):
            cancel(asked, number, who)
    assert mine(asked) == [number]


async def test_set_again_after_it_was_cancelled(asked: World) -> None:
    cancel(asked, *mine(asked))
    remind(asked)
    await asked.run_until(at(12, 3))
    assert asked.sent(CHAT) == [BEFORE, ON_IT]


async def test_it_is_theirs_when_they_are_bound_later_and_when_they_leave(asked: World) -> None:
    asked.unit("第一小学")
    bound = asked.person("老张", "第一小学", chat=CHAT)
    assert mine(asked, bound) == mine(asked)
    asked.deactivate(bound)
    await asked.beat(at(12, 1, 9))
    assert BEFORE in asked.sent(CHAT)


# ---- nobody there, or all down ----


async def test_down_over_both_rungs_it_is_one_message_and_the_last(asked: World) -> None:
    await asked.beat(at(12, 2, 10))
    assert asked.sent(CHAT) == ["12-02 10:00 ⏰ 今天到期：质疑"]


async def test_down_over_the_first_it_is_said_as_of_now(asked: World) -> None:
    await asked.beat(at(12, 1, 15))
    await asked.run_until(at(12, 3))
    assert asked.sent(CHAT) == ["12-01 15:00 ⏰ 还有1个工作日：质疑", ON_IT]


async def test_up_again_at_night_it_waits_for_the_opening(asked: World) -> None:
    await asked.beat(at(12, 1, 20))
    assert asked.sent(CHAT) == []
    await asked.run_until(at(12, 3))
    assert asked.sent(CHAT) == [ON_IT]


async def test_up_again_in_the_last_evening_it_does_not_wait(asked: World) -> None:
    await asked.beat(at(12, 2, 20))
    assert asked.sent(CHAT) == ["12-02 20:00 ⏰ 今天到期：质疑"]


async def test_down_until_it_was_over_that_is_said_once(asked: World) -> None:
    await asked.beat(at(12, 4, 10))
    await asked.run_until(at(12, 10))
    assert asked.sent(CHAT) == ["12-04 10:00 ⚠️ 最后一天已过：质疑"]
    assert "没能按时提醒您" in asked.channel.to(CHAT)[0].text


async def test_who_was_reminded_before_does_not_hear_that_it_is_over(asked: World) -> None:
    await asked.beat(at(12, 1, 9))
    await asked.beat(at(12, 4, 10))
    await asked.run_until(at(12, 10))
    assert asked.sent(CHAT) == [BEFORE]


async def test_an_outage_of_the_platform_is_one_message_in_the_end(asked: World) -> None:
    asked.channel.trouble[CHAT] = TryLater("502")
    await asked.run_until(at(12, 2, 10))
    del asked.channel.trouble[CHAT]
    await asked.run_until(at(12, 2, 12))
    assert [each.head for each in asked.channel.to(CHAT)] == ["⏰ 今天到期：质疑"]


async def test_a_visitor_who_returns_sees_it_once(asked: World) -> None:
    asked.channel.trouble[CHAT] = TryLater("no tab is open")
    await asked.run_until(at(12, 1, 18))
    assert looks(asked) == ["⏰ 还有1个工作日：质疑"]
    await asked.run_until(at(12, 2, 9, 30))
    assert looks(asked) == ["⏰ 还有1个工作日：质疑", "⏰ 今天到期：质疑"]
    del asked.channel.trouble[CHAT]
    await asked.run_until(at(12, 3))
    assert asked.sent(CHAT) == []


async def test_refused_it_goes_to_nobody_else_and_is_on_no_list(asked: World) -> None:
    asked.unit("第一小学")
    asked.person("小陈", "第一小学")
    asked.channel.trouble[CHAT] = Refused("blocked")
    await asked.run_until(at(12, 3))
    assert states(asked) == [DeliveryState.REFUSED, DeliveryState.REFUSED]
    assert asked.sent("小陈") == []
    assert asked.database.in_transaction(lambda tx: undelivered.recent(tx, DISTRICT)) == []


@pytest.fixture
def rolled(world: World) -> World:
    """复议 until Monday 11月23日, because its last day was a Sunday: reminded of on Thursday and Friday."""
    world.now = at(11, 16, 10)
    row = remind(world, "admin_reconsideration", date(2026, 9, 23))
    assert row.last_on == date(2026, 11, 23)
    return world


async def test_what_waited_over_the_rest_days_says_how_it_is_then(rolled: World) -> None:
    rolled.channel.trouble[CHAT] = TryLater("no tab is open")
    await rolled.run_until(at(11, 23, 8))
    del rolled.channel.trouble[CHAT]
    await rolled.run_until(at(11, 24))
    assert rolled.sent(CHAT) == ["11-23 09:00 ⏰ 今天到期：行政复议"]


async def test_what_waits_for_the_opening_can_be_cancelled(rolled: World) -> None:
    await rolled.beat(at(11, 20, 20))
    cancel(rolled, *mine(rolled))
    await rolled.run_until(at(11, 24))
    assert rolled.sent(CHAT) == []


async def test_of_two_rungs_in_a_day_the_later_one_takes_the_place_of_the_other(asked: World) -> None:
    pack = asked.planner.pack
    own = pack.ladders["own"]
    twice = (*own.alone, replace(own.alone[-1], name="last_hours", at="closing", minutes_before=90))
    ladders = {**pack.ladders, "own": replace(own, alone=twice)}
    asked.planner = replace(asked.planner, pack=replace(pack, ladders=ladders))
    asked.channel.trouble[CHAT] = TryLater("502")
    await asked.run_until(at(12, 2, 16))
    del asked.channel.trouble[CHAT]
    await asked.run_until(at(12, 2, 17))
    assert len(asked.sent(CHAT)) == 1


# ---- it dies in between ----


async def test_it_dies_between_tick_and_send(asked: World) -> None:
    asked.now = at(12, 1, 9)
    asked.tick()
    await asked.beat(at(12, 1, 9, 3))
    assert asked.sent(CHAT) == ["12-01 09:03 ⏰ 还有1个工作日：质疑"]


async def test_it_dies_while_sending(asked: World) -> None:
    """The lease runs out, then it is sent: once, where the platform had not taken it."""
    asked.now = at(12, 1, 9)
    asked.tick()
    dead = asked.lease()
    await asked.beat(at(12, 1, 9, 1))
    assert asked.sent(CHAT) == []
    await asked.beat(at(12, 1, 9) + LEASE + timedelta(seconds=1))
    assert len(asked.sent(CHAT)) == 1
    assert dead
    asked.delivered(dead)
    await asked.run_until(at(12, 3))
    assert [each.head for each in asked.channel.to(CHAT)] == ["⏰ 还有1个工作日：质疑", "⏰ 今天到期：质疑"]


async def test_cancelled_while_its_sender_was_dead_it_does_not_leave(asked: World) -> None:
    asked.now = at(12, 1, 9)
    asked.tick()
    assert asked.lease()
    cancel(asked, *mine(asked))
    await asked.run_until(at(12, 3))
    assert asked.sent(CHAT) == []


async def test_a_clock_that_jumps(asked: World) -> None:
    for moment in (at(12, 1, 9), at(12, 1, 8), at(12, 1, 9), at(12, 2, 9), at(12, 1, 9), at(12, 2, 9, 1)):
        await asked.beat(moment)
    assert [each.head for each in asked.channel.to(CHAT)] == ["⏰ 还有1个工作日：质疑", "⏰ 今天到期：质疑"]


async def test_one_that_cannot_be_worded_holds_up_no_other(
    asked: World, caplog: pytest.LogCaptureFixture
) -> None:
    remind(asked, who=OTHER)

    def forget(tx: Session) -> None:
        row = tx.exec(select(OwnReminder)).first()
        assert row
        row.rule_id = "gone"

    asked.database.in_transaction(forget)
    await asked.beat(at(12, 1, 9))
    assert asked.sent(OTHER.chat) == [BEFORE]
    assert "put off" in caplog.text
