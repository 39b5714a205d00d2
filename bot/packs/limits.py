"""Reads the laws and the time limits of a pack's layer."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from bot.packs.files import Entry, read_entry
from models.types import UnitKind
from rules.pack import Direction, Limit, Reminding, Rule, Source, Start, Tracking, Unit

CONFIDENCES = ("verified", "remembered", "unsure")
UNSURE = "unsure"
LONGEST_WORD = 8
"""Characters of a word in `remind`, so that a button with it and a date fits every platform."""

_Choice = TypeVar("_Choice", bound=StrEnum)


def read_laws(path: Path) -> dict[str, Source]:
    """The documents that a layer cites, by id, each as a source without an article."""
    laws = {}
    top = read_entry(path)
    for entry in top.entries("laws"):
        law = entry.text("id")
        if law in laws:
            raise entry.wrong("id", f"{law} 已经有了，请换一个或者合并")
        names = (entry.text("title"), entry.text("short"), entry.text("number", default=""))
        laws[law] = Source(law, *names, article="")
        entry.day("checked_on")
        entry.skip("effective_from", "effective_to", "status", "confidence")
        entry.done()
    top.done()
    return laws


def read_rules(
    path: Path, laws: Mapping[str, Source], milestones: Collection[str], ladders: Collection[str]
) -> dict[str, Rule]:
    """The nation's rules with their statutory figures."""
    rules = {}
    owners: dict[str, str] = {}
    for rule_id, entry in read_entry(path).each():
        rules[rule_id] = _rule(rule_id, entry, laws, milestones, ladders)
        remind = rules[rule_id].remind
        for word in remind.words if remind else ():
            if owners.setdefault(word, rule_id) != rule_id:
                raise entry.wrong("remind.words", f"“{word}”已归 {owners[word]}，请删去一处")
        entry.done()
    return rules


def read_figures(
    path: Path, division: str, laws: Mapping[str, Source], rules: Collection[str]
) -> dict[str, tuple[Limit, ...]]:
    """The local figures of a layer, by rule."""
    figures = {}
    for rule_id, entry in read_entry(path).each():
        if rule_id not in rules:
            raise entry.wrong("figures", f"全国的规定里没有 {rule_id} 这个期限，请核对写法")
        figures[rule_id] = _figures(entry, division, laws)
        entry.done()
    return figures


def _rule(
    rule_id: str,
    entry: Entry,
    laws: Mapping[str, Source],
    milestones: Collection[str],
    ladders: Collection[str],
) -> Rule:
    return Rule(
        id=rule_id,
        name=entry.text("name"),
        group=entry.text("group"),
        obliged=entry.texts("obliged"),
        starts=tuple(_starts(entry)),
        statutory=_figures(entry, "cn", laws),
        local=(),
        rollover=entry.flag("rollover"),
        excludes=entry.texts("excludes", default=()),
        answerable=entry.flag("answer"),
        tracking=_tracking(entry.entry("tracking"), milestones, ladders) if entry.has("tracking") else None,
        notes=entry.text("notes", default=""),
        remind=_remind(entry, ladders) if entry.has("remind") else None,
    )


def _starts(entry: Entry) -> Iterator[Start]:
    for start in entry.entries("starts"):
        yield Start(start.text("key"), start.text("event"))
        start.done()


def _tracking(entry: Entry, milestones: Collection[str], ladders: Collection[str]) -> Tracking:
    def milestone(key: str, default: str | None = None) -> str:
        return _one_of(entry, key, entry.text(key, default), (*milestones, default))

    stops = entry.texts("pauses", default=())
    if stops and (len(stops) != 2 or not set(stops) <= set(milestones)):
        raise entry.wrong("pauses", "写两个里程碑：暂停、恢复")
    obliged = entry.texts("obliged")
    for kind in obliged:
        _one_of(entry, "obliged", kind, [each.value for each in UnitKind])
    tracking = Tracking(
        starts=milestone("starts"),
        met_by=milestone("met_by"),
        obliged=obliged,
        ladder=_one_of(entry, "ladder", entry.text("ladder"), ladders),
        action=entry.text("action"),
        statutory_starts=milestone("statutory_starts", default=""),
        pauses=(stops[0], stops[1]) if stops else None,
    )
    entry.done()
    return tracking


def _remind(rule: Entry, ladders: Collection[str]) -> Reminding:
    entry = rule.entry("remind")
    words = entry.texts("words")
    if not words or max(len(word) for word in words) > LONGEST_WORD:
        raise entry.wrong("words", f"写一个或几个称呼，每个不超过{LONGEST_WORD}个字")
    ladder = _one_of(entry, "ladder", entry.text("ladder"), ladders)
    remind = Reminding(words, ladder, entry.texts("next"))
    entry.done()
    return remind


def _figures(entry: Entry, division: str, laws: Mapping[str, Source]) -> tuple[Limit, ...]:
    """The figures of one rule in order of their first day, which must not overlap."""
    read = [_limit(each, division, laws) for each in entry.entries("figures")]
    if not read:
        raise entry.wrong("figures", "至少写一条")
    figures = sorted(read, key=lambda limit: limit.effective_from or date.min)
    for earlier, later in pairwise(figures):
        begins_on = later.effective_from or date.min
        if earlier.effective_to is None or earlier.effective_to >= begins_on:
            ends_on = max(begins_on, date.min + timedelta(days=1)) - timedelta(days=1)
            raise entry.wrong("figures", f"两条的日期重叠；前一条写 effective_to: {ends_on}")
    return tuple(figures)


def _limit(entry: Entry, division: str, laws: Mapping[str, Source]) -> Limit:
    confidence = _one_of(entry, "confidence", entry.text("confidence"), CONFIDENCES)
    unit = _choice(entry, "unit", Unit) if entry.has("unit") else None
    fixed = _month_and_day(entry) if unit is Unit.FIXED_DATE else None
    length = entry.optional_number("length") if fixed is None else None
    if (unit is None) != (length is None and fixed is None):
        raise entry.wrong("unit", "有天数的要写单位；没有统一天数的，length 和 unit 都写 null")
    unsure = confidence == UNSURE
    limit = Limit(
        division=division,
        direction=_choice(entry, "direction", Direction),
        length=length,
        unit=unit,
        source=_source(entry, laws),
        also=tuple(_also(entry, laws)),
        start_event=entry.text("start_event", default=""),
        effective_from=entry.optional_day("effective_from") if unsure else entry.day("effective_from"),
        effective_to=entry.optional_day("effective_to"),
        checked_on=entry.day("checked_on"),
        confidence=confidence,
        strength=entry.text("strength", default=""),
        quote=entry.text("quote", default=""),
        fixed=fixed,
    )
    entry.skip("unit")
    entry.done()
    return limit


def _also(entry: Entry, laws: Mapping[str, Source]) -> Iterator[Source]:
    for other in entry.entries("also", default=()):
        yield _source(other, laws)
        other.done()


def _source(entry: Entry, laws: Mapping[str, Source]) -> Source:
    law = entry.text("law")
    if law not in laws:
        raise entry.wrong("law", f"laws.yaml 里没有 {law}，请先写上这份文件")
    return replace(laws[law], article=entry.text("article", default=""))


def _month_and_day(entry: Entry) -> tuple[int, int]:
    text = entry.text("fixed")
    try:
        day = date.fromisoformat(f"2000-{text}")
    except ValueError:
        raise entry.wrong("fixed", f'写“月-日”，如 "03-31"，现在是 {text!r}') from None
    return day.month, day.day


def _choice(entry: Entry, key: str, choices: type[_Choice]) -> _Choice:
    return choices(_one_of(entry, key, entry.text(key), [choice.value for choice in choices]))


def _one_of(entry: Entry, key: str, value: str, known: Collection[str | None]) -> str:
    if value not in known:
        raise entry.wrong(key, f"写 {'、'.join(filter(None, known))} 之一，现在是 {value!r}")
    return value
