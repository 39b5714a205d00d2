"""未送达: what could not be delivered in the district, for those who supervise it."""

from handlers.intention import Intention
from handlers.turn import Turn
from language.said import say_moment
from ledger import undelivered as reading
from ledger.rights import SUPERVISION
from ledger.undelivered import Undelivered
from models.message import Reply

ELSEWHERE = "未送达名单含个人信息，请到网页聊天查看。"


def undelivered(turn: Turn) -> list[Reply]:
    """Who was not reached when, with what; the next in line was told instead where there was one."""
    failed = reading.recent(turn.tx, turn.actor.district)
    if not failed:
        return [Reply("没有未送达的提醒。")]
    lines = [f"{say_moment(each.at, turn.today)}　{_whose(each)}：{each.first_line}" for each in failed]
    text = "\n".join(["以下提醒没有送到本人，已按顺序转给下一位：", *lines, "请联系本人重新绑定。"])
    return [Reply(text, abroad=ELSEWHERE)]


def _whose(each: Undelivered) -> str:
    return f"{each.unit}　{each.person}" if each.person else "没有绑定的咨询人"


INTENTION = Intention("undelivered", ("未送达",), SUPERVISION, undelivered, "没有送到的提醒")
