"""On a channel that waits for people (the web page), a message is delivered when they come to look."""

from bot.channels.base import TryLater
from ledger import inbox, undelivered
from models.types import DeliveryState
from reminders.lease import collected
from tests.reminders.conftest import School
from tests.reminders.world import DISTRICT, World, at


def looks(world: World, chat: str) -> list[str]:
    """What somebody sees who opens their chat now."""

    def work(tx: inbox.Session) -> list[str]:
        collected(tx, world.channel.name, chat, world.now)
        return [line.reply.text.splitlines()[0] for line in inbox.history(tx, world.channel.name, chat, 10)]

    return world.database.in_transaction(work)


async def test_nobody_there_then_the_history_holds_it_once(school: School) -> None:
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    world.channel.trouble["小陈"] = TryLater("no tab is open")
    await world.beat(at(11, 24, 9))
    assert [row.state for row in world.rows()] == [DeliveryState.PENDING]
    world.now = at(11, 24, 9, 30)
    assert looks(world, "小陈") == ["⏰ 还有1个工作日（本区时限）：签合同"]
    assert [row.state for row in world.rows()] == [DeliveryState.DELIVERED]
    assert looks(world, "小陈") == ["⏰ 还有1个工作日（本区时限）：签合同"]
    world.channel.trouble.clear()
    await world.beat(at(11, 24, 10))
    assert world.sent("小陈") == []


async def test_what_was_done_before_anybody_looked_is_not_shown(school: School) -> None:
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    world.channel.trouble["小陈"] = TryLater("no tab is open")
    await world.beat(at(11, 24, 9))
    world.now = at(11, 24, 9, 30)
    world.log(school.chen, "contract_signed")
    shown = looks(world, "小陈")
    assert not any("签合同" in head for head in shown)


async def test_somebody_who_never_comes_is_listed_for_the_supervisors(school: School) -> None:
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    world.channel.trouble["小陈"] = TryLater("no tab is open")
    await world.run_until(at(11, 30, 12))
    listed = world.database.in_transaction(lambda tx: undelivered.recent(tx, DISTRICT))
    assert "小陈" in [each.person for each in listed]
