"""Last days, sizes and shares in words, with their sources and the working."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from language.said import say_date, say_yuan
from models.types import Level
from rules.counting import CountedDay, Pause, Why, explain, landmarks
from rules.deadlines import DuePair
from rules.pack import Direction, Limit, Pack, Rule, Unit
from rules.reservation import Binding, MicroBase, Mode, Reservation, Share, binding
from rules.sme import Indicator, Size, SizeResult, SizeStandard, Thresholds, suspicious_unit

MADE_UP = "调休上班"
_LEVELS = {Level.LOCAL: "本区", Level.STATUTORY: "法定"}
_UNITS = {
    Unit.WORKING_DAY: "个工作日",
    Unit.CALENDAR_DAY: "日",
    Unit.MONTH: "个月",
    Unit.YEAR: "年",
}
_DIRECTIONS = {
    Direction.WITHIN: "最晚",
    Direction.AT_LEAST: "最早",
    Direction.BEFORE: "最晚",
    Direction.MAX: "最长到",
    Direction.LOOKBACK: "往前看到",
}
_WHYS = {Why.START: "起算，当日不计", Why.REST: "休息", Why.PAUSED: "不计入", Why.ROLLED: "顺延到这一天"}
_BASES = {MicroBase.BUDGET: "预算总额", MicroBase.RESERVED: "预留部分"}
NOT_RESERVED = "不预留的，要说明理由、留存依据，并对小微企业给予价格扣除。"
_ASK = "  ⚠️ 这一条没有把握，请向采购人或财政部门确认。"
UNSURE = "unsure"
MOST_DAYS = 12


def deadline_text(pack: Pack, rule: Rule, start_on: date, pair: DuePair, today: date) -> str:
    """Both last days of a rule with their sources, and how they were counted."""
    lines = [f"{rule.name}，起算日{say_date(start_on, today)}"]
    for level, due in ((Level.LOCAL, pair.local), (Level.STATUTORY, pair.statutory)):
        limit = rule.limit(level, start_on)
        if due is None or limit is None:
            lines.append(f"{_LEVELS[level]}：没有单独的时限")
            continue
        lines.append(
            f"{_LEVELS[level]}：{_DIRECTIONS[limit.direction]}{say_date(due.last_on, today)}{_length(limit)}"
        )
        starts = limit.start_event or "；".join(start.event for start in rule.starts)
        lines += [f"  起算：{starts}", f"  依据：{limit.source.cite()}"]
        lines += [f"  {line}" for line in counted_lines(limit, rule, start_on, pack, today)]
        if limit.confidence == UNSURE:
            lines.append(_ASK)
    if rule.tracking and rule.tracking.statutory_starts:
        lines.append("两个时限的起点不同，这里都从您给的日子数起。")
    if any(due and due.provisional for due in (pair.local, pair.statutory)):
        lines.append("⚠️ 放假安排尚未公布的年份，日期为暂定，公布后请重新计算。")
    return "\n".join(lines)


def counted_lines(
    limit: Limit, rule: Rule, start_on: date, pack: Pack, today: date, pauses: Sequence[Pause] = ()
) -> list[str]:
    """How a limit was counted, a day a line; of a long count only the landmarks."""
    days = explain(limit, start_on, pack.calendar, rule.rollover, pauses)
    shown = days if len(days) <= MOST_DAYS else landmarks(days)
    return [_counted(day, _UNITS[limit.unit], today) for day in shown] if limit.unit in _UNITS else []


def sme_size_text(standard: SizeStandard, result: SizeResult) -> str:
    """The size of an enterprise, and which line of the standard decided it."""
    lines = [f"{result.industry}，{standard.sizes[result.size]}"]
    for line in result.lines:
        unit = standard.units[line.indicator]
        lines.append(
            f"  {standard.indicators[line.indicator]}{line.value:f}{unit}：{standard.sizes[line.tier]}"
            f"（{_tier_range(line.thresholds, line.tier, unit)}）{' ← 由它决定' if line.binds else ''}"
        )
    lines += [f"  {standard.indicators[indicator]}：没有写，不影响结果" for indicator in result.missing]
    if any(
        line.indicator is not Indicator.EMPLOYEES and suspicious_unit(line.value) for line in result.lines
    ):
        lines.append("⚠️ 有的数字很大，请核对单位是不是万元。")
    lines += ["各项取最低的一档，用上一年度的数字。", f"依据：{result.source}"]
    return "\n".join(lines)


def sme_reserve_text(kind: str, reservation: Reservation) -> str:
    """What both rules demand of a budget, and what meets both."""
    shares = (reservation.local, reservation.statutory)
    suits = "不适宜" if any(share and share.mode is Mode.NONE for share in shares) else "适宜"
    lines = [f"{kind}，预算{say_yuan(reservation.budget_yuan)}，{suits}由中小企业提供"]
    for level, share in zip(Level, shares, strict=True):
        if share is None:
            lines.append(f"{_LEVELS[level]}：这一天没有规定")
            continue
        lines.append(f"{_LEVELS[level]}：{_side(share, reservation.budget_yuan)}，{_demand(share)}")
        lines.append(f"  依据：{share.source}")
        if share.confidence == UNSURE:
            lines.append(_ASK)
    met = binding(reservation)
    return "\n".join([*lines, *(_bound_lines(met) if met else ())])


def _bound_lines(met: Binding) -> Iterator[str]:
    if met.mode is Mode.NONE:
        yield NOT_RESERVED
    if met.mode is Mode.DEDICATED:
        yield "国家的规定适用于采购限额标准以上的项目；限额标准是多少，以省里现行的为准。"
    if met.mode is Mode.RESERVE_SHARE and met.min_micro_small_yuan is not None:
        micro = say_yuan(met.min_micro_small_yuan)
        yield f"各项都要满足，取高的：至少预留{say_yuan(met.min_reserved_yuan)}，其中小微企业{micro}。"
        yield "这是按本项目单独测算；法定比例由主管预算单位在全部同类项目里统筹。"


def _side(share: Share, budget_yuan: Decimal) -> str:
    limit = say_yuan(share.dedicated_up_to_yuan)
    return f"在{limit}以下（含本数）" if budget_yuan <= share.dedicated_up_to_yuan else f"超过{limit}"


def _demand(share: Share) -> str:
    if share.mode is Mode.DEDICATED:
        return "全额专门面向中小企业"
    if share.mode is Mode.NONE or share.min_micro_small_yuan is None:
        return "不预留"
    return (
        f"至少预留{share.reserved_ratio:.0%}即{say_yuan(share.min_reserved_yuan)}，其中小微企业不低于"
        f"{_BASES[share.micro_base]}的{share.micro_ratio:.0%}即{say_yuan(share.min_micro_small_yuan)}"
    )


def _length(limit: Limit) -> str:
    if limit.unit is Unit.SAME_DAY:
        return "（当日）"
    return f"（{limit.length}{_UNITS[limit.unit]}）" if limit.unit in _UNITS else ""


def _counted(day: CountedDay, unit: str, today: date) -> str:
    """A day of a count; `name` is its holiday, 周末 or 调休上班."""
    on = say_date(day.day, today, makeup=day.name == MADE_UP)
    name = "" if day.name == MADE_UP else day.name
    if day.why is Why.COUNTED:
        return f"第{day.ordinal}{unit} {on}{name}"
    return f"{on}{name}{'，' if name else ''}{_WHYS[day.why]}"


def _tier_range(limits: Thresholds, tier: Size, unit: str) -> str:
    lower = {Size.LARGE: limits.large, Size.MEDIUM: limits.medium, Size.SMALL: limits.small}
    upper = {Size.MEDIUM: limits.large, Size.SMALL: limits.medium, Size.MICRO: limits.small}
    parts = [f"{lower[tier]:f}{unit}及以上"] if tier in lower else []
    parts += [f"不到{upper[tier]:f}{unit}"] if tier in upper else []
    return "，".join(parts)
