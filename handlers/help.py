"""What I can do, by role."""

from handlers.intention import Intention
from handlers.turn import Turn
from handlers.words import ROLES
from ledger.rights import EVERYONE, allows
from models.message import Button, Reply
from models.types import Role

FIRST_CHOICES = {
    Role.SUPPLIER: ("投诉渠道", "企业划型", "算期限"),
    Role.OFFICER: ("登记", "我的时限", "新建项目"),
    Role.LEAD: ("我的时限", "登记", "新建项目"),
    Role.SUPERVISOR: ("待答", "我的时限", "登记"),
    Role.ADMIN: ("新建单位", "邀请", "人员"),
}


def show_help(turn: Turn) -> list[Reply]:
    """Who you are to me, what you can send, the first things to press."""
    actor = turn.actor
    if actor.role is Role.SUPPLIER:
        opening = (
            f"您好，我是{turn.pack.division.short}政府采购助手。可以问我：质疑投诉怎么走、几天之内、"
            "合同和备案时限、中小企业规则、资格承诺函。直接打字就行。"
        )
    else:
        opening = f"您好，{actor.name}（{actor.unit_name}，{ROLES[actor.role]}）。可以发："
    lines = [f"{each.keyword} — {each.summary}" for each in turn.menu if allows(each.who, actor)]
    note = "回答取自写好的条目，不是生成的；每条都注明依据。"
    buttons = tuple(Button(word, word) for word in FIRST_CHOICES[actor.role])
    text, abroad = "\n".join([opening, *lines, note]), _abroad(turn, lines, note)
    return [Reply(text, buttons, abroad, abroad_buttons=buttons)]


def _abroad(turn: Turn, lines: list[str], note: str) -> str:
    """The same without the person's name."""
    if turn.actor.role is Role.SUPPLIER:
        return ""
    return "\n".join([f"您好（{ROLES[turn.actor.role]}）。可以发：", *lines, note])


INTENTION = Intention("help", ("帮助", "你好", "您好", "菜单", "在吗"), EVERYONE, show_help, "看我能做什么")
