"""A clock moved over weeks: each rung once, in office hours, never for what is done."""

from collections import Counter
from datetime import date, timedelta

import pytest

from models.types import SHANGHAI, DeliveryState, Role, UnitKind
from tests.reminders.conftest import BUREAU, SCHOOL, School
from tests.reminders.world import HOURS, SHANGJIE, World, at

HOSPITAL = "区人民医院"


def in_office_hours(world: World) -> bool:
    moments = [each.at.astimezone(SHANGHAI) for each in world.channel.sent]
    return all(
        SHANGJIE.calendar.is_working(moment.date())
        and any(begin <= moment.time() <= end for begin, end in HOURS.spans)
        for moment in moments
    )


async def test_six_weeks_of_three_projects(school: School) -> None:
    """National Day and two make-up days lie between; one project is done in time, one late, one never."""
    world = school.world
    world.unit(HOSPITAL)
    sun = world.person("老孙", HOSPITAL)
    world.project(sun, "YY2026-001")
    world.project(school.chen, "SJ2026-020")
    world.now = at(9, 18, 9, 30)
    world.log(school.chen, "award_notice_issued")
    world.log(school.zhao, "award_notice_issued", code="SJ2026-020")
    world.log(sun, "evaluation_end", code="YY2026-001")
    await world.run_until(at(9, 22, 15))
    world.log(school.chen, "contract_signed", date(2026, 9, 22))
    await world.run_until(at(9, 29, 11))
    world.log(school.chen, "contract_signed", date(2026, 9, 29), code="SJ2026-020")
    await world.run_until(at(10, 30, 18))
    assert in_office_hours(world)
    assert {each.state for each in world.rows()} == {DeliveryState.DELIVERED}
    assert max(Counter((each.reminder_id, each.person_id) for each in world.rows()).values()) == 1
    mine = [line for line in world.sent("小陈") if "签合同" in line]
    assert mine == [
        "09-18 09:30 ⏰ 开始计时：签合同",
        "09-20 09:00 ⏰ 还有1个工作日（本区时限）：签合同",
        "09-20 09:00 ⏰ 还有1个工作日（本区时限）：签合同",
        "09-21 09:00 ⏰ 今天到期（本区时限）：签合同",
        "09-21 09:00 ⏰ 今天到期（本区时限）：签合同",
        "09-21 16:00 ⏰ 今天到期，尚未登记（本区时限）：签合同",
        "09-21 16:00 ⏰ 今天到期，尚未登记（本区时限）：签合同",
        "09-22 09:00 ⚠️ 已超过本区时限1个工作日：未登记签合同",
        "09-22 09:00 ⚠️ 已超过本区时限1个工作日：未登记签合同",
    ]
    assert world.sent("老孙") == [
        "09-20 09:00 ⏰ 今天到期（本区时限）：确认采购结果",
        "09-20 16:00 ⏰ 今天到期，尚未登记（本区时限）：确认采购结果",
        "09-21 09:00 ⚠️ 已超过本区时限1个工作日：未登记确认采购结果",
        "09-23 09:00 ⏰ 还有1个工作日（法定期限）：确认采购结果",
        "09-24 09:00 ⏰ 今天到期（法定期限）：确认采购结果",
        "09-28 09:00 ⚠️ 请尽快办理并登记：确认采购结果",
    ]


@pytest.mark.parametrize("queued", [False, True])
async def test_done_a_second_before_sending(school: School, queued: bool) -> None:
    """Whenever it is logged as done, what has not left does not leave; taken back, it is due again."""
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    world.now = at(11, 24, 9)
    if queued:
        assert world.tick() == 1
    world.log(school.chen, "contract_signed")
    await world.beat()
    assert not [line for line in world.sent("小陈") if "签合同" in line]
    world.now = at(11, 24, 9, 5)
    world.undo(school.chen)
    await world.beat()
    assert world.sent("小陈") == ["11-24 09:05 ⏰ 还有1个工作日（本区时限）：签合同"]
    await world.run_until(at(11, 26, 9))
    assert len(world.sent("小陈")) == 4


async def test_done_while_it_is_on_the_wire_and_taken_back(school: School) -> None:
    """What the platform already has cannot be called back, and is not said again."""
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    world.now = at(11, 24, 9)
    world.tick()
    taken = world.lease()
    assert taken
    world.log(school.chen, "contract_signed")
    world.delivered(taken)
    world.now = at(11, 24, 9, 5)
    world.undo(school.chen)
    await world.beat()
    assert world.sent("小陈") == []
    assert [row.state for row in world.rows()] == [DeliveryState.DELIVERED]


async def test_corrected(school: School) -> None:
    """The notice had gone out two days earlier: what was planned is void, today is the last day."""
    world = school.world
    world.now = at(11, 25, 10)
    world.log(school.chen, "award_notice_issued")
    assert world.plan("小陈")[0] == ("day_before", "11-26 09:00")
    world.now = at(11, 25, 11)
    world.correct(school.chen, "award_notice_issued", date(2026, 11, 23))
    assert world.plan("小陈", "local") == [("last_hours", "11-25 16:00"), ("overdue", "11-26 09:00")]
    await world.run_until(at(11, 27, 18))
    assert world.sent("小陈") == [
        "11-25 16:00 ⏰ 今天到期，尚未登记（本区时限）：签合同",
        "11-26 09:00 ⚠️ 已超过本区时限1个工作日：未登记签合同",
    ]


async def test_a_day_that_moves_is_reminded_of_anew(school: School) -> None:
    """Corrected after the last day was reminded of: the new last day is reminded of as well."""
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    await world.run_until(at(11, 25, 11))
    world.correct(school.chen, "award_notice_issued", date(2026, 11, 24))
    await world.run_until(at(11, 27, 9))
    assert world.sent("小陈")[2:] == [
        "11-26 09:00 ⏰ 今天到期（本区时限）：签合同",
        "11-26 16:00 ⏰ 今天到期，尚未登记（本区时限）：签合同",
        "11-27 09:00 ⚠️ 已超过本区时限1个工作日：未登记签合同",
    ]


async def test_taken_back(school: School) -> None:
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    world.now = at(11, 23, 10, 5)
    world.undo(school.chen)
    await world.run_until(at(11, 27), timedelta(hours=1))
    assert world.channel.sent == []


async def test_a_pause_stops_the_clock_and_going_on_plans_anew(school: School) -> None:
    """Ten days of testing are not counted: the twentieth working day moves from 30.11. to 14.12."""
    world = school.world
    liu = world.person("老刘", BUREAU, Role.SUPERVISOR)
    world.now = at(11, 2, 10)
    world.log(liu, "complaint_received")
    await world.beat(at(11, 2, 10, 1))
    assert world.sent("老王") == ["11-02 10:01 ⏰ 开始计时：作出投诉处理决定"]
    world.now = at(11, 16, 10)
    (deadline,) = world.open_deadlines()
    world.snooze(liu, deadline)
    world.log(liu, "complaint_pause_started")
    assert world.plan("老王") == world.plan("老刘") == []
    await world.run_until(at(11, 30, 10), timedelta(hours=2))
    assert len(world.sent("老王")) == 1
    world.log(liu, "complaint_pause_ended")
    assert world.plan("老王", "local")[1:] == [
        ("day_before", "12-11 09:00"),
        ("last_day", "12-14 09:00"),
        ("last_hours", "12-14 16:00"),
        ("overdue", "12-15 09:00"),
    ]
    await world.run_until(at(12, 15, 9), timedelta(hours=1))
    assert len(world.sent("老王")) == len(set(world.sent("老王"))) == 6


@pytest.mark.parametrize("kind", ["award_notice_issued", "contract_signed", "evaluation_end"])
async def test_several_lots_have_clocks_of_their_own(world: World, kind: str) -> None:
    world.now = at(11, 20, 10)
    world.unit(SCHOOL)
    world.unit(BUREAU, UnitKind.FINANCE)
    chen = world.person("小陈", SCHOOL)
    world.project(chen, lots=3)
    world.now = at(11, 23, 10)
    rules = len(world.log(chen, kind)) // 3
    await world.run_until(at(11, 27, 9), timedelta(hours=1))
    texts = [each.text for each in world.channel.to("小陈")]
    assert len(set(texts)) == len(texts)
    assert {sum(f"第{lot}包" in text for text in texts) for lot in (1, 2, 3)} == {len(texts) // 3}
    assert len(texts) >= 3 * 3 * rules
