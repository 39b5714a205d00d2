"""How milestones, deadlines and people are said: one place for the words that several handlers need."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from handlers.turn import Scene
from handlers.words import ROLES
from language.said import say_date, say_days, say_moment
from ledger import timeline
from ledger.deadlines import Open
from models.message import BUTTON_BYTES, Button, Reply
from models.tables.deadline import Deadline
from models.tables.project import Lot, Milestone, Project
from models.types import SHANGHAI, DeadlineState, Level, Role, UnitKind
from rules.pack import Limit, MilestoneKind, Pack, Rule, Unit

MOST_BUTTONS = 3
CASE_ELSEWHERE = "这一项涉及投诉案件，请到网页聊天查看。"
LONGEST_REFERENCE = 36
"""Bytes of a project code that leave room for the verb in a button."""


def day(scene: Scene, on: date) -> str:
    """A date with its weekday, a make-up working day marked as such."""
    calendar = scene.pack.calendar
    return say_date(on, scene.today, makeup=calendar.is_working(on) and on.weekday() >= 5)


def moment(scene: Scene, milestone: Milestone) -> str:
    """When a milestone happened: the day, and the time of day if it is known."""
    if milestone.has_time:
        return say_moment(milestone.occurred_at, scene.today)
    return day(scene, timeline.day_of(milestone))


def full_moment(scene: Scene, at: datetime, has_time: bool) -> str:
    """`2026年11月23日（周一）15:30`: what is about to be saved is said with its year."""
    local = at.astimezone(SHANGHAI)
    short = day(scene, local.date()).removeprefix(f"{local.year}年")
    return f"{local.year}年{short}{local:%H:%M}" if has_time else f"{local.year}年{short}"


def titled(project: Project, lot: Lot | None = None) -> str:
    """`SJ2026-015 学校课桌椅采购`, with the lot where the project has lots of its own."""
    return f"{project.code} {project.name}{lot_mark(project, lot) if lot else ''}"


def lot_mark(project: Project, lot: Lot) -> str:
    """` 第2包`, or nothing where the project is one lot, which then bears its name."""
    return "" if lot.name == project.name else f" 第{lot.number}包"


def reference(project: Project) -> str:
    """What a button calls a project by: its code, or its number here where the code is too long."""
    return project.code if len(project.code.encode()) <= LONGEST_REFERENCE else f"#{project.id}"


def length(limit: Limit) -> str:
    """`2个工作日`, `30日`."""
    return say_days(limit.length or 0, working=limit.unit is Unit.WORKING_DAY)


def figure(pack: Pack, deadline: Deadline, level: Level) -> Limit | None:
    """The figure that a deadline of that level was counted by."""
    start_on = deadline.start_on if level is Level.LOCAL else deadline.statutory_start_on
    return pack.rules[deadline.rule_id].limit(level, start_on)


def action(rule: Rule) -> str:
    """What is to be done: 签订合同."""
    return rule.tracking.action if rule.tracking else rule.name


def due_sentence(scene: Scene, deadline: Deadline) -> str:
    """Both last days of a deadline in one sentence, local and statutory apart; none while paused."""
    if deadline.paused:
        return "计时暂停中，恢复后重算。"
    rule = scene.pack.rules[deadline.rule_id]
    local, statutory = (figure(scene.pack, deadline, level) for level in Level)
    parts = []
    if local and deadline.local_due_on:
        last = day(scene, deadline.local_due_on)
        parts.append(f"须于{last}24:00前{action(rule)}（本区{length(local)}）")
    if statutory and deadline.statutory_due_on:
        last = day(scene, deadline.statutory_due_on)
        alone = f"须于{last}24:00前{action(rule)}（法定{length(statutory)}）"
        parts.append(f"法定{length(statutory)}内，即{last}" if parts else alone)
    return "；".join(parts) + "。" + early_start_note(scene, deadline)


def early_start_note(scene: Scene, deadline: Deadline) -> str:
    """Where the statutory limit counts from an event of its own that is not logged: say so.

    The date shown is then the earliest that it can be (政府采购法实施条例第四十三条第一款).
    """
    tracking = scene.pack.rules[deadline.rule_id].tracking
    if not tracking or not tracking.statutory_starts or deadline.statutory_start_logged:
        return ""
    event = scene.pack.milestones[tracking.statutory_starts].name
    return f"法定期限从{event}之日起算，登记“{event}”后重算。"


def sources(scene: Scene, deadlines: Iterable[Deadline]) -> str:
    """The clauses that the deadlines rest on: `依据：60号文三（二）5；政府采购法第四十六条第一款`."""
    limits = [figure(scene.pack, deadline, level) for deadline in deadlines for level in Level]
    cited = dict.fromkeys(limit.source.cite() for limit in limits if limit)
    return f"依据：{'；'.join(cited)}" if cited else ""


def provisional_note(scene: Scene, deadlines: Iterable[Deadline]) -> str:
    """Why dates may still move, or nothing."""
    doubtful = [each for each in deadlines if each.provisional]
    if not doubtful:
        return ""
    days = [on for each in doubtful for on in (each.local_due_on, each.statutory_due_on) if on]
    years = sorted({on.year for on in days if not scene.pack.calendar.is_published(on.year)})
    named = "、".join(f"{year}年" for year in years)
    return f"{named}放假安排尚未公布，日期为暂定，公布后重新计算并告诉您；我会按最早可能的日期提醒。"


def buttons_of(pairs: Sequence[tuple[str, str]]) -> tuple[Button, ...]:
    """At most three buttons; what does not fit the platforms' limit is left to typing."""
    fitting = [Button(label, says) for label, says in pairs if len(says.encode()) <= BUTTON_BYTES]
    return tuple(fitting[:MOST_BUTTONS])


def role(person_role: Role) -> str:
    """The Chinese name of a role."""
    return ROLES[person_role]


def is_case_kind(scene: Scene, kind: str) -> bool:
    """Whether a milestone belongs to a complaint case, which is not shown abroad."""
    return scene.pack.milestones[kind].by == (UnitKind.FINANCE.value,)


def is_case(scene: Scene, deadline: Deadline) -> bool:
    """The same of a deadline."""
    tracking = scene.pack.rules[deadline.rule_id].tracking
    return tracking is not None and is_case_kind(scene, tracking.starts)


def urgency(scene: Scene, deadline: Deadline) -> str:
    """How an open deadline stands today: breach of the law and lateness here are worded apart."""
    if deadline.paused:
        return "计时暂停中"
    local, statutory, today = deadline.local_due_on, deadline.statutory_due_on, scene.today
    if statutory and statutory < today and not early_start_note(scene, deadline):
        return f"已超过法定期限{_days_since(scene, statutory)}"
    if local and local < today:
        return f"已超过本区时限{_days_since(scene, local)}"
    nearest = local or statutory or today
    if nearest < today:
        return "请尽快办理"
    if nearest == today:
        return "今天到期"
    left = scene.pack.calendar.working_days_between(today, nearest)
    return f"还有{left}个工作日"


def is_late(scene: Scene, deadline: Deadline) -> bool:
    """Whether one of the two limits of an open deadline has passed."""
    ends = (deadline.local_due_on, deadline.statutory_due_on)
    return not deadline.paused and any(on and on < scene.today for on in ends)


def _days_since(scene: Scene, on: date) -> str:
    return f"{max(scene.pack.calendar.working_days_between(on, scene.today), 1)}个工作日"


def met_sentence(scene: Scene, deadline: Deadline) -> str:
    """`签合同：11月25日（周三）办结，按时。`, or late here, or in breach of the law."""
    done_on = deadline.met_on or scene.today
    how = "按时"
    unsure = early_start_note(scene, deadline)
    if deadline.statutory_due_on and done_on > deadline.statutory_due_on and not unsure:
        how = "超过法定期限"
    elif deadline.local_due_on and done_on > deadline.local_due_on:
        how = "超过本区承诺时限" if unsure else "超过本区承诺时限，未超过法定期限"
    return f"{action(scene.pack.rules[deadline.rule_id])}：{day(scene, done_on)}办结，{how}。"


def obliged(scene: Scene, deadline: Deadline) -> tuple[str, ...]:
    """The kinds of unit that must meet a deadline."""
    tracking = scene.pack.rules[deadline.rule_id].tracking
    return tracking.obliged if tracking else ()


def no_such_deadline() -> Reply:
    """The same words for a deadline that is not there and one that is not theirs."""
    return Reply("没有找到这一项时限。发“我的时限”看编号。", buttons_of([("我的时限", "我的时限")]))


def no_longer_open(deadline: Deadline) -> str:
    """Why there is nothing to be done about a deadline any more."""
    return "这一项已经办结" if deadline.state is DeadlineState.MET else "登记已撤销或更正，这一项不再计算"


def case_abroad(scene: Scene, deadline: Deadline) -> str:
    """What stands abroad in place of a complaint case, or nothing where it is none."""
    return CASE_ELSEWHERE if is_case(scene, deadline) else ""


def met_by(scene: Scene, deadline: Deadline) -> MilestoneKind:
    """The milestone that meets a deadline."""
    tracking = scene.pack.rules[deadline.rule_id].tracking
    if tracking is None:
        raise LookupError(deadline.rule_id)
    return scene.pack.milestones[tracking.met_by]


def done_says(scene: Scene, each: Open) -> str:
    """What to type when a deadline was met: 登记 SJ2026-015 合同签订, shorter where a button needs it."""
    kind, lot = met_by(scene, each.deadline), lot_mark(each.project, each.lot)
    said = [
        f"登记 {project}{lot} {word}"
        for project in (each.project.code, f"#{each.project.id}")
        for word in (kind.name, min(kind.words, key=len))
    ]
    return next((text for text in said if len(text.encode()) <= BUTTON_BYTES), said[-1])


def deadline_buttons(scene: Scene, each: Open) -> tuple[Button, ...]:
    """已办，登记 · 稍后提醒 · 转交."""
    number = each.deadline.id
    return buttons_of(
        [
            ("已办，登记", done_says(scene, each)),
            ("稍后提醒", f"稍后提醒 {number}"),
            ("转交", f"转交 {number}"),
        ]
    )
