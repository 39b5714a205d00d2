"""The rules or the calendar change: at the next start all is recomputed, and people are told once."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.app import App
from bot.config import load_settings
from bot.packs.loader import load_packs
from handlers import notices
from handlers.turn import Moment
from models.types import SHANGHAI, ReminderState
from reminders.plan import Planner
from rules.pack import Pack
from tests.reminders.conftest import School
from tests.reminders.world import DISTRICT, HOURS, ROOT, Recorder, World, at

PUBLISHED_2027 = """
year: 2027
published: true
source: {title: 国务院办公厅关于2027年部分节假日安排的通知, number: 国办发明电〔2026〕0号, date: 2026-12-01}
"off":
  - {date: 2027-01-01, name: 元旦}
  - {date: 2027-01-02, name: 元旦}
  - {date: 2027-01-03, name: 元旦}
  - {date: 2027-01-04, name: 元旦}
work:
  - {date: 2027-01-09, name: 元旦}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped packs, to be changed."""
    return Path(shutil.copytree(ROOT / "packs", tmp_path / "packs"))


def pack_in(folder: Path) -> Pack:
    return load_packs([folder]).of(DISTRICT)


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert text.count(old) == 1
    file.write_text(text.replace(old, new))


def three_days_to_sign(folder: Path) -> None:
    limits = folder / DISTRICT / "limits.yaml"
    head, _, rest = limits.read_text().partition("contract_signing:")
    limits.write_text(f"{head}contract_signing:{rest.replace('length: 2', 'length: 3', 1)}")


def restart(world: World, pack: Pack) -> None:
    """What happens to the deadlines when the service starts with these rules."""
    world.planner = Planner(pack, HOURS)
    scene = Moment(pack, world.now.astimezone(SHANGHAI).date())
    world.database.in_transaction(
        lambda tx: notices.tell_what_moved(scene, tx, world.now, world.planner, world.reach)
    )


async def test_another_limit(school: School, folder: Path) -> None:
    """Two working days become three: the last day and its reminders move, and those reminded hear it once."""
    world = school.world
    world.planner = Planner(pack_in(folder), HOURS)
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    await world.beat(at(11, 24, 9))
    three_days_to_sign(folder)
    world.now = at(11, 24, 10)
    restart(world, pack_in(folder))
    await world.beat()
    assert world.plan("小陈", "local") == [
        ("day_before", "11-25 09:00"),
        ("last_day", "11-26 09:00"),
        ("last_hours", "11-26 16:00"),
        ("overdue", "11-27 09:00"),
    ]
    told = world.channel.to("小陈")[-1]
    assert told.head == "⏰ 时限已重新计算：签合同"
    assert "本区由11月25日（周三）改为11月26日（周四）。" in told.text
    assert world.sent("赵局") == ["11-24 10:00 ⏰ 时限已重新计算：签合同"]
    assert world.sent("老王") == []


async def test_a_second_start_tells_nobody(school: School, folder: Path) -> None:
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    three_days_to_sign(folder)
    changed = pack_in(folder)
    for _ in range(3):
        restart(world, changed)
        await world.beat()
    assert len(world.channel.sent) == 2


async def test_a_change_that_moves_nothing_tells_nobody(school: School, folder: Path) -> None:
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    before = [row.model_dump() for row in world.reminders()]
    change(folder / "cn" / "milestones.yaml", "words: [评审结束,", "words: [评审全部结束, 评审结束,")
    restart(world, pack_in(folder))
    await world.beat()
    assert world.channel.sent == []
    assert [row.model_dump() for row in world.reminders()] == before
    assert {each.pack_version for each in world.open_deadlines()} == {world.planner.pack.version}


async def test_the_calendar_of_next_year(school: School, folder: Path) -> None:
    """Provisional until it is published; then the day moves by the longer holiday, and is no longer 暂定."""
    world = school.world
    world.now = at(12, 30, 10)
    world.log(school.chen, "award_notice_issued")
    (deadline,) = world.open_deadlines()
    assert (deadline.local_due_on, deadline.provisional) == (date(2027, 1, 4), True)
    (folder / "cn" / "calendar" / "2027.yaml").write_text(PUBLISHED_2027)
    world.now = at(12, 30, 20)
    restart(world, pack_in(folder))
    (deadline,) = world.open_deadlines()
    assert (deadline.local_due_on, deadline.provisional) == (date(2027, 1, 5), False)
    await world.beat()
    assert world.channel.sent == []
    await world.beat(at(12, 31, 9))
    assert world.sent("小陈") == [
        "12-31 09:00 ⏰ 时限已重新计算：签合同",
        "12-31 09:00 ⏰ 还有1个工作日（本区时限）：签合同",
    ]
    assert "本区由2027年1月4日（周一）改为2027年1月5日（周二）" in world.channel.to("小陈")[0].text
    assert world.plan("小陈", "local") == [
        ("last_day", "01-05 09:00"),
        ("last_hours", "01-05 16:00"),
        ("overdue", "01-06 09:00"),
    ]


async def test_what_is_done_is_left_alone(school: School, folder: Path) -> None:
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    world.log(school.chen, "contract_signed")
    filing = [row for row in world.reminders() if row.state is ReminderState.PLANNED]
    three_days_to_sign(folder)
    restart(world, pack_in(folder))
    await world.beat()
    assert world.channel.sent == []
    assert [row for row in world.reminders() if row.state is ReminderState.PLANNED] == filing


async def test_at_the_start_of_the_service(
    school: School, folder: Path, settings_in: Callable[[dict[str, str]], None]
) -> None:
    """The whole service is started on the same database with the changed rules, and once more."""
    school.world.now = at(11, 23, 10)
    school.world.log(school.chen, "award_notice_issued")
    three_days_to_sign(folder)
    file = school.world.database.engine.url.database
    settings_in({"CAIWEN_PACKS": f'["{folder}"]', "CAIWEN_DATABASE__URL": f"sqlite:///{file}"})
    channel = Recorder(lambda: at(11, 23, 11))
    for _ in range(2):
        app = App(load_settings(), channel.clock, [channel], http=False)
        await app.start()
        await app.stop()
    assert [(each.chat, each.head) for each in channel.sent] == [
        ("小陈", "⏰ 时限已重新计算：签合同"),
        ("赵局", "⏰ 时限已重新计算：签合同"),
    ]
