"""转交: a colleague takes a deadline over, and is told so."""

from handlers import finding, saying
from handlers.intention import Intention
from handlers.turn import Turn
from ledger import deadlines, people
from ledger.deadlines import Open, UnknownDeadline
from ledger.rights import BOUND, may_act_on
from models.message import Reply
from models.tables.unit import Person
from models.types import DeadlineState
from reminders.desk import LATE_IS_NEWS_FOR
from reminders.post import post


def hand_over(turn: Turn) -> list[Reply]:
    """`转交 12` offers the colleagues; `转交 12 给 7` or `转交 12 小陈` gives it to one of them."""
    number, to = finding.numbered(turn.rest)
    try:
        each = finding.deadline_in(turn, number)
    except UnknownDeadline:
        return [saying.no_such_deadline()]
    if each.deadline.state is not DeadlineState.OPEN:
        return [Reply(f"{saying.no_longer_open(each.deadline)}，不用转交。")]
    if not may_act_on(turn.actor, saying.obliged(turn, each.deadline)):
        return [Reply("这一项由办理单位自己转交，您可以看，不能转交。")]
    colleagues = people.colleagues(turn.tx, turn.actor)
    chosen = [
        person for person in colleagues if to.removeprefix("给").strip() in {str(person.id), person.name}
    ]
    if len(chosen) == 1:
        return _give(turn, each, chosen[0])
    return [_offer(each, colleagues)]


def _offer(each: Open, colleagues: list[Person]) -> Reply:
    if not colleagues:
        return Reply("本单位没有其他已绑定的人员，暂时不能转交。请管理员给同事发绑定码。")
    names = "、".join(f"{person.name}（{person.id}）" for person in colleagues)
    text = f"转交给谁？{names}。可以发：转交 {each.deadline.id} 给 姓名"
    pairs = [(person.name, f"转交 {each.deadline.id} 给 {person.id}") for person in colleagues]
    elsewhere = "转交需要看到同事姓名，请到网页聊天操作。"
    return Reply(text, saying.buttons_of(pairs), abroad=elsewhere)


def _give(turn: Turn, each: Open, to: Person) -> list[Reply]:
    deadlines.hand_over(turn.tx, turn.actor, each, to, turn.now, turn.planner)
    what = (
        f"{saying.action(turn.pack.rules[each.deadline.rule_id])}，{saying.titled(each.project, each.lot)}。"
    )
    post(
        turn.tx,
        to,
        f"handed over:{each.deadline.id}:{to.id}:{turn.now.isoformat()}",
        _news(turn, each, what),
        turn.now,
        turn.now + LATE_IS_NEWS_FOR,
        turn.reach,
    )
    abroad = saying.case_abroad(turn, each.deadline) or what
    return [Reply(f"✅ 已转交给{to.name}，以后提醒{to.name}。{what}", abroad=f"✅ 已转交。{abroad}")]


def _news(turn: Turn, each: Open, what: str) -> Reply:
    """What the one hears who has it now; abroad without the name of the one who had it."""
    told = f"把一项时限转交给您：{what}\n{saying.due_sentence(turn, each.deadline)}"
    buttons = saying.deadline_buttons(turn, each)
    if saying.is_case(turn, each.deadline):
        return Reply(
            f"{turn.actor.name}{told}", buttons, abroad=f"有一项时限转交给您。{saying.CASE_ELSEWHERE}"
        )
    return Reply(f"{turn.actor.name}{told}", buttons, abroad=f"同事{told}", abroad_buttons=buttons)


INTENTION = Intention("hand_over", ("转交",), BOUND, hand_over)
