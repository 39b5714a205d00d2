"""人员: who is bound in the district. 停用: somebody who left may no longer act."""

from handlers.forms import Card, Field, Form, NotUnderstood, Values, start
from handlers.intention import Intention
from handlers.turn import Turn
from handlers.words import ROLES
from ledger import deadlines, people
from ledger.rights import ADMINS
from models.message import Reply

NOBODY = "没有这个编号，或者是您自己。请发“人员”看编号，再发：停用 编号"
ELSEWHERE = "人员名单含个人信息，请到网页聊天查看。"


def list_people(turn: Turn) -> list[Reply]:
    """Unit, role, name and number of everybody who is active."""
    lines = [
        f"{person.id}　{unit.name}　{ROLES[person.role]}　{person.name}"
        for person, unit in people.people(turn.tx, turn.actor.district)
    ]
    if not lines:
        return [Reply("还没有人绑定。发“邀请”可以发绑定码。")]
    return [
        Reply("\n".join(["编号　单位　身份　姓名", *lines, "有人离岗，请发：停用 编号"]), abroad=ELSEWHERE)
    ]


def deactivate(turn: Turn) -> list[Reply]:
    """`停用 12`, confirmed on a card."""
    if not turn.rest or _known(turn, turn.rest):
        return start(turn, FORM, {"person": turn.rest.strip().lstrip("#")} if turn.rest else {})
    start(turn, FORM)
    return [Reply(NOBODY)]


def _known(turn: Turn, text: str) -> bool:
    number = text.strip().lstrip("#")
    ids = {str(person.id) for person, _ in people.people(turn.tx, turn.actor.district)}
    return number in ids and number != str(turn.actor.person_id)


def _read_person(turn: Turn, _values: Values, text: str) -> str:
    if not _known(turn, text):
        raise NotUnderstood(NOBODY)
    return text.strip().lstrip("#")


def _card(turn: Turn, values: Values) -> Card:
    person = people.person(turn.tx, int(values["person"]))
    return Card(f"请核对\n停用 {person.name}（{ROLES[person.role]}）\n停用后不能操作、不收提醒，已登记的保留")


def _save(turn: Turn, values: Values) -> list[Reply]:
    person = people.person(turn.tx, int(values["person"]))
    people.deactivate(turn.tx, turn.actor, turn.now, person)
    unit = people.unit_by_id(turn.tx, person.unit_id)
    deadlines.replan_unit(turn.tx, unit, turn.now, turn.planner)
    return [Reply(f"✅ 已停用{person.name}，其提醒已转给{unit.name}的其他人员。", abroad="✅ 已停用。")]


FORM = Form(
    "deactivate",
    (
        Field(
            "person", lambda _turn, _values: Reply("要停用哪一位？请发编号（发“人员”可查）。"), _read_person
        ),
    ),
    _save,
    _card,
)
LIST = Intention("people", ("人员",), ADMINS, list_people, "看已绑定的人员")
DEACTIVATE = Intention("deactivate", ("停用",), ADMINS, deactivate, "停用离岗人员", (FORM,))
