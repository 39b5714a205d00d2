"""After the service was down: what is still useful is sent once, the rest not at all."""

from datetime import date, datetime

import pytest

from bot.channels.base import TryLater
from models.types import DeliveryState, ReminderState
from reminders import tick as ticking
from rules.ladder import UNDO_WITHIN
from tests.reminders.conftest import School
from tests.reminders.world import World, at


def late(days: int) -> str:
    return f"⚠️ 已超过本区时限{days}个工作日：未登记签合同"


async def test_a_week_without_the_service(school: School) -> None:
    """Day before, last day, last hours and overdue of one deadline: one message, the most urgent."""
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    await world.beat(at(11, 30, 10))
    assert world.sent("小陈") == world.sent("赵局") == world.sent("老王") == [f"11-30 10:00 {late(3)}"]
    states = {row.rung: row.state for row in world.reminders() if row.level == "local"}
    assert states.pop("overdue") is ReminderState.QUEUED
    assert set(states.values()) == {ReminderState.COLLAPSED}


async def test_different_deadlines_are_one_message_each(school: School) -> None:
    world = school.world
    for number in range(3):
        world.project(school.chen, f"SJ2026-10{number}")
    world.now = at(11, 23, 10)
    for number in range(3):
        world.log(school.chen, "award_notice_issued", code=f"SJ2026-10{number}")
    await world.beat(at(11, 30, 10))
    projects = [each.text.splitlines()[1][:11] for each in world.channel.to("小陈")]
    assert projects == ["SJ2026-100 ", "SJ2026-101 ", "SJ2026-102 "]


async def test_more_deadlines_than_one_tick_takes(school: School) -> None:
    """What belongs together is never split between two looks at the table."""
    world = school.world
    codes = [f"SJ2026-{number}" for number in range(300, 300 + ticking.BATCH // 3 + 10)]
    for code in codes:
        world.now = at(11, 20, 10)
        world.project(school.chen, code)
        world.now = at(11, 23, 10)
        world.log(school.chen, "award_notice_issued", code=code)
    await world.beat(at(11, 30, 10))
    assert len(world.channel.to("小陈")) == len(codes)
    assert {each.head for each in world.channel.to("小陈")} == {late(3)}


@pytest.mark.parametrize(
    ("up_again", "heard_at"),
    [
        (at(11, 26, 0, 30), "11-26 09:00"),
        (at(11, 26, 9), "11-26 09:00"),
        (at(11, 28, 15), "11-30 09:00"),
    ],
)
async def test_down_over_the_last_day(school: School, up_again: datetime, heard_at: str) -> None:
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    await world.beat(at(11, 24, 17))
    world.now = up_again
    await world.run_until(at(11, 30, 9))
    assert [each.when for each in world.channel.to("小陈")] == ["11-24 17:00", heard_at]
    assert "已超过本区时限" in world.channel.to("小陈")[-1].head


async def test_up_at_night_waits_for_the_opening(school: School) -> None:
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    await world.beat(at(11, 24, 22))
    assert world.channel.sent == []
    await world.beat(at(11, 25, 8, 59))
    assert world.channel.sent == []
    await world.beat(at(11, 25, 9))
    assert world.sent("小陈") == ["11-25 09:00 ⏰ 今天到期（本区时限）：签合同"]


async def test_up_at_night_of_the_last_day_waits_for_nothing(school: School) -> None:
    """At 22:00 there are two hours left, and no office opens before they are over."""
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    await world.beat(at(11, 25, 22))
    assert world.sent("小陈") == ["11-25 22:00 ⏰ 今天到期，尚未登记（本区时限）：签合同"]


# ---- messages that were in the outbox ----


async def test_in_the_outbox_over_night(school: School) -> None:
    """Queued, then down until the next day: it leaves with the words of that day, once."""
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    world.now = at(11, 24, 9)
    world.tick()
    await world.beat(at(11, 24, 23))
    assert world.channel.sent == []
    await world.beat(at(11, 25, 9))
    assert world.sent("小陈") == ["11-25 09:00 ⏰ 今天到期（本区时限）：签合同"]


async def test_in_the_outbox_over_the_last_day(school: School) -> None:
    """今天到期 is not said on the day after."""
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    world.now = at(11, 25, 16)
    world.tick()
    await world.run_until(at(11, 26, 9))
    await world.beat()
    assert world.sent("小陈")[:1] == ["11-25 16:00 ⏰ 今天到期，尚未登记（本区时限）：签合同"]
    assert len(world.sent("小陈")) == 2


async def test_late_news_in_the_outbox_for_a_week(school: School) -> None:
    """That it is late is news as long as it is: nothing of it is dropped while the service is down."""
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued", date(2026, 11, 16))
    world.now += UNDO_WITHIN
    world.tick()
    assert {row.state for row in world.rows()} == {DeliveryState.PENDING}
    await world.beat(at(11, 30, 10))
    assert world.sent("小陈") == world.sent("老王") == [f"11-30 10:00 {late(8)}"]


async def test_a_long_outage_of_the_platform_is_one_message_in_the_end(school: School) -> None:
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    world.channel.trouble["小陈"] = TryLater("502")
    await world.run_until(at(11, 26, 10))
    del world.channel.trouble["小陈"]
    await world.run_until(at(11, 26, 12))
    assert [each.head for each in world.channel.to("小陈")] == [late(1)]


async def test_an_outage_within_a_day_is_one_message_as_well(school: School) -> None:
    """What waits in the outbox since the morning of the last day gives way to the last hours."""
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    world.now = at(11, 25, 9)
    world.channel.trouble["小陈"] = TryLater("502")
    await world.run_until(at(11, 25, 16))
    del world.channel.trouble["小陈"]
    await world.run_until(at(11, 25, 17))
    assert [each.head for each in world.channel.to("小陈")] == ["⏰ 今天到期，尚未登记（本区时限）：签合同"]


async def test_one_that_cannot_be_worded_holds_up_no_other(
    school: School, caplog: pytest.LogCaptureFixture
) -> None:
    """It is tried again, and is logged each time."""
    world = school.world
    world.project(school.chen, "SJ2026-100")
    world.now = at(11, 23, 10)
    (broken,) = world.log(school.chen, "award_notice_issued")
    world.log(school.chen, "award_notice_issued", code="SJ2026-100")
    world.unwordable = {broken.id or 0}
    await world.beat(at(11, 24, 9))
    assert ["SJ2026-100" in each.text for each in world.channel.to("小陈")] == [True]
    assert "put off" in caplog.text
    world.unwordable = set()
    await world.beat(at(11, 24, 9, 5))
    assert len(world.channel.to("小陈")) == 2


async def test_a_clock_that_jumps(world: World, school: School) -> None:
    """An hour back and a day forward: each rung once."""
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    for moment in (
        at(11, 24, 9),
        at(11, 24, 8),
        at(11, 24, 9),
        at(11, 25, 9),
        at(11, 24, 9),
        at(11, 25, 9, 1),
    ):
        await world.beat(moment)
    assert [each.head for each in world.channel.to("小陈")] == [
        "⏰ 还有1个工作日（本区时限）：签合同",
        "⏰ 今天到期（本区时限）：签合同",
    ]


async def test_what_is_taken_back_at_once_is_told_to_nobody(school: School) -> None:
    """An old step filled in late is news only when it can no longer be undone, or the next one is logged."""
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued", date(2026, 11, 16))
    await world.beat(at(11, 23, 10, 9))
    world.undo(school.chen)
    world.log(school.chen, "award_notice_issued", date(2026, 11, 16))
    await world.beat(at(11, 23, 10, 18))
    world.log(school.chen, "contract_signed")
    await world.beat(at(11, 23, 11))
    assert [each for each in world.channel.sent if each.head.startswith("⚠️")] == []
