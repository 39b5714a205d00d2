"""预留份额: what part of a budget is reserved for small and medium enterprises, here and by national rule."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any

from models.types import Level, ProcurementKind
from rules.figures import FEN, amount_yuan, decimal_of

NOTHING = Decimal("0.00")


class Mode(StrEnum):
    """全额专门面向中小企业、预留份额、不预留."""

    DEDICATED = "dedicated"
    RESERVE_SHARE = "reserve_share"
    NONE = "none"


class MicroBase(StrEnum):
    """What the share of small and micro enterprises is a share of: the budget, or what is reserved."""

    BUDGET = "budget"
    RESERVED = "reserved"


class BadPolicy(ValueError):
    """The data of the policy contradict themselves."""


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a rule stands (文号+条款), and how sure that is: verified, remembered or unsure."""

    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class ReserveRule:
    """The rule of one layer for some kinds in its days (of the procurement notice, both included).

    Up to `dedicated_up_to_yuan`, included, all is dedicated; over it the ratios hold. Each case has its
    own basis, as has a procurement that does not suit them, small (up to the limit) or large.
    """

    kinds: frozenset[ProcurementKind]
    effective_from: date
    effective_to: date | None
    dedicated_up_to_yuan: Decimal
    reserved_ratio: Decimal
    micro_ratio: Decimal
    micro_base: MicroBase
    dedicated: Basis
    share: Basis
    exempt_small: Basis
    exempt_large: Basis
    checked_on: date

    def holds(self, kind: ProcurementKind, on: date) -> bool:
        """Whether this is the rule for that kind on that day."""
        ended = self.effective_to is not None and self.effective_to < on
        return kind in self.kinds and self.effective_from <= on and not ended


@dataclass(frozen=True, slots=True)
class ReservePolicy:
    """The rules of the nation, and those of the district or the nearest layer above it that has any."""

    statutory: tuple[ReserveRule, ...]
    local: tuple[ReserveRule, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """What one layer demands for a budget; `min_micro_small_yuan` is None where all is dedicated."""

    mode: Mode
    min_reserved_yuan: Decimal
    min_micro_small_yuan: Decimal | None
    reserved_ratio: Decimal
    micro_ratio: Decimal
    micro_base: MicroBase
    dedicated_up_to_yuan: Decimal
    source: str
    confidence: str
    effective_from: date
    effective_to: date | None
    checked_on: date


@dataclass(frozen=True, slots=True)
class Reservation:
    """What both layers demand; None for one that had no rule on that day."""

    budget_yuan: Decimal
    local: Share | None
    statutory: Share | None


@dataclass(frozen=True, slots=True)
class Binding:
    """What meets both demands, and which of them it comes from (both where they are equal)."""

    mode: Mode
    min_reserved_yuan: Decimal
    min_micro_small_yuan: Decimal | None
    reserved_by: tuple[Level, ...]
    micro_by: tuple[Level, ...]


def reserve(
    policy: ReservePolicy, kind: ProcurementKind, budget_yuan: Decimal, suitable: bool, on: date
) -> Reservation:
    """What is to be reserved of a budget (元) by the rules in force on the day of the notice.

    A single procurement is taken for itself; the ratios of 财库〔2020〕46号第八条 hold for a department.
    `suitable` is 适宜由中小企业提供 (第六条). Amounts are rounded up to the 分.
    """
    return Reservation(
        budget_yuan,
        local=_share(policy.local, kind, budget_yuan, suitable, on),
        statutory=_share(policy.statutory, kind, budget_yuan, suitable, on),
    )


def binding(reservation: Reservation) -> Binding | None:
    """The higher of both demands, as both must be met; None where neither layer had a rule.

    The share of small and micro enterprises is counted from the amount that must be reserved in the end.
    """
    named = ((Level.LOCAL, reservation.local), (Level.STATUTORY, reservation.statutory))
    shares = {level: share for level, share in named if share is not None}
    if not shares:
        return None
    reserved = max(share.min_reserved_yuan for share in shares.values())
    micro = {
        level: _micro(share.micro_ratio, share.micro_base, reservation.budget_yuan, reserved)
        for level, share in shares.items()
        if share.mode is Mode.RESERVE_SHARE
    }
    modes = {share.mode for share in shares.values()}
    mode = next(mode for mode in Mode if mode in modes)
    most = max(micro.values(), default=NOTHING if mode is Mode.NONE else None)
    return Binding(
        mode,
        reserved,
        most,
        reserved_by=tuple(level for level, share in shares.items() if share.min_reserved_yuan == reserved),
        micro_by=tuple(level for level, amount in micro.items() if amount == most),
    )


def reserve_policy(layers: Sequence[tuple[str, Mapping[str, Any]]]) -> ReservePolicy:
    """The policy from the plain values of each layer's `reserve.yaml`, by division code, nation first.

    The nearest layer below the nation that speaks gives the local rules. Raises BadPolicy.
    """
    if not layers:
        raise BadPolicy("the nation's layer is missing")
    (nation, statutory), *others = layers
    spoken = [(code, data) for code, data in others if data]
    local = _rules(*spoken[-1]) if spoken else ()
    return ReservePolicy(statutory=_rules(nation, statutory), local=local)


def _share(
    rules: Iterable[ReserveRule], kind: ProcurementKind, budget_yuan: Decimal, suitable: bool, on: date
) -> Share | None:
    rule = next((rule for rule in rules if rule.holds(kind, on)), None)
    if rule is None:
        return None
    small = budget_yuan <= rule.dedicated_up_to_yuan
    if not suitable:
        basis = rule.exempt_small if small else rule.exempt_large
        return _demand(rule, Mode.NONE, NOTHING, NOTHING, basis)
    if small:
        return _demand(rule, Mode.DEDICATED, budget_yuan.quantize(FEN), None, rule.dedicated)
    reserved = _ceil_fen(budget_yuan * rule.reserved_ratio)
    micro = _micro(rule.micro_ratio, rule.micro_base, budget_yuan, reserved)
    return _demand(rule, Mode.RESERVE_SHARE, reserved, micro, rule.share)


def _demand(rule: ReserveRule, mode: Mode, reserved: Decimal, micro: Decimal | None, basis: Basis) -> Share:
    return Share(
        mode=mode,
        min_reserved_yuan=reserved,
        min_micro_small_yuan=micro,
        reserved_ratio=rule.reserved_ratio,
        micro_ratio=rule.micro_ratio,
        micro_base=rule.micro_base,
        dedicated_up_to_yuan=rule.dedicated_up_to_yuan,
        source=basis.source,
        confidence=basis.confidence,
        effective_from=rule.effective_from,
        effective_to=rule.effective_to,
        checked_on=rule.checked_on,
    )


def _micro(ratio: Decimal, base: MicroBase, budget_yuan: Decimal, reserved_yuan: Decimal) -> Decimal:
    return _ceil_fen(ratio * (budget_yuan if base is MicroBase.BUDGET else reserved_yuan))


def _ceil_fen(amount: Decimal) -> Decimal:
    return amount.quantize(FEN, rounding=ROUND_CEILING)


def _rules(code: str, data: Mapping[str, Any]) -> tuple[ReserveRule, ...]:
    rules = tuple(_rule(entry) for entry in data["rules"])
    for kind in ProcurementKind:
        of_kind = sorted((rule for rule in rules if kind in rule.kinds), key=lambda rule: rule.effective_from)
        for earlier, later in pairwise(of_kind):
            if earlier.effective_to is None or earlier.effective_to >= later.effective_from:
                raise BadPolicy(f"{code}: two rules for {kind} on {later.effective_from}")
    return rules


def _rule(entry: Mapping[str, Any]) -> ReserveRule:
    dedicated, share, exempt = entry["dedicated"], entry["share"], entry["exempt"]
    first_on, last_on = entry["effective_from"], entry["effective_to"]
    if not isinstance(first_on, date) or not isinstance(last_on, date | None):
        raise BadPolicy(f"effective days must be dates: {first_on!r}, {last_on!r}")
    return ReserveRule(
        kinds=frozenset(ProcurementKind(kind) for kind in entry["kinds"]),
        effective_from=first_on,
        effective_to=last_on,
        dedicated_up_to_yuan=amount_yuan(dedicated["up_to_yuan"]),
        reserved_ratio=_ratio(share["reserved_ratio"]),
        micro_ratio=_ratio(share["micro_ratio"]),
        micro_base=MicroBase(share["micro_base"]),
        dedicated=_basis(dedicated),
        share=_basis(share),
        exempt_small=_basis(exempt["small"]),
        exempt_large=_basis(exempt["large"]),
        checked_on=entry["checked_on"],
    )


def _ratio(value: object) -> Decimal:
    ratio = decimal_of(value)
    if ratio is None or not 0 < ratio <= 1:
        raise BadPolicy(f"a ratio is over 0 and at most 1: {value!r}")
    return ratio


def _basis(entry: Mapping[str, Any]) -> Basis:
    return Basis(entry["source"], entry["confidence"])
