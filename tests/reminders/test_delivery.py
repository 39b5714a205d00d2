"""What the platform says, and what becomes of the message."""

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.channels.base import Refused, TryLater
from ledger import undelivered
from models.types import DeliveryState, UnitKind
from reminders.deliver import AT_ONCE
from reminders.lease import LEASE, LONGEST_SEND, PATIENCE
from reminders.retry import FIRST_WAIT, LONGEST_WAIT, next_try
from tests.reminders.conftest import AGENCY, SCHOOL, School
from tests.reminders.world import DISTRICT, HOURS, SHANGJIE, Recorder, World, at

SECOND = timedelta(seconds=1)
DAY_BEFORE = "⏰ 还有1个工作日（本区时限）：签合同"


@pytest.fixture
def signing(school: School) -> School:
    """It is a second before 小陈 is reminded that the contract is to be signed tomorrow."""
    school.world.now = at(11, 23, 10)
    school.world.log(school.chen, "award_notice_issued")
    school.world.now = at(11, 24, 8, 59, 59)
    return school


def states(world: World) -> list[DeliveryState]:
    return [row.state for row in world.rows()]


def unreached(world: World) -> list[str]:
    return [
        each.person for each in world.database.in_transaction(lambda tx: undelivered.recent(tx, DISTRICT))
    ]


# ---- not now ----


async def test_the_pause_that_the_platform_asks_for_costs_no_attempt(signing: School) -> None:
    world = signing.world
    world.channel.trouble["小陈"] = TryLater("429", 37)
    await world.beat(at(11, 24, 9))
    await world.beat(at(11, 24, 9, 0, 36))
    assert len(world.channel.tried) == 1
    assert world.rows()[0].attempts == 0
    world.channel.trouble.clear()
    await world.beat(at(11, 24, 9, 0, 37))
    assert world.sent("小陈") == [f"11-24 09:00 {DAY_BEFORE}"]
    assert world.rows()[0].attempts == 1


async def test_trouble_is_tried_again_with_growing_pauses(signing: School) -> None:
    world = signing.world
    world.channel.trouble["小陈"] = TryLater("500")
    await world.run_until(at(11, 24, 9, 10), SECOND)
    tried = [moment for moment, _ in world.channel.tried]
    waits = [(later - earlier).total_seconds() for earlier, later in pairwise(tried)]
    assert 4 <= len(waits) <= 6
    assert all(10 * 2**n <= wait <= 15 * 2**n + 1 for n, wait in enumerate(waits))


@pytest.mark.parametrize("jitter", [0.0, 1.0])
@pytest.mark.parametrize(("failures", "seconds"), [(0, 10), (1, 20), (5, 320), (6, 600), (50, 600)])
def test_pauses_have_an_end_and_are_stretched(failures: int, seconds: int, jitter: float) -> None:
    now = at(11, 24)
    again_at = next_try(failures, now, now + timedelta(days=1), None, jitter)
    assert again_at == now + timedelta(seconds=seconds) * (1 + jitter / 2)
    assert again_at <= now + LONGEST_WAIT * 1.5


@pytest.mark.parametrize("after_seconds", [None, 10.0])
def test_no_try_comes_after_the_use_of_a_message(after_seconds: float | None) -> None:
    now = at(11, 24)
    assert next_try(0, now, now + FIRST_WAIT, after_seconds, 0) is None
    assert next_try(0, now, now + FIRST_WAIT + SECOND, after_seconds, 0) == now + FIRST_WAIT


async def test_trouble_to_the_end_of_the_last_day_then_the_next_in_line(school: School) -> None:
    """A minute before midnight there is no later try that is of use: the lead hears it still that day."""
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    world.channel.trouble |= {"小陈": TryLater("500"), "赵局": TryLater("500")}
    await world.beat(at(11, 25, 23, 59, 55))
    assert states(world) == [DeliveryState.EXPIRED, DeliveryState.EXPIRED, DeliveryState.DELIVERED]
    assert world.sent("老王") == ["11-25 23:59 ⏰ 今天到期，尚未登记（本区时限）：签合同"]
    assert unreached(world) == ["赵局", "小陈"]


async def test_news_that_it_is_late_is_tried_for_days(signing: School) -> None:
    """Only in office hours, once the last day itself is over."""
    world = signing.world
    world.channel.trouble["赵局"] = TryLater("500")
    await world.run_until(at(11, 30, 12))
    assert unreached(world).count("赵局") == 2, "the last hours, and that it is late"
    tried = [moment for moment, _ in world.channel.tried if moment >= at(11, 26, 0)]
    assert all(HOURS.at_or_after(moment, SHANGJIE.calendar) == moment for moment in tried)
    assert len(world.sent("老王")) == len(set(world.sent("老王")))


# ---- never ----


async def test_refused_goes_to_a_colleague(signing: School) -> None:
    world = signing.world
    world.person("小李", SCHOOL)
    world.channel.trouble["小陈"] = Refused("bot was blocked by the user")
    await world.beat(at(11, 24, 9))
    assert world.sent("小李") == [f"11-24 09:00 {DAY_BEFORE}"]
    assert "应收到的人没有收到，按顺序转给您" in world.channel.to("小李")[0].text
    assert unreached(world) == ["小陈"]
    await world.run_until(at(11, 24, 12))
    assert len(world.channel.tried) == 2


async def test_an_earlier_name_is_a_colleague_too(signing: School) -> None:
    """The line begins with all colleagues, also those who stand before the one in charge."""
    world = signing.world
    world.person("丁一", SCHOOL)
    world.channel.trouble["小陈"] = Refused("blocked")
    await world.beat(at(11, 24, 9))
    assert world.sent("丁一") == [f"11-24 09:00 {DAY_BEFORE}"]


async def test_down_the_whole_line(signing: School) -> None:
    """Colleague, lead, supervisor: each is tried once, in order."""
    world = signing.world
    world.person("小李", SCHOOL)
    for name in ("小陈", "小李", "赵局"):
        world.channel.trouble[name] = Refused("blocked")
    await world.beat(at(11, 24, 9))
    assert [chat for _, chat in world.channel.tried] == ["小陈", "小李", "赵局", "老王"]
    assert world.sent("老王") == [f"11-24 09:00 {DAY_BEFORE}"]
    assert unreached(world) == ["赵局", "小李", "小陈"]


async def test_nobody_can_be_reached(signing: School) -> None:
    world = signing.world
    for name in ("小陈", "赵局", "老王"):
        world.channel.trouble[name] = Refused("blocked")
    await world.run_until(at(11, 24, 12), timedelta(minutes=10))
    assert [chat for _, chat in world.channel.tried] == ["小陈", "赵局", "老王"]
    assert unreached(world) == ["老王", "赵局", "小陈"]


async def test_who_gets_it_anyhow_gets_it_once(school: School) -> None:
    """In the last hours the lead is reminded as well: the officer's message is not sent to them again."""
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    await world.beat(at(11, 25, 15, 59))
    world.channel.trouble["小陈"] = Refused("blocked")
    await world.run_until(at(11, 25, 18))
    assert len(world.sent("赵局")) == 1
    assert world.sent("老王") == []


async def test_no_account_on_a_channel_that_is_on(signing: School) -> None:
    """小丁 is bound on a channel that has been switched off since; the lead is told in their place."""
    world = signing.world
    ding = world.person("小丁", SCHOOL, channel="telegram")
    world.hand_over(signing.chen, world.open_deadlines()[0], ding)
    world.reach.remove("telegram")
    await world.beat(at(11, 24, 9))
    assert world.sent("小陈") == [f"11-24 09:00 {DAY_BEFORE}"]
    assert unreached(world) == ["小丁"]


async def test_a_channel_that_is_switched_off_with_messages_in_it(signing: School) -> None:
    """They leave by the person's next channel."""
    world = signing.world
    ding = world.person("小丁", SCHOOL, channel="telegram")
    world.hand_over(signing.chen, world.open_deadlines()[0], ding)
    world.now = at(11, 24, 9)
    world.tick()
    assert [row.channel for row in world.rows()] == ["telegram"]
    world.account(ding, "web", "小丁的网页")
    world.reach.remove("telegram")
    await world.beat()
    assert world.sent("小丁的网页") == [f"11-24 09:00 {DAY_BEFORE}"]


async def test_an_account_that_is_somebody_elses_now(signing: School) -> None:
    """小陈's account goes to 小李 between tick and delivery: what was for 小陈 does not go there."""
    world = signing.world
    li = world.person("小李", SCHOOL)
    world.now = at(11, 24, 9)
    world.tick()
    world.account(li, "web", "小陈")
    await world.beat()
    assert "按顺序转给您" in world.channel.sent[0].text
    assert unreached(world) == ["小陈"]
    assert len(world.channel.sent) == 1


# ---- order, and neighbours ----


async def test_the_order_within_a_chat_is_kept(school: School) -> None:
    """The first fails at first: what comes after it waits for it."""
    world = school.world
    codes = [f"SJ2026-10{number}" for number in range(4)]
    for code in codes:
        world.project(school.chen, code)
    world.now = at(11, 23, 10)
    for code in codes:
        world.log(school.chen, "award_notice_issued", code=code)
    world.channel.trouble["小陈"] = TryLater("429", 20)
    await world.beat(at(11, 24, 9))
    assert len(world.channel.tried) == 1
    world.channel.trouble.clear()
    await world.run_until(at(11, 24, 9, 1), SECOND)
    assert [each.text.splitlines()[1][:10] for each in world.channel.to("小陈")] == codes


async def test_a_message_that_fails_for_ever_does_not_hold_up_its_chat_for_ever(school: School) -> None:
    world = school.world
    codes = [f"SJ2026-10{number}" for number in range(2)]
    for code in codes:
        world.project(school.chen, code)
    world.now = at(11, 23, 10)
    for code in codes:
        world.log(school.chen, "award_notice_issued", code=code)
    world.channel.broken_text = "SJ2026-100"
    world.now = at(11, 24, 8, 59, 59)
    await world.run_until(at(11, 24, 9, 5), SECOND)
    assert [each.text.splitlines()[1][:10] for each in world.channel.to("小陈")] == codes[1:]
    assert world.rows()[0].attempts >= PATIENCE


async def test_one_chats_trouble_does_not_hold_up_another(school: School) -> None:
    """Two officers of two units; the one's platform does not answer at all."""
    world = school.world
    world.unit("区人民医院")
    sun = world.person("老孙", "区人民医院")
    world.project(sun, "YY2026-001")
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    world.log(sun, "award_notice_issued", code="YY2026-001")
    world.now = at(11, 24, 9)
    world.channel.gates["小陈"] = asyncio.Event()
    world.tick()
    delivering = asyncio.create_task(world.delivery.drain())
    await world.until(lambda: bool(world.sent("老孙")))
    assert world.sent("小陈") == []
    world.channel.gates["小陈"].set()
    await delivering
    assert len(world.sent("小陈")) == 1


async def test_what_becomes_due_while_one_chat_hangs(signing: School) -> None:
    """The delivery that waits for the one carries the other too."""
    world = signing.world
    world.now = at(11, 24, 9)
    world.channel.gates["小陈"] = asyncio.Event()
    world.tick()
    delivering = asyncio.create_task(world.delivery.drain())
    await world.until(lambda: bool(world.channel.tried))
    world.hand_over(signing.chen, world.open_deadlines()[0], signing.zhao)
    world.now = at(11, 25, 9)
    world.tick()
    await world.until(lambda: bool(world.sent("赵局")))
    world.channel.gates["小陈"].set()
    await delivering


async def test_never_more_at_once_than_allowed(school: School) -> None:
    world = school.world
    world.now = at(11, 23, 10)
    for number in range(AT_ONCE + 5):
        name = f"单位{number:02}"
        world.unit(name)
        officer = world.person(f"人{number:02}", name)
        world.project(officer, name)
        world.log(officer, "award_notice_issued", code=name)
        world.channel.gates[f"人{number:02}"] = asyncio.Event()
    world.now = at(11, 24, 9)
    world.tick()
    delivering = asyncio.create_task(world.delivery.drain())
    await world.until(lambda: len(world.channel.tried) == AT_ONCE)
    for gate in world.channel.gates.values():
        assert len(world.channel.tried) <= len(world.channel.sent) + AT_ONCE
        gate.set()
    await delivering
    assert len(world.channel.sent) == AT_ONCE + 5


async def test_a_fault_in_a_channel_stops_no_other_message(
    signing: School, caplog: pytest.LogCaptureFixture
) -> None:
    world = signing.world
    world.channel.trouble["小陈"] = ValueError("a fault of ours")
    await world.beat(at(11, 24, 9))
    assert "a channel failed" in caplog.text
    world.channel.trouble.clear()
    await world.run_until(at(11, 24, 9, 1), SECOND)
    assert world.sent("小陈") == [f"11-24 09:00 {DAY_BEFORE}"]


# ---- leases ----


async def test_a_dead_senders_message_is_taken_over(signing: School) -> None:
    world = signing.world
    world.now = at(11, 24, 9)
    world.tick()
    assert world.lease()
    world.now += LEASE
    assert world.lease() is None
    world.now += SECOND
    await world.beat()
    assert len(world.sent("小陈")) == 1


async def test_whoever_wakes_too_late_changes_nothing(signing: School) -> None:
    """A sender is frozen with the message in hand. Another takes over and is refused: refused it stays."""
    world = signing.world
    other = Recorder(lambda: world.now, trouble={"小陈": Refused("blocked")})
    world.now = at(11, 24, 9)
    world.tick()
    in_the_frozen_hand = world.lease()
    assert in_the_frozen_hand
    world.now += LEASE + SECOND
    await world.process(other).drain()
    assert states(world)[0] is DeliveryState.REFUSED
    world.delivered(in_the_frozen_hand)
    assert states(world)[0] is DeliveryState.REFUSED
    assert unreached(world) == ["小陈"]


def test_an_outcome_counts_only_from_whoever_holds_the_lease(signing: School) -> None:
    world = signing.world
    world.now = at(11, 24, 9)
    world.tick()
    first = world.lease()
    world.now += LEASE + SECOND
    second = world.lease()
    assert first
    assert second
    world.delivered(first)
    assert states(world) == [DeliveryState.SENDING]
    world.delivered(second)
    assert states(world) == [DeliveryState.DELIVERED]


def test_a_lease_lasts_longer_than_any_send() -> None:
    assert LEASE > 2 * LONGEST_SEND


async def test_who_left_between_tick_and_delivery(signing: School) -> None:
    world = signing.world
    world.now = at(11, 24, 9)
    world.tick()
    world.deactivate(signing.chen)
    await world.beat()
    assert world.sent("小陈") == []
    assert len(world.sent("赵局")) == 1


def test_two_processes_share_the_outbox(signing: School) -> None:
    """What one has taken the other does not see."""
    world = signing.world
    world.now = at(11, 24, 9)
    world.tick()
    assert world.lease()
    assert world.lease() is None


async def test_the_agency_stands_in_line_where_the_buyer_has_nobody(school: School) -> None:
    world = school.world
    agency_id = world.unit(AGENCY, UnitKind.AGENCY)
    agent = world.person("小代", AGENCY)
    world.person("小理", AGENCY)
    world.project(agent, "SJ2026-016", agency_id)
    for who in (school.chen, school.zhao):
        world.deactivate(who)
    world.now = at(11, 23, 10)
    world.log(agent, "award_notice_issued", code="SJ2026-016")
    world.channel.trouble["小代"] = Refused("blocked")
    await world.beat(at(11, 24, 9))
    assert world.sent("小理") == [f"11-24 09:00 {DAY_BEFORE}"]
