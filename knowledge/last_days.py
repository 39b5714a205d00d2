"""Last days in words, with how they were counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from knowledge.base import District
from knowledge.clock import Started, started
from knowledge.render import length
from knowledge.reply import OPTIONS, Answer, Remindable
from language.dates import ImpossibleDate
from language.said import say_date, say_reading
from models.message import Button
from models.types import AnswerKind, Level
from rules.calendar import OutsideCalendar
from rules.counting import Due, NoFixedLength
from rules.deadlines import due_at
from rules.pack import Limit, Pack, Rule

TOPIC = "deadline_calculator"

_LEVELS = {Level.LOCAL: "本区", Level.STATUTORY: "法定"}


@dataclass(frozen=True, slots=True)
class Step:
    """One limit counted from a day to its last day."""

    rule: Rule
    level: Level
    limit: Limit
    due: Due


def count_last_days(turns: Sequence[str], now: datetime, today: date, district: District) -> Answer | None:
    """The last days that the last turn asks for, counted from the day it gives; None where it gives none."""
    try:
        found = started(turns, now, district.clocks, district.matcher.model.lexicon)
        asked = [(one, tuple(_steps(one, district.pack))) for one in found if one.count is not None]
    except ImpossibleDate as error:
        if not district.clocks.asks.search(turns[-1]) or not any(char.isdigit() for char in error.said):
            return None
        return Answer(
            AnswerKind.CLARIFY, TOPIC, f"没有“{error.said}”这一天，请再看一下是哪天。", why="figures"
        )
    except (NoFixedLength, OutsideCalendar):
        return None
    # Before the law was in force there was no limit to count.
    counted = [(one, steps) for one, steps in asked if steps]
    if not counted:
        return None
    doubtful = next((one for one, _ in counted if one.doubtful), None)
    if doubtful is not None:
        return _which_day(doubtful, today)
    lines = [line for one, steps in counted for line in _lines(one, steps, found, today, district.pack)]
    citations = tuple(dict.fromkeys(step.limit.source.cite() for _, steps in counted for step in steps))
    text = "\n".join([*lines, f"依据：{'；'.join(citations)}"])
    own = tuple(dict.fromkeys(each for one, steps in counted for each in _remindable(one, steps)))
    options = (Button("算期限", "算期限"),)
    return Answer(AnswerKind.ANSWER, TOPIC, text, citations, options, why="figures", remindable=own)


def _remindable(one: Started, steps: Sequence[Step]) -> Iterator[Remindable]:
    """The limit asked for, where people are reminded of such and the day that it counts from is certain."""
    asked = steps[-1].rule
    before = [step.due for step in steps if step.rule is not asked]
    if asked.remind and not one.event.maybe_earlier and not any(due.provisional for due in before):
        yield Remindable(asked.id, before[-1].last_on if before else one.on)


def _which_day(one: Started, today: date) -> Answer:
    """Two readings of a date are no date: a last day must not start from a guess."""
    choices = [(say_reading(each.on, each.at, today), each.typed) for each in one.doubtful[:OPTIONS]]
    options = tuple(Button(label, typed) for label, typed in choices)
    question = f"“{one.doubtful[0].said}”是哪一天？"
    return Answer(AnswerKind.CLARIFY, TOPIC, question, options=options, why="figures")


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
    one: Started, steps: Sequence[Step], found: Sequence[Started], today: date, pack: Pack
) -> Iterator[str]:
    yield f"{one.event.name}：{say_date(one.on, today)}，当日不计。"
    yield from (_line(step, steps, today) for step in steps)
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
