"""kill -9 at random moments, while messages come in and reminders go out: nothing is lost."""

import asyncio
import logging
import os
import random
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlmodel import select

from ledger import own_reminders
from ledger.rights import Actor
from models.tables.project import Milestone
from models.types import DeliveryState, UnitKind
from tests.conftest import ROOT
from tests.fakes.telegram_api import TOKEN, FakeBotApi
from tests.reminders.world import DISTRICT, World, at, new_database

KILLS = int(os.environ.get("KILLS", "8"))
OFFICERS = 6
PROJECTS_EACH = 15 + KILLS
CHATS = range(1001, 1001 + OFFICERS)
ASKERS = range(2001, 2007)
"""Chats of people who are not bound and have asked to be reminded of limits of their own."""
OWN = {
    "challenge_submit": date(2026, 11, 16),
    "hearing_request": date(2026, 11, 18),
    "contract_publication": date(2026, 11, 23),
}
"""Limits that run out tomorrow, by the day that they count from."""
BETWEEN_STARTS = timedelta(minutes=2)
"""Longer than a lease: whoever starts takes over what the dead one had in hand."""
WAIT_SECONDS = 60
DUE_AT = at(11, 24, 9, 5)
log = logging.getLogger(__name__)
Settings = Callable[[dict[str, str]], None]


def district(folder: Path, signing_each: int, new_each: int) -> World:
    """Officers of units of their own, each with contracts to be signed tomorrow and projects to log."""
    file = folder / "caiwen.sqlite3"
    new_database(file)
    world = World(file)
    world.now = at(11, 23, 10)
    world.unit("区财政局", UnitKind.FINANCE)
    for chat in CHATS:
        world.unit(f"单位{chat}")
        officer = world.person(f"经办人{chat}", f"单位{chat}", channel="telegram", chat=str(chat))
        for number in range(signing_each):
            world.project(officer, f"SJ{chat}-{number:03}")
            world.log(officer, "award_notice_issued", code=f"SJ{chat}-{number:03}")
        for number in range(new_each):
            world.project(officer, f"XJ{chat}-{number:03}")
    return world


def ask_to_be_reminded(world: World) -> None:
    """Everybody of ASKERS, of each of OWN."""
    for chat in ASKERS:
        asker = Actor("telegram", str(chat), str(chat), DISTRICT)
        for rule_id, start_on in OWN.items():
            world.database.in_transaction(
                lambda tx, asker=asker, rule_id=rule_id, start_on=start_on: own_reminders.remind(
                    tx, asker, rule_id, start_on, world.now, world.planner
                )
            )


@asynccontextmanager
async def service(now: datetime, output: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The service as a process; killed when left."""
    with output.open("a") as stream:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.faults.service",
            now.isoformat(),
            cwd=ROOT,
            stdout=stream,
            stderr=stream,
        )
        try:
            yield process
        finally:
            process.kill()
            await process.wait()


def telegram(api: FakeBotApi) -> dict[str, str]:
    """The settings by which the service finds the platform."""
    return {
        "CAIWEN_CHANNELS__TELEGRAM__TOKEN": TOKEN,
        "CAIWEN_CHANNELS__TELEGRAM__BASE_URL": api.base_url,
        "CAIWEN_CHANNELS__TELEGRAM__BASE_FILE_URL": api.base_file_url,
        "CAIWEN_REMINDERS__TICK_SECONDS": "1",
    }


def reminders_of(api: FakeBotApi) -> list[tuple[int, str]]:
    return [(sent.chat, sent.text) for sent in api.sent if sent.text.startswith("⏰")]


def recorded(world: World) -> Counter[int]:
    """How many milestones of each lot are in force or ever were."""
    return Counter(world.database.in_transaction(lambda tx: list(tx.exec(select(Milestone.lot_id)))))


async def test_killed_while_logging_and_delivering(settings_in: Settings, tmp_path: Path) -> None:
    world = district(tmp_path, PROJECTS_EACH, KILLS)
    ask_to_be_reminded(world)
    expected = OFFICERS * PROJECTS_EACH + len(ASKERS) * len(OWN)
    seed = int(os.environ.get("SEED", random.randrange(10**6)))
    log.warning("SEED=%d", seed)
    chance = random.Random(seed)
    before = recorded(world)
    async with FakeBotApi() as api:
        settings_in(telegram(api))
        now, output = DUE_AT, tmp_path / "service.log"
        for number in range(KILLS):
            chat = chance.choice(CHATS)
            api.say(f"登记 XJ{chat}-{number:03} 中标通知书 今天", chat)
            api.say("确认", chat)
            async with service(now, output) as process:
                until = len(api.sent) + chance.randint(1, 12)
                await api.until(lambda until=until: len(api.sent) >= until)
                await asyncio.sleep(chance.uniform(0, 0.01))
                assert process.returncode is None, output.read_text()
            now += BETWEEN_STARTS
        async with service(now, output):
            async with asyncio.timeout(WAIT_SECONDS):
                while api.pending or len(set(reminders_of(api))) < expected:
                    await asyncio.sleep(0.05)
            await api.until(lambda: all(row.state is DeliveryState.DELIVERED for row in world.rows()))
    reminders = reminders_of(api)
    replies = [(sent.chat, sent.text) for sent in api.sent if not sent.text.startswith("⏰")]
    times = Counter(reminders)
    logged = recorded(world) - before
    repeats, answers = len(reminders) - len(times), len(replies) - 2 * KILLS
    log.warning(
        "%d kills: of %d reminders %d repeated, of %d replies %d",
        KILLS,
        len(times),
        repeats,
        2 * KILLS,
        answers,
    )
    assert len(world.rows()) == len(times) == expected
    assert list(logged.values()) == [1] * KILLS
    assert sorted(text.count("请核对") for _, text in set(replies)).count(1) == KILLS
    # In hand at a kill is at most a message of each chat: as many may come a second time, none a third.
    for chat in (*CHATS, *ASKERS):
        assert sum(count - 1 for (to, _), count in times.items() if to == chat) <= KILLS


async def test_killed_between_the_commit_and_the_reply(settings_in: Settings, tmp_path: Path) -> None:
    """The update is delivered again, and gets the reply that was stored; the entry is there once."""
    world = district(tmp_path, 0, 1)
    chat, before = CHATS[0], recorded(world)
    async with FakeBotApi() as api:
        settings_in(telegram(api))
        async with service(at(11, 23, 20), tmp_path / "service.log"):
            api.say(f"登记 XJ{chat}-000 中标通知书 今天", chat)
            await api.until(lambda: bool(api.sent))
            api.hold("sendMessage")
            api.say("确认", chat)
            await api.until(lambda: len(api.called("sendMessage")) == 2)
        assert list((recorded(world) - before).values()) == [1]
        assert len(api.sent) == 1
        async with service(at(11, 23, 20, 1), tmp_path / "service.log"):
            await api.until_confirmed()
    assert [sent.text.splitlines()[0] for sent in api.sent] == ["请核对登记", "✅ 已登记。"]
    assert list((recorded(world) - before).values()) == [1]
