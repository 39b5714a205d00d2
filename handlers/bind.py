"""绑定 CODE: become officer, lead, supervisor or administrator. 加绑: one's own code for one more account."""

from handlers.intention import Intention
from handlers.saying import buttons_of
from handlers.turn import Turn
from handlers.words import ROLES
from language.said import say_moment
from ledger import deadlines, people
from ledger.people import BindingRefused
from ledger.rights import BOUND, EVERYONE
from models.message import Reply


def bind(turn: Turn) -> list[Reply]:
    """Take the code; whoever it invites is told what they can do now."""
    code, name = _code_and_name(turn.rest)
    if not code:
        return [Reply("请把绑定码接在后面发来，例如：绑定 ABCD2345EFGH6789。绑定码由区财政局管理员发放。")]
    turn.kept = f"{BIND.keywords[0]} ******"
    try:
        actor = people.bind(turn.tx, turn.actor, turn.now, code, name)
    except BindingRefused as error:
        return [Reply(_refusal(error))]
    turn.conversation.form = None
    turn.conversation.district = actor.district
    turn.actor = actor
    deadlines.replan_unit(turn.tx, people.unit_by_id(turn.tx, actor.unit_id or 0), turn.now, turn.planner)
    role = ROLES[actor.role]
    told = "✅ 绑定成功{}。\n发“帮助”看您能做什么。"
    mine, abroad = told.format(f"。{actor.name}，{actor.unit_name}{role}"), told.format(f"，身份：{role}")
    buttons = buttons_of([("帮助", "帮助"), ("我的时限", "我的时限")])
    return [Reply(mine, buttons, abroad, abroad_buttons=buttons)]


def _code_and_name(text: str) -> tuple[str, str]:
    """A name may follow the code, for whoever was invited without one."""
    words = text.split()
    names = [word for word in words if not word.isascii()]
    return "".join(word for word in words if word.isascii()), " ".join(names)


def _refusal(error: BindingRefused) -> str:
    if error.locked:
        return "试错次数太多，已暂停绑定，请一小时后再试，或请管理员重新发一个绑定码。"
    return "这个绑定码不对、已用过或已过期，没有绑定。请核对后再发；仍不行请向管理员要新的。"


def add_account(turn: Turn) -> list[Reply]:
    """A code for the same person, to be sent from their account on another channel."""
    actor = turn.actor
    unit, me = people.unit_by_id(turn.tx, actor.unit_id or 0), people.person(turn.tx, actor.id)
    made = people.invite(turn.tx, actor, turn.now, unit, me.role, me.name, person_id=actor.id)
    until = say_moment(made.expires_at, turn.today)
    told = "请在另一个渠道发：绑定 {}\n只能用一次，{}前有效，请勿转给别人。"
    return [Reply(told.format(made.code, until), kept=told.format("******", until))]


BIND = Intention(
    "bind", ("绑定", "绑定码"), EVERYONE, bind, "用绑定码成为经办人、责任人或监督岗", private=True
)
ADD_ACCOUNT = Intention("account", ("加绑",), BOUND, add_account, "在另一个渠道也绑定自己")
