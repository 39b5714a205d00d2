"""说明原因: why something is late, for the lead and the supervisors."""

from handlers import finding, saying
from handlers.forms import Card, Field, Form, NotUnderstood, Values, start
from handlers.intention import Intention
from handlers.reading import read_reason
from handlers.turn import Turn
from ledger import deadlines
from ledger.deadlines import UnknownDeadline
from ledger.rights import BOUND, may_act_on
from models.message import Reply


def explain(turn: Turn) -> list[Reply]:
    """`说明原因 12 供应商授权代表出差`, or the reason later; without 12 the only open one."""
    number, reason = finding.numbered(turn.rest)
    try:
        each = finding.deadline_in(turn, number)
    except UnknownDeadline:
        return [saying.no_such_deadline()]
    if not may_act_on(turn.actor, saying.obliged(turn, each.deadline)):
        return [Reply("原因由办理单位自己说明，您可以在项目里看到。")]
    values: Values = {"deadline": each.deadline.id}
    try:
        if reason:
            values["reason"] = read_reason(turn, values, reason)
    except NotUnderstood as error:
        return [Reply(error.message), *start(turn, FORM, values)]
    return start(turn, FORM, values)


def _card(turn: Turn, values: Values) -> Card:
    each = deadlines.find(turn.tx, turn.actor, values["deadline"])
    what = saying.action(turn.pack.rules[each.deadline.rule_id])
    return Card(f"请核对\n事项 {saying.titled(each.project, each.lot)} {what}\n原因 {values['reason']}")


def _save(turn: Turn, values: Values) -> list[Reply]:
    each = deadlines.find(turn.tx, turn.actor, values["deadline"])
    deadlines.explain(turn.tx, turn.actor, each, values["reason"], turn.now)
    return [Reply("✅ 已记下原因，责任人和监督岗可以看到。办完后请及时登记。")]


FORM = Form(
    "explain",
    (Field("reason", lambda _turn, _values: Reply("请写一句原因。"), read_reason, free=True),),
    _save,
    _card,
)
INTENTION = Intention("explain", ("说明原因",), BOUND, explain, forms=(FORM,))
