"""提醒我 when the rules change: a last day that moves is told, and reminded of anew."""

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import Session

from handlers import own_limits
from reminders.plan import Planner
from rules.calendar import Calendar, CalendarYear
from tests.reminders.test_own import BEFORE, CHAT, ON_IT, remind
from tests.reminders.world import World, at


@pytest.fixture
def asked(world: World) -> World:
    """It is 11月24日 10:00, and the visitor has asked to be reminded of 质疑 until 12月2日."""
    world.now = at(11, 24, 10)
    remind(world)
    return world


def with_a_day_off(planner: Planner, day: date) -> Planner:
    """The same rules after a holiday more was announced."""
    calendar = planner.pack.calendar
    years = [
        CalendarYear(
            year.year, True, {**year.off, **({day: "临时放假"} if day.year == year.year else {})}, year.work
        )
        for year in calendar.years.values()
    ]
    return replace(planner, pack=replace(planner.pack, calendar=Calendar.of(years), version="next"))


def refresh(world: World) -> None:
    """What a start does after the rules have changed."""

    def work(tx: Session) -> None:
        own_limits.tell_what_moved(tx, world.now, lambda _code: world.planner, world.reach)

    world.database.in_transaction(work)


async def test_what_was_said_of_the_day_that_it_was_is_not_said_at_once_of_the_new_one(asked: World) -> None:
    await asked.beat(at(12, 1, 9))
    asked.now = at(12, 1, 12)
    asked.planner = with_a_day_off(asked.planner, date(2026, 12, 2))
    refresh(asked)
    await asked.run_until(at(12, 4))
    assert asked.sent(CHAT) == [
        BEFORE,
        "12-01 12:00 ⏰ 期限已重新计算：质疑",
        "12-03 09:00 ⏰ 今天到期：质疑",
    ]


async def test_other_rules_that_move_nothing_are_told_to_nobody(asked: World) -> None:
    await asked.beat(at(12, 1, 9))
    asked.planner = with_a_day_off(asked.planner, date(2026, 12, 9))
    refresh(asked)
    await asked.run_until(at(12, 4))
    assert asked.sent(CHAT) == [BEFORE, ON_IT]


async def test_a_last_day_that_moves_is_told_and_reminded_of_anew(asked: World) -> None:
    asked.planner = with_a_day_off(asked.planner, date(2026, 11, 30))
    for _ in range(2):
        refresh(asked)
    await asked.run_until(at(12, 4))
    assert asked.sent(CHAT) == [
        "11-24 10:00 ⏰ 期限已重新计算：质疑",
        "12-02 09:00 ⏰ 还有1个工作日：质疑",
        "12-03 09:00 ⏰ 今天到期：质疑",
    ]
    assert "由12月2日（周三）改为12月3日（周四）" in asked.channel.to(CHAT)[0].text


async def test_a_rule_without_a_number_of_days_keeps_no_other_from_being_counted(asked: World) -> None:
    remind(asked, "complaint_submit", date(2026, 11, 20))
    pack = asked.planner.pack
    rule = pack.rules["challenge_submit"]
    statutory = tuple(replace(each, length=None, unit=None) for each in rule.statutory)
    without = {**pack.rules, rule.id: replace(rule, statutory=statutory)}
    moved = with_a_day_off(asked.planner, date(2026, 11, 30))
    asked.planner = replace(moved, pack=replace(moved.pack, rules=without))
    refresh(asked)
    await asked.run_until(at(11, 25))
    assert asked.sent(CHAT) == ["11-24 10:00 ⏰ 期限已重新计算：投诉"]
