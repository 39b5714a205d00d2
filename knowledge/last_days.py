"""Last days in words, with how they were counted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from knowledge.barred import not_counted
from knowledge.base import District
from knowledge.clock import Event, Heard, Started, heard
from knowledge.render import length
from knowledge.reply import OPTIONS, Answer, Remindable
from knowledge.worked import counted_lines
from language.dates import ImpossibleDate
from language.said import say_date, say_reading
from models.message import Button
from models.types import AnswerKind, Level
from rules.calendar import OutsideCalendar
from rules.counting import Due, NoFixedLength, Why, explain
from rules.deadlines import due_at
from rules.pack import Limit, Pack, Rule, Unit

TOPIC = "deadline_calculator"
REST = "rest"
"""Why of a question back that an answer which needs no day goes before."""
DAILY = "逐日数一遍"
"""What the button under a last day says, to see how it was counted."""
INDENT = "  "
SHORT_STATEMENT = 20
"""A message of so many characters with a day that does not exist is about that day."""
MOST_NAMED = 4
"""So many days that were left out are named; more are only numbered."""

_LEVELS = {Level.LOCAL: "本区", Level.STATUTORY: "法定"}


@dataclass(frozen=True, slots=True)
class Step:
    """One limit counted from a day to its last day."""

    rule: Rule
    level: Level
    limit: Limit
    due: Due


def count_last_days(
    turns: Sequence[str], now: datetime, today: date, district: District, *, daily: bool = False
) -> Answer | None:
    """The last days that the last turn asks for, counted from the day it gives; None where it gives none.

    Asks back for the one thing that is missing: a day that exists, which of two days, whose day it is,
    which limit. `daily` shows the count day by day.
    """
    try:
        found = heard(turns, now, district.clocks, district.matcher.model.lexicon)
        counted = [(one, tuple(_steps(one, district.pack))) for one in found.started]
    except ImpossibleDate as error:
        return _no_such_day(error.said, turns[-1], district)
    except OutsideCalendar as error:
        return _ask(f"只能算{error.first.year}年到{error.last.year}年的日期，请核对一下是哪年哪月哪日。")
    except NoFixedLength:
        return None
    if found.started or found.unasked or found.on:
        barred = not_counted(found, district, today)
        if barred is not None:
            return barred
    if not counted:
        rest = _ask_for_rest(found, today, district.clocks.events)
        return replace(rest, why=REST) if rest else None
    doubtful = next((one for one, _ in counted if one.doubtful), None)
    if doubtful is not None:
        return _which_day(doubtful, today)
    instead = next((one.event.instead for one, _ in counted if one.event.instead), "")
    if instead:
        return _ask(instead)
    early = next((one for one, steps in counted if not steps), None)
    if early is not None:
        return _ask(f"{say_date(early.on, today)}时还没有这项期限，请核对一下年份。")
    return _told(counted, found, today, district.pack, daily)


def _told(
    counted: Sequence[tuple[Started, tuple[Step, ...]]], found: Heard, today: date, pack: Pack, daily: bool
) -> Answer:
    lines: list[str] = []
    for one, steps in counted:
        new = _lines(one, steps, found.started, today, pack, daily)
        lines += [line for line in new if line.startswith(INDENT) or line not in lines]
    told_on = min(steps[-1].due.last_on for _, steps in counted)
    for one in found.besides or [one for one, _ in counted]:
        lines += [line for line in _caution(one, told_on, pack, today) if line not in lines]
    if found.assumed:
        one = counted[0][0]
        lines.append(f"您没有说这一天是什么日子，这里按{one.event.name}算；不是的话，请说明那天是什么事。")
    citations = tuple(dict.fromkeys(step.limit.source.cite() for _, steps in counted for step in steps))
    text = "\n".join([*lines, f"依据：{'；'.join(citations)}"])
    options = (*(() if daily else (Button("怎么算的", DAILY),)), Button("算期限", "算期限"))
    own: dict[Remindable, None] = {}
    if not found.assumed:
        own = dict.fromkeys(each for one, steps in counted for each in _remindable(one, steps))
    return Answer(AnswerKind.ANSWER, TOPIC, text, citations, options, why="figures", remindable=tuple(own))


def _caution(one: Started, told_on: date, pack: Pack, today: date) -> Iterator[str]:
    """What is safer where some count from the day of the event itself, to a day before the one told."""
    if one.count is None or not one.count.caution:
        return
    due = due_at(pack.rules[one.count.rules[-1]], Level.STATUTORY, one.on, pack)
    if due is not None and (due.last_on < told_on or "{day}" not in one.count.caution):
        yield one.count.caution.format(day=say_date(due.last_on, today))


def _remindable(one: Started, steps: Sequence[Step]) -> Iterator[Remindable]:
    """The limit asked for, where people are reminded of such and the day that it counts from is certain."""
    asked = steps[-1].rule
    before = [step.due for step in steps if step.rule is not asked]
    if asked.remind and not one.event.maybe_earlier and not any(due.provisional for due in before):
        yield Remindable(asked.id, before[-1].last_on if before else one.on)


def _ask(question: str, options: Iterable[tuple[str, str]] = ()) -> Answer:
    buttons = tuple(Button(label, says) for label, says in options)[:OPTIONS]
    return Answer(AnswerKind.CLARIFY, TOPIC, question, options=buttons, why="figures")


def _no_such_day(said: str, text: str, district: District) -> Answer | None:
    """2月30日 is told where a last day is asked, or nothing else is said."""
    asks = district.clocks.asks.search(text) or len(text) <= SHORT_STATEMENT
    if not asks or not any(char.isdigit() for char in said):
        return None
    return _ask(f"没有“{said}”这一天，请再看一下是哪天。可以这样写：11月20日。")


def _ask_for_rest(found: Heard, today: date, events: Sequence[Event]) -> Answer | None:
    """What a day is of, or which limit is asked, where only that is missing."""
    if found.unasked is not None:
        counts = found.unasked.event.counts
        labels = dict.fromkeys(count.label for count in counts if count.label)
        day = say_date(found.unasked.on, today)
        question = f"{found.unasked.event.name}：{day}。您要算哪一项的最后一天？"
        return _ask(question, ((label, label) for label in labels)) if labels else None
    if found.on is None:
        return None
    if not found.possible:
        labels = dict.fromkeys(count.label for event in events for count in event.counts if count.label)
        question = f"{say_date(found.on, today)}。您要算哪一项的最后一天？这一天是什么日子，也请说一下。"
        return _ask(question, ((label, label) for label in labels))
    named = ((event.name.replace("（成交）", ""), count.label) for event, count in found.possible)
    choices = [(name, f"{found.on}{name}，{label}") for name, label in named if label]
    return _ask(f"{say_date(found.on, today)}是哪件事的日子？不同的事起算不同。", choices)


def _which_day(one: Started, today: date) -> Answer:
    """Two readings of a date are no date: a last day must not start from a guess."""
    choices = [(say_reading(each.on, each.at, today), each.typed) for each in one.doubtful[:OPTIONS]]
    return _ask(f"“{one.doubtful[0].said}”是哪一天？", choices)


def _steps(one: Started, pack: Pack) -> Iterator[Step]:
    """The limits that lead up to the one asked for by their statutory figure, then this one by both."""
    assert one.count is not None
    *before, asked = (pack.rules[name] for name in one.count.rules)
    start_on = one.on
    for rule in before:
        for step in _counted(rule, Level.STATUTORY, start_on, pack):
            yield step
            start_on = step.due.last_on
    for level in Level:
        yield from _counted(asked, level, start_on, pack)


def _counted(rule: Rule, level: Level, start_on: date, pack: Pack) -> Iterator[Step]:
    limit, due = rule.limit(level, start_on), due_at(rule, level, start_on, pack)
    if limit is not None and due is not None:
        yield Step(rule, level, limit, due)


def _lines(
    one: Started, steps: Sequence[Step], found: Sequence[Started], today: date, pack: Pack, daily: bool
) -> Iterator[str]:
    yield f"{one.event.name}：{say_date(one.on, today)}，当日不计。"
    start_on = one.on
    for step in steps:
        yield _line(step, steps, today)
        yield from _working(step, start_on, pack, today, daily)
        start_on = step.due.last_on if step.rule is not steps[-1].rule else start_on
    yield from _standing(one, steps, found, today)
    if any(step.due.provisional for step in steps):
        years = {step.due.last_on.year for step in steps} | {step.due.last_on.year + 1 for step in steps}
        unknown = min(year for year in years if not pack.calendar.is_published(year))
        yield f"{unknown}年放假安排尚未公布，日期为暂定，公布后可能变动，请尽量提前。"
    yield from (note for note in (one.event.assumes, one.count.note if one.count else "") if note)


def _line(step: Step, steps: Sequence[Step], today: date) -> str:
    has_local = any(other.level is Level.LOCAL and other.rule is step.rule for other in steps)
    level = _LEVELS[step.level] if has_local else ""
    rolled = ""
    if step.due.last_on != step.due.unrolled_on:
        rolled = f"，{say_date(step.due.unrolled_on, today)}休息，顺延"
    return f"{step.rule.name}{level}最晚{say_date(step.due.last_on, today)}（{length(step.limit)}{rolled}）。"


def _working(step: Step, start_on: date, pack: Pack, today: date, daily: bool) -> Iterator[str]:
    """Which days were counted: the first of them and those left out, or each of them."""
    if daily:
        yield from (f"{INDENT}{line}" for line in counted_lines(step.limit, step.rule, start_on, pack, today))
        return
    if step.limit.unit is not Unit.WORKING_DAY:
        return
    days = explain(step.limit, start_on, pack.calendar, step.rule.rollover)
    first = next((day.day for day in days if day.why is Why.COUNTED), None)
    rest = [day.day for day in days if day.why is Why.REST]
    if first is None:
        return
    skipped = ""
    if 0 < len(rest) <= MOST_NAMED:
        skipped = f"，{'、'.join(f'{day.month}月{day.day}日' for day in rest)}休息不算"
    elif rest:
        skipped = f"，中间{len(rest)}个休息日不算"
    yield f"{INDENT}从{say_date(first, today)}数起{skipped}。"


def _standing(one: Started, steps: Sequence[Step], found: Sequence[Started], today: date) -> Iterator[str]:
    """Whether the last days were kept by the day that was given for the deed, or are past today.

    Nothing of that where they count from a day that was taken for granted.
    """
    if one.event.assumes:
        return
    tracking = steps[-1].rule.tracking
    met = next((other for other in found if tracking and other.event.key == tracking.met_by), None)
    day = met.on if met else today
    late = [step for step in steps if step.rule is steps[-1].rule and step.due.last_on < day]
    when = f"{met.event.name}在{say_date(day, today)}" if met else f"到今天（{say_date(day, today)}）"
    if len(late) == 1 and late[0].level is Level.LOCAL:
        yield f"{when}，已超过本区承诺时限，没有超过法定期限。"
    elif late:
        yield f"{when}，已超过法定期限。"
    elif met:
        yield f"{when}，没有超期。"
