"""What reminders say: late here and in breach of the law are worded apart; nothing of a case goes abroad."""

from datetime import date

import pytest

from handlers import saying
from handlers.turn import Moment
from models.message import Reply
from tests.reminders.conftest import School
from tests.reminders.world import World, at

BREACH = ("违法", "违反", "已超过法定期限")


def last_words(world: World, chat: str) -> str:
    return world.channel.to(chat)[-1].text


@pytest.mark.parametrize(
    ("kind", "head"),
    [
        ("award_notice_issued", "⏰ 今天到期（本区时限）：签合同"),
        ("contract_signed", "⏰ 今天到期（本区时限）：办理合同备案"),
        ("evaluation_end", "⏰ 今天到期（本区时限）：确认采购结果"),
    ],
)
async def test_a_reminder_says_what_until_when_why_and_by_which_rule(
    school: School, kind: str, head: str
) -> None:
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, kind)
    last_on = min(each.local_due_on for each in world.open_deadlines() if each.local_due_on)
    await world.beat(at(11, last_on.day, 9))
    (words,) = [each.text for each in world.channel.to("小陈") if each.head == head]
    lines = words.splitlines()
    assert lines[1].startswith("SJ2026-015 学校课桌椅采购。")
    assert f"11月{last_on.day}日" in lines[2]
    assert "本区" in lines[2]
    assert "法定" in lines[2]
    assert lines[3].startswith("为什么收到：您是经办人。依据：上财〔2021〕60号三（二）")


async def test_late_here_is_no_breach(school: School) -> None:
    """The last day here is over, the law still allows a month."""
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    await world.beat(at(11, 26, 9))
    for name in ("小陈", "赵局", "老王"):
        words = last_words(world, name)
        assert words.startswith("⚠️ 已超过本区时限1个工作日：未登记签合同")
        assert "法定期限到12月23日（周三），超过即违反政府采购法第四十六条第一款。" in words
        assert "违法" not in words
        assert "已超过法定期限" not in words


async def test_on_the_last_legal_day_it_is_still_no_breach(school: School) -> None:
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    await world.beat(at(12, 23, 9))
    words = last_words(world, "小陈")
    assert words.startswith("⏰ 今天到期（法定期限）：签合同")
    assert "已过" not in words


async def test_a_day_later_it_is(school: School) -> None:
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    await world.beat(at(12, 24, 9))
    words = last_words(world, "小陈")
    assert words.startswith("⚠️ 已超过法定期限1个工作日：未登记签合同")
    assert "法定期限12月23日（周三）已过，违反政府采购法第四十六条第一款。" in words


async def test_before_the_report_is_logged_no_breach_is_claimed(school: School) -> None:
    """The legal limit of confirming a result counts from the report, which may have come at any time."""
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "evaluation_end")
    await world.run_until(at(12, 4, 18))
    texts = [each.text for each in world.channel.sent]
    assert not [text for text in texts if any(word in text for word in BREACH)]
    assert "登记“收到评审报告”后重算" in last_words(world, "小陈")


def test_nor_in_the_lists_and_confirmations(school: School) -> None:
    """我的时限 and what is said once it is done keep to the same."""
    world = school.world
    world.now = at(11, 23, 10)
    (deadline,) = world.log(school.chen, "evaluation_end")
    scene = Moment(world.planner.pack, date(2026, 12, 4))
    assert saying.urgency(scene, deadline) == "已超过本区时限8个工作日"
    world.now = at(12, 4, 10)
    world.log(school.chen, "result_confirmed")
    (met,) = world.deadlines("result_confirmation")
    assert saying.met_sentence(scene, met) == "确认采购结果：12月4日（周五）办结，超过本区承诺时限。"


async def test_once_the_report_is_logged_a_breach_is_one(school: School) -> None:
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "evaluation_end")
    world.now = at(11, 24, 10)
    world.log(school.chen, "evaluation_report_received")
    (deadline,) = world.open_deadlines()
    assert deadline.statutory_due_on == date(2026, 12, 1)
    await world.beat(at(12, 2, 9))
    assert "已超过法定期限1个工作日" in last_words(world, "小陈")
    assert "违反政府采购法实施条例第四十三条第一款" in last_words(world, "小陈")


async def test_a_case_is_withheld_abroad(school: School) -> None:
    """Project, dates and what it is about are not in the text that may leave the country."""
    world = school.world
    world.now = at(11, 2, 10)
    world.log(school.wang, "complaint_received")
    for moment in (at(11, 27, 9), at(11, 30, 16), at(12, 1, 9), at(12, 15, 9)):
        await world.beat(moment)
    outgoing = [Reply.from_json(row.message) for row in world.rows()]
    assert len(outgoing) == 4
    assert {reply.abroad for reply in outgoing} == {
        "您有一条投诉案件的时限提醒，请到网页聊天发“我的时限”查看。"
    }
    assert all("投诉处理决定" in reply.text for reply in outgoing)


async def test_other_reminders_go_abroad_as_they_are(school: School) -> None:
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    await world.beat(at(11, 26, 9))
    assert {row.message["abroad"] for row in world.rows()} == {""}


async def test_the_buttons_are_for_what_the_reader_can_do(school: School) -> None:
    """Whoever cannot record the step looks at the project; when it is late, the reason is asked for."""
    world = school.world
    world.now = at(11, 23, 10)
    world.log(school.chen, "award_notice_issued")
    await world.beat(at(11, 24, 9))
    await world.beat(at(11, 26, 9))
    labels = [[label for label, _ in row.message["buttons"]] for row in world.rows()]
    assert labels[0] == ["已办，登记", "稍后提醒", "转交"]
    assert labels[1] == ["已办，登记", "说明原因"]
    assert ["看项目", "我的时限"] in labels


async def test_a_provisional_day_is_said_to_be_one(school: School) -> None:
    world = school.world
    world.now = at(12, 30, 10)
    world.log(school.chen, "award_notice_issued")
    await world.beat(at(12, 31, 9))
    assert "2027年放假安排尚未公布，日期为暂定" in last_words(world, "小陈")


async def test_who_took_it_over_is_told_why(school: School) -> None:
    world = school.world
    li = world.person("小李", "第一小学")
    world.now = at(11, 23, 10)
    (deadline,) = world.log(school.chen, "award_notice_issued")
    world.hand_over(school.chen, deadline, li)
    await world.beat(at(11, 24, 9))
    assert "为什么收到：转交给您的。" in last_words(world, "小李")
