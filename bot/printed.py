"""What the command line prints for people: the answer, the sources and the working."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from models.types import Level
from rules.counting import CountedDay, Due, Why, explain, landmarks
from rules.deadlines import DuePair
from rules.pack import Direction, Limit, Pack, Rule, Unit
from rules.reservation import MicroBase, Mode, Reservation, Share, binding
from rules.sme import Indicator, Size, SizeResult, SizeStandard, Thresholds, suspicious_unit

_WEEKDAYS = "一二三四五六日"
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
_MODES = {Mode.DEDICATED: "全额专门面向中小企业", Mode.RESERVE_SHARE: "预留份额", Mode.NONE: "不预留"}
_BASES = {MicroBase.BUDGET: "预算总额", MicroBase.RESERVED: "预留部分"}


def deadline_text(pack: Pack, rule: Rule, start_on: date, pair: DuePair) -> str:
    """Both last days of a rule with their sources, and how they were counted."""
    lines = [f"{rule.name}：从{_day(start_on)}起算，当日不计"]
    for level, due in ((Level.LOCAL, pair.local), (Level.STATUTORY, pair.statutory)):
        limit = rule.limit(level, start_on)
        if due is None or limit is None:
            lines.append(f"{_LEVELS[level]}：没有规定")
            continue
        lines += [_limit_line(level, limit, due), f"  依据：{limit.source.cite()}"]
        counted = landmarks(explain(limit, start_on, pack.calendar, rule.rollover))
        lines += [f"  {_counted(day, limit)}" for day in counted]
    if any(due and due.provisional for due in (pair.local, pair.statutory)):
        lines.append("⚠️ 放假安排尚未公布的年份，日期为暂定，公布后请重新计算。")
    return "\n".join(lines)


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
    lines = [f"{kind}，预算{_yuan(reservation.budget_yuan)}"]
    for level, share in ((Level.LOCAL, reservation.local), (Level.STATUTORY, reservation.statutory)):
        lines += [f"{_LEVELS[level]}：{part}" for part in _share_lines(share, reservation.budget_yuan)]
    met = binding(reservation)
    if met and met.mode is Mode.RESERVE_SHARE and met.min_micro_small_yuan is not None:
        micro = _yuan(met.min_micro_small_yuan)
        lines.append(f"两者都要满足：至少预留{_yuan(met.min_reserved_yuan)}，其中小微企业{micro}。")
        lines.append("这是按本项目单独测算；法定比例由主管预算单位在全部同类项目里统筹。")
    if met and met.mode is Mode.NONE:
        lines.append("不预留的，要说明理由、留存依据，并对小微企业给予价格扣除。")
    return "\n".join(lines)


def _limit_line(level: Level, limit: Limit, due: Due) -> str:
    after = f"，自{limit.start_event}" if limit.start_event else ""
    length = f"{limit.length}{_UNITS[limit.unit]}" if limit.length and limit.unit in _UNITS else "当日"
    return f"{_LEVELS[level]}：{_DIRECTIONS[limit.direction]}{_day(due.last_on)}（{length}{after}）"


def _counted(day: CountedDay, limit: Limit) -> str:
    name = f" {day.name}" if day.name else ""
    if day.why is Why.COUNTED and limit.unit is not None:
        ordinal = f"第{day.ordinal}{_UNITS.get(limit.unit, '日')}"
        return f"{ordinal} {_day(day.day)}{name}"
    words = {Why.START: "起算，不计", Why.REST: "休息", Why.PAUSED: "不计入", Why.ROLLED: "顺延到这一天"}
    return f"{_day(day.day)}{name} {words.get(day.why, '')}".rstrip()


def _tier_range(limits: Thresholds, tier: Size, unit: str) -> str:
    lower = {Size.LARGE: limits.large, Size.MEDIUM: limits.medium, Size.SMALL: limits.small}
    upper = {Size.MEDIUM: limits.large, Size.SMALL: limits.medium, Size.MICRO: limits.small}
    parts = [f"{lower[tier]:f}{unit}及以上"] if tier in lower else []
    parts += [f"不到{upper[tier]:f}{unit}"] if tier in upper else []
    return "，".join(parts)


def _share_lines(share: Share | None, budget_yuan: Decimal) -> Iterator[str]:
    if share is None:
        yield "这一天没有规定"
        return
    small = budget_yuan <= share.dedicated_up_to_yuan
    side = "以下（含本数）" if small else "以上（超过）"
    yield f"{_MODES[share.mode]}，门槛{_yuan(share.dedicated_up_to_yuan)}{side}。依据：{share.source}"
    if share.mode is Mode.RESERVE_SHARE and share.min_micro_small_yuan is not None:
        micro = f"{share.micro_ratio:.0%}（{_BASES[share.micro_base]}）"
        yield (
            f"至少预留{share.reserved_ratio:.0%}即{_yuan(share.min_reserved_yuan)}，"
            f"其中小微企业不低于{micro}即{_yuan(share.min_micro_small_yuan)}"
        )
    if share.confidence == "unsure":
        yield "⚠️ 这一条没有把握，请向采购人或财政部门确认"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"


def _yuan(amount: Decimal) -> str:
    return f"{amount:,.2f}元"
