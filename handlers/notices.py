"""What the bot says on its own initiative: reminders, and dates that moved."""

from collections.abc import Sequence
from datetime import date, datetime, time

from sqlmodel import Session

from handlers import saying
from handlers.turn import Scene
from handlers.words import ROLES
from ledger import deadlines, people, projects, reminders
from ledger.deadlines import Moved, Open
from models.message import Button, Reply
from models.tables.deadline import Deadline, Reminder
from models.tables.project import Milestone
from models.tables.unit import Person, Unit
from models.types import SHANGHAI, Level
from reminders.desk import LATE_IS_NEWS_FOR
from reminders.plan import START, Planner
from reminders.post import post
from rules.pack import Limit

NOON = time(12)
SHORT = "您有一条投诉案件的时限提醒，请到网页聊天发“我的时限”查看。"


def reminder(scene: Scene, tx: Session, row: Reminder, person: Person) -> Reply:
    """One rung of the ladder: what, until when, why you, by which rule; buttons to do something about it."""
    deadline = tx.get_one(Deadline, row.deadline_id)
    each = Open(deadline, *projects.lot_with_project(tx, deadline.lot_id))
    head = _head(scene, each, row)
    event = tx.get_one(Milestone, deadline.milestone_id)
    name = scene.pack.milestones[event.kind].name
    started = f"{saying.titled(each.project, each.lot)}。{name}：{saying.moment(scene, event)}"
    lines = [head, started, _limit_line(scene, deadline), _why(scene, person, deadline, row)]
    note = saying.provisional_note(scene, [deadline])
    text = "\n".join([*lines, note] if note else lines)
    buttons = _buttons(scene, each, people.unit_by_id(tx, person.unit_id))
    return Reply(text, buttons, abroad=SHORT if saying.is_case(scene, deadline) else "")


def moved(scene: Scene, tx: Session, change: Moved) -> Reply:
    """A date moved with the holiday arrangement or a rule: what it was, what it is."""
    deadline = change.deadline
    each = Open(deadline, *projects.lot_with_project(tx, deadline.lot_id))
    pairs = (
        ("本区", change.local_before, deadline.local_due_on),
        ("法定", change.statutory_before, deadline.statutory_due_on),
    )
    changes = [
        f"{name}由{_day(scene, before)}改为{_day(scene, after)}"
        for name, before, after in pairs
        if before != after
    ]
    what = saying.action(scene.pack.rules[deadline.rule_id])
    text = (
        f"⏰ 时限已重新计算：{what}\n{saying.titled(each.project, each.lot)}。{'；'.join(changes)}。\n"
        "放假安排或规则有更新，以现在的日期为准，提醒已相应调整。"
    )
    abroad = SHORT if saying.is_case(scene, deadline) else ""
    return Reply(text, saying.buttons_of([("怎么算的", f"怎么算的 {deadline.id}")]), abroad)


def _day(scene: Scene, on: date | None) -> str:
    return saying.day(scene, on) if on else "无"


def _head(scene: Scene, each: Open, row: Reminder) -> str:
    what = saying.action(scene.pack.rules[each.deadline.rule_id])
    due_on = _due_on(each.deadline, row.level)
    if due_on is None or row.rung == START:
        return f"⏰ 开始计时：{what}"
    calendar, today = scene.pack.calendar, scene.today
    if due_on < today:
        late = max(calendar.working_days_between(due_on, today), 1)
        if row.level is Level.STATUTORY:
            if saying.early_start_note(scene, each.deadline):
                return f"⚠️ 请尽快办理并登记：{what}"
            return f"⚠️ 已超过法定期限{late}个工作日：未登记{what}"
        return f"⚠️ 已超过本区时限{late}个工作日：未登记{what}"
    limit_name = "本区时限" if row.level is Level.LOCAL else "法定期限"
    if due_on == today:
        again = "，尚未登记" if row.due_at.astimezone(SHANGHAI).time() >= NOON else ""
        return f"⏰ 今天到期{again}（{limit_name}）：{what}"
    left = calendar.working_days_between(today, due_on)
    return f"⏰ 还有{left}个工作日（{limit_name}）：{what}"


def _limit_line(scene: Scene, deadline: Deadline) -> str:
    """The limit that this is about; once the local one is over, what the law still allows."""
    local, statutory, today = deadline.local_due_on, deadline.statutory_due_on, scene.today
    law = _figure(scene, deadline, Level.STATUTORY)
    if law is None or statutory is None or min(local or statutory, statutory) >= today:
        return saying.due_sentence(scene, deadline)
    early, last, cited = (
        saying.early_start_note(scene, deadline),
        saying.day(scene, statutory),
        law.source.cite(),
    )
    if statutory < today:
        # Before the report is logged the legal limit may not even have begun: no breach is claimed.
        over = f"从评审结束推算为{last}；{early}" if early else f"法定期限{last}已过，违反{cited}。"
        return f"{over}请尽快办理并登记。"
    asked = "" if deadline.explanation else "，未办的请说明原因"
    return f"法定期限到{last}，{early or f'超过即违反{cited}。'}已办的请登记{asked}。"


def _why(scene: Scene, person: Person, deadline: Deadline, row: Reminder) -> str:
    limit = _figure(scene, deadline, row.level)
    cited = limit.source.cite() if limit else ""
    role = "转交给您的" if deadline.responsible_id == person.id else f"您是{ROLES[person.role]}"
    passed_on = "，应收到的人没有收到，按顺序转给您" if row.recipient_id != person.id else ""
    return f"为什么收到：{role}{passed_on}。依据：{cited}"


def _figure(scene: Scene, deadline: Deadline, level: Level) -> Limit | None:
    return saying.figure(scene.pack, deadline, level)


def _due_on(deadline: Deadline, level: Level) -> date | None:
    return deadline.local_due_on if level is Level.LOCAL else deadline.statutory_due_on


def _buttons(scene: Scene, each: Open, unit: Unit) -> tuple[Button, ...]:
    """What the recipient can do about it; who cannot record it can look at the project."""
    if unit.kind.value not in saying.met_by(scene, each.deadline).by:
        look = ("看项目", f"项目 {saying.reference(each.project)}")
        return saying.buttons_of([look, ("我的时限", "我的时限")])
    buttons = saying.deadline_buttons(scene, each)
    if saying.is_late(scene, each.deadline) and not each.deadline.explanation:
        done = (buttons[0].label, buttons[0].says)
        return saying.buttons_of([done, ("说明原因", f"说明原因 {each.deadline.id}")])
    return buttons


def tell_what_moved(scene: Scene, tx: Session, now: datetime, planner: Planner, reach: Sequence[str]) -> None:
    """Recompute what another version of the rules made, and tell those who are reminded of it once."""
    opening = planner.hours.at_or_after(now, planner.pack.calendar)
    for change in deadlines.refresh(tx, now, planner):
        message = moved(scene, tx, change)
        for person in _concerned(tx, change.deadline):
            key = f"moved:{change.deadline.id}:{scene.pack.version}:{person.id}"
            until = opening + LATE_IS_NEWS_FOR
            post(tx, person, key, message, now, until, reach, send_at=opening)
            planner.told(tx, change.deadline, person.id or 0, now)


def _concerned(tx: Session, deadline: Deadline) -> list[Person]:
    """Who is reminded of it in advance; where that is over, who hears that it is late."""
    planned = reminders.planned(tx, [deadline])
    ahead = [each for each in planned if each.is_in_advance]
    return list({each.person.id: each.person for each in ahead or planned}.values())
