"""A message to the chat of somebody who is not bound: theirs alone, through the same outbox."""

from datetime import timedelta

from sqlmodel import Session

from bot.channels.base import Refused, TryLater
from ledger import inbox, undelivered
from models.message import Reply
from models.types import DeliveryState
from reminders.lease import collected
from reminders.post import post_to_chat
from tests.reminders.world import DISTRICT, World

VISITOR = "visitor-7"


def tell(world: World, text: str = "您问的有答复了。", key: str = "question:1", channel: str = "web") -> None:
    useful_until = world.now + timedelta(days=3)

    def put(tx: Session) -> None:
        post_to_chat(tx, DISTRICT, channel, VISITOR, key, Reply(text), world.now, useful_until, world.reach)

    world.database.in_transaction(put)


async def test_it_goes_to_that_chat_once(world: World) -> None:
    tell(world)
    tell(world, "别的话")
    await world.beat()
    await world.beat()
    assert [each.text for each in world.channel.to(VISITOR)] == ["您问的有答复了。"]


async def test_not_now_is_tried_again(world: World) -> None:
    tell(world)
    world.channel.trouble[VISITOR] = TryLater("no tab is open")
    await world.beat()
    del world.channel.trouble[VISITOR]
    await world.beat(world.now + timedelta(minutes=1))
    assert len(world.channel.to(VISITOR)) == 1


async def test_who_comes_back_sees_it(world: World) -> None:
    tell(world)
    world.channel.trouble[VISITOR] = TryLater("no tab is open")
    await world.beat()

    def look(tx: Session) -> list[str]:
        collected(tx, "web", VISITOR, world.now)
        return [line.reply.text for line in inbox.history(tx, "web", VISITOR, 10)]

    assert world.database.in_transaction(look) == ["您问的有答复了。"]


async def test_refused_it_goes_to_nobody_else_and_is_listed(world: World) -> None:
    tell(world)
    world.channel.trouble[VISITOR] = Refused("blocked")
    await world.beat()
    assert [row.state for row in world.rows()] == [DeliveryState.REFUSED]
    listed = world.database.in_transaction(lambda tx: undelivered.recent(tx, DISTRICT))
    assert [(each.unit, each.person, each.first_line) for each in listed] == [("", "", "您问的有答复了。")]


def test_a_channel_that_is_off_is_refused_from_the_start(world: World) -> None:
    tell(world, channel="wecom")
    assert [row.state for row in world.rows()] == [DeliveryState.REFUSED]
