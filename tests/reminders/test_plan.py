"""Who is reminded when: the ladder of each rule at the right office moments, for the right people."""

from datetime import date, datetime, timedelta

import pytest

from models.types import Role, UnitKind
from tests.reminders.conftest import AGENCY, BUREAU, SCHOOL, School
from tests.reminders.world import World, at

SIGNING = [
    ("day_before", "11-24 09:00"),
    ("last_day", "11-25 09:00"),
    ("last_hours", "11-25 16:00"),
    ("overdue", "11-26 09:00"),
    ("week_before", "12-16 09:00"),
    ("day_before", "12-22 09:00"),
    ("last_day", "12-23 09:00"),
    ("breach", "12-24 09:00"),
]


def reminded(world: World) -> set[str]:
    """Everybody to whom something is still to be sent."""
    return {name for name in ("小陈", "小李", "赵局", "老王", "小代") if world.plan(name)}


# ---- the ladder of each rule ----


def test_signing_a_contract(school: School) -> None:
    school.world.now = at(11, 23, 10)
    school.world.log(school.chen, "award_notice_issued")
    assert school.world.plan("小陈") == SIGNING
    assert school.world.plan("赵局") == SIGNING[2:]
    assert school.world.plan("老王") == [SIGNING[3], SIGNING[7]]


def test_filing_and_publishing_a_contract(school: School) -> None:
    """Filing has a local limit of one working day, publication only the legal one of two."""
    school.world.now = at(11, 24, 10)
    school.world.log(school.chen, "contract_signed")
    assert school.world.plan("小陈", "local") == [
        ("last_day", "11-25 09:00"),
        ("last_hours", "11-25 16:00"),
        ("overdue", "11-26 09:00"),
    ]
    assert school.world.plan("小陈", "statutory") == [
        ("day_before", "11-25 09:00"),
        ("week_before", "11-26 09:00"),
        ("last_day", "11-26 09:00"),
        ("last_hours", "11-26 16:00"),
        ("breach", "11-27 09:00"),
        ("day_before", "12-02 09:00"),
        ("last_day", "12-03 09:00"),
        ("breach", "12-04 09:00"),
    ]
    assert school.world.plan("赵局", "statutory") == [
        ("week_before", "11-26 09:00"),
        ("last_day", "11-26 09:00"),
        ("last_hours", "11-26 16:00"),
        ("breach", "11-27 09:00"),
        ("day_before", "12-02 09:00"),
        ("last_day", "12-03 09:00"),
        ("breach", "12-04 09:00"),
    ]


def test_confirming_a_result_and_issuing_the_notice(school: School) -> None:
    school.world.now = at(11, 23, 10)
    school.world.log(school.chen, "evaluation_end")
    assert school.world.plan("小陈") == [
        ("last_day", "11-24 09:00"),
        ("last_hours", "11-24 16:00"),
        ("overdue", "11-25 09:00"),
        ("day_before", "11-27 09:00"),
        ("last_day", "11-30 09:00"),
        ("breach", "12-01 09:00"),
    ]
    school.world.now = at(11, 24, 10)
    school.world.log(school.chen, "result_confirmed")
    assert school.world.plan("小陈") == [
        ("day_before", "11-25 09:00"),
        ("last_day", "11-26 09:00"),
        ("last_hours", "11-26 16:00"),
        ("breach", "11-27 09:00"),
    ]


def test_a_complaint_is_for_the_bureau_alone(school: School) -> None:
    """20 working days here, 30 by law; nobody outside the bureau hears of it."""
    school.world.now = at(11, 2, 10)
    school.world.log(school.wang, "complaint_received")
    assert reminded(school.world) == {"老王"}
    assert school.world.plan("老王", "local") == [
        ("day_before", "11-27 09:00"),
        ("last_day", "11-30 09:00"),
        ("last_hours", "11-30 16:00"),
        ("overdue", "12-01 09:00"),
    ]
    assert school.world.plan("老王", "statutory") == [
        ("week_before", "12-07 09:00"),
        ("day_before", "12-11 09:00"),
        ("last_day", "12-14 09:00"),
        ("breach", "12-15 09:00"),
    ]


# ---- office moments ----


def test_over_national_day(school: School) -> None:
    """Two working days from 29 September are 8 October; nothing comes on the holiday."""
    school.world.now = at(9, 29, 15)
    school.world.log(school.chen, "award_notice_issued")
    assert school.world.plan("小陈", "local") == [
        ("day_before", "09-30 09:00"),
        ("last_day", "10-08 09:00"),
        ("last_hours", "10-08 16:00"),
        ("overdue", "10-09 09:00"),
    ]


def test_a_make_up_saturday_is_a_working_day(school: School) -> None:
    """10 October 2026 is a Saturday on which offices work."""
    school.world.now = at(10, 8, 10)
    school.world.log(school.chen, "award_notice_issued")
    assert school.world.plan("小陈", "local") == [
        ("day_before", "10-09 09:00"),
        ("last_day", "10-10 09:00"),
        ("last_hours", "10-10 16:00"),
        ("overdue", "10-12 09:00"),
    ]


def test_a_provisional_day_is_reminded_of_at_its_earliest(school: School) -> None:
    school.world.now = at(12, 30, 10)
    school.world.log(school.chen, "award_notice_issued")
    assert school.world.plan("小陈", "local") == [
        ("last_day", "12-31 09:00"),
        ("last_hours", "12-31 16:00"),
        ("overdue", "01-05 09:00"),
    ]


@pytest.mark.parametrize(
    ("logged_at", "start_at"),
    [
        (at(11, 23, 10), "11-23 10:00"),
        (at(11, 23, 12), "11-23 12:00"),
        (at(11, 23, 12, 1), "11-23 14:00"),
        (at(11, 23, 23), "11-24 09:00"),
    ],
)
def test_the_start_is_for_whoever_did_not_log_it(school: School, logged_at: datetime, start_at: str) -> None:
    """赵局 logs, so 小陈, who is in charge, hears that the clock runs; 小陈 logs, and has just read it."""
    school.world.now = logged_at
    school.world.log(school.zhao, "award_notice_issued", date(2026, 11, 23))
    assert school.world.plan("小陈", "local")[0] == ("start", start_at)
    assert "start" not in dict(school.world.plan("赵局"))


@pytest.mark.parametrize("hour", [10, 23])
def test_no_start_for_whoever_logged_it(school: School, hour: int) -> None:
    school.world.now = at(11, 23, hour)
    school.world.log(school.chen, "award_notice_issued")
    assert school.world.plan("小陈", "local") == SIGNING[:4]


def test_logged_too_late_is_overdue_at_the_next_office_moment(school: School) -> None:
    school.world.now = at(11, 27, 12, 30)
    school.world.log(school.chen, "award_notice_issued", date(2026, 11, 23))
    for name in ("小陈", "赵局", "老王"):
        assert school.world.plan(name, "local") == [("overdue", "11-27 14:00")]


# ---- the right people ----


def test_all_officers_where_none_is_in_charge(school: School) -> None:
    """The project was registered by the agency: every officer of the school is reminded, not the agency."""
    agency_id = school.world.unit(AGENCY, UnitKind.AGENCY)
    agent = school.world.person("小代", AGENCY)
    school.world.person("小李", SCHOOL)
    school.world.project(agent, "SJ2026-016", agency_id)
    school.world.now = at(11, 23, 10)
    school.world.log(agent, "award_notice_issued", code="SJ2026-016")
    assert reminded(school.world) == {"小陈", "小李", "赵局", "老王"}
    assert school.world.plan("小陈", "local")[0] == school.world.plan("小李", "local")[0]
    assert school.world.plan("小陈", "local")[0] == ("start", "11-23 10:00")


def test_the_officer_in_charge_alone(school: School) -> None:
    school.world.person("小李", SCHOOL)
    school.world.now = at(11, 23, 10)
    school.world.log(school.chen, "award_notice_issued")
    assert reminded(school.world) == {"小陈", "赵局", "老王"}


def test_only_a_lead(school: School) -> None:
    school.world.deactivate(school.chen)
    school.world.now = at(11, 23, 10)
    school.world.log(school.zhao, "award_notice_issued")
    assert school.world.plan("赵局") == SIGNING


def test_nobody_bound_at_the_buyer_then_its_agency(school: School) -> None:
    agency_id = school.world.unit(AGENCY, UnitKind.AGENCY)
    agent = school.world.person("小代", AGENCY)
    school.world.project(agent, "SJ2026-016", agency_id)
    for who in (school.chen, school.zhao):
        school.world.deactivate(who)
    school.world.now = at(11, 23, 10)
    school.world.log(agent, "award_notice_issued", code="SJ2026-016")
    assert school.world.plan("小代", "local") == SIGNING[:4]
    assert school.world.plan("老王") == [SIGNING[3], SIGNING[7]]


def test_nobody_at_all_then_the_supervisors(school: School) -> None:
    school.world.now = at(11, 23, 10)
    school.world.log(school.chen, "award_notice_issued")
    for who in (school.chen, school.zhao):
        school.world.deactivate(who)
    assert school.world.plan("老王", "local") == [("start", "11-23 10:00"), *SIGNING[:4]]


def test_who_binds_later_is_reminded_from_then_on(school: School) -> None:
    school.world.deactivate(school.chen)
    school.world.now = at(11, 23, 10)
    school.world.log(school.zhao, "award_notice_issued")
    school.world.now = at(11, 23, 15)
    school.world.person("小李", SCHOOL)
    assert school.world.plan("小李", "local") == [("start", "11-23 10:00"), *SIGNING[:4]]
    assert school.world.plan("赵局", "local") == SIGNING[2:4]


async def test_what_was_due_before_somebody_was_bound_reaches_them_once(school: School) -> None:
    """They come when all is late, and hear the most urgent of it, once."""
    school.world.now = at(11, 23, 10)
    school.world.log(school.chen, "award_notice_issued")
    school.world.now = at(11, 27, 10)
    school.world.person("老刘", BUREAU, Role.SUPERVISOR)
    await school.world.beat()
    assert school.world.sent("老刘") == ["11-27 10:00 ⚠️ 已超过本区时限2个工作日：未登记签合同"]


async def test_who_leaves_is_not_reminded_and_a_colleague_is(school: School) -> None:
    school.world.person("小李", SCHOOL)
    school.world.now = at(11, 23, 10)
    school.world.log(school.chen, "award_notice_issued")
    school.world.deactivate(school.chen)
    assert school.world.plan("小李", "local") == [("start", "11-23 10:00"), *SIGNING[:4]]
    await school.world.run_until(at(11, 27), timedelta(hours=1))
    assert school.world.sent("小陈") == []
    assert len(school.world.sent("小李")) == 5


async def test_handed_over(school: School) -> None:
    """The colleague has just been told the last days, so only what is still to come is sent to them."""
    li = school.world.person("小李", SCHOOL)
    school.world.now = at(11, 23, 10)
    (deadline,) = school.world.log(school.chen, "award_notice_issued")
    school.world.now = at(11, 24, 10)
    await school.world.beat()
    school.world.hand_over(school.chen, deadline, li)
    assert school.world.plan("小陈") == []
    assert school.world.plan("小李") == SIGNING[1:]
    await school.world.beat(at(11, 24, 11))
    assert school.world.sent("小李") == []


async def test_handed_over_when_it_is_late(school: School) -> None:
    """That a last day is over they hear all the same."""
    li = school.world.person("小李", SCHOOL)
    school.world.now = at(11, 23, 10)
    (deadline,) = school.world.log(school.chen, "award_notice_issued")
    await school.world.beat(at(11, 26, 10))
    school.world.hand_over(school.chen, deadline, li)
    await school.world.beat(at(11, 26, 11))
    assert school.world.sent("小李") == ["11-26 11:00 ⚠️ 已超过本区时限1个工作日：未登记签合同"]


async def test_handed_over_and_back(school: School) -> None:
    li = school.world.person("小李", SCHOOL)
    school.world.now = at(11, 23, 10)
    (deadline,) = school.world.log(school.chen, "award_notice_issued")
    school.world.hand_over(school.chen, deadline, li)
    school.world.hand_over(li, deadline, school.chen)
    assert school.world.plan("小陈") == SIGNING
    assert school.world.plan("小李") == []


def test_planning_again_changes_nothing(school: School) -> None:
    school.world.now = at(11, 23, 10)
    school.world.log(school.chen, "award_notice_issued")
    before = [row.model_dump() for row in school.world.reminders()]
    school.world.recompute()
    assert [row.model_dump() for row in school.world.reminders()] == before


# ---- later, please ----


@pytest.mark.parametrize(
    ("now", "again_at"),
    [
        (at(11, 24, 9, 5), at(11, 24, 11, 5)),
        (at(11, 24, 11), at(11, 24, 14)),
        (at(11, 24, 16, 30), at(11, 25, 9)),
        (at(11, 25, 15, 29), at(11, 25, 17, 29)),
        (at(11, 25, 16, 5), at(11, 25, 17, 30)),
        (at(11, 25, 17, 30), at(11, 26, 9)),
        (at(11, 26, 9, 5), at(11, 26, 11, 5)),
        (at(12, 23, 16, 5), at(12, 23, 17, 30)),
        (at(12, 24, 9, 5), at(12, 24, 11, 5)),
    ],
)
def test_again_later_but_never_after_the_last_useful_moment(
    school: School, now: datetime, again_at: datetime
) -> None:
    school.world.now = at(11, 23, 10)
    (deadline,) = school.world.log(school.chen, "award_notice_issued")
    school.world.now = now
    assert school.world.snooze(school.chen, deadline) == again_at
    assert ("snoozed", f"{again_at:%m-%d %H:%M}") in school.world.plan("小陈")


def test_put_off_stays_when_all_is_planned_anew(school: School) -> None:
    school.world.now = at(11, 23, 10)
    (deadline,) = school.world.log(school.chen, "award_notice_issued")
    school.world.snooze(school.chen, deadline)
    school.world.recompute()
    assert ("snoozed", "11-23 12:00") in school.world.plan("小陈")


async def test_put_off_twice_comes_once(school: School) -> None:
    school.world.now = at(11, 23, 10)
    (deadline,) = school.world.log(school.chen, "award_notice_issued")
    await school.world.beat(at(11, 24, 9))
    school.world.snooze(school.chen, deadline)
    school.world.now = at(11, 24, 9, 30)
    school.world.snooze(school.chen, deadline)
    await school.world.run_until(at(11, 24, 17, 30))
    assert [line[:11] for line in school.world.sent("小陈")] == ["11-24 09:00", "11-24 11:30"]


async def test_put_off_and_done_meanwhile(school: School) -> None:
    school.world.now = at(11, 23, 10)
    (deadline,) = school.world.log(school.chen, "award_notice_issued")
    await school.world.beat(at(11, 24, 9))
    school.world.snooze(school.chen, deadline)
    school.world.log(school.chen, "contract_signed")
    assert "snoozed" not in dict(school.world.plan("小陈"))
