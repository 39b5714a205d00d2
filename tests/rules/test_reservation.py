"""预留份额: each case of the law, the boundaries to the 分, and that no rounding falls below a ratio."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from models.types import Level, ProcurementKind
from rules.figures import FEN, BadAmount, amount_yuan
from rules.reservation import BadPolicy, MicroBase, Mode, Reservation, Share, binding, reserve, reserve_policy

CASES = yaml.safe_load((Path(__file__).parent / "cases/reservation.yaml").read_text(encoding="utf-8"))
NATION, DISTRICT = (
    yaml.safe_load(Path(f"packs/{code}/reserve.yaml").read_text(encoding="utf-8"))
    for code in ("cn", "410106")
)
POLICY = reserve_policy([("cn", NATION), ("41", {}), ("410106", DISTRICT)])
NOW = date(2026, 11, 24)
WORKS, GOODS = ProcurementKind.WORKS, ProcurementKind.GOODS

budgets = st.integers(1, 10**12).map(lambda fen: Decimal(fen) * FEN)
days = st.dates(date(2021, 1, 1), date(2030, 12, 31))


def demand(share: Share | None) -> dict[str, str | None] | None:
    if share is None:
        return None
    micro = share.min_micro_small_yuan
    return {
        "mode": share.mode,
        "min_reserved_yuan": str(share.min_reserved_yuan),
        "min_micro_small_yuan": None if micro is None else str(micro),
    }


def reservation(kind: ProcurementKind, yuan: str, on: date = NOW, suitable: bool = True) -> Reservation:
    return reserve(POLICY, kind, amount_yuan(yuan), suitable, on)


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["id"])
def test_cases(case: Mapping[str, Any]) -> None:
    given_ = case["input"]
    result = reservation(
        ProcurementKind(given_["kind"]), given_["budget_yuan"], given_["notice_on"], given_["suitable"]
    )
    assert demand(result.local) == case["local"], case["why"]
    assert demand(result.statutory) == case["statutory"], case["why"]
    shares = [share for share in (result.local, result.statutory) if share]
    assert ("unsure" in {share.confidence for share in shares}) is ("confidence" in case)


@pytest.mark.parametrize(
    ("on", "local", "statutory"),
    [
        (date(2020, 12, 31), False, False),
        (date(2021, 1, 1), False, True),
        (date(2021, 11, 24), False, True),
        (date(2021, 11, 25), True, True),
    ],
)
def test_no_rule_before_its_first_day(on: date, local: bool, statutory: bool) -> None:
    result = reservation(GOODS, "3000000", on)
    assert (result.local is not None, result.statutory is not None) == (local, statutory)
    assert (binding(result) is not None) is statutory


@pytest.mark.parametrize(
    ("on", "ratio", "source", "confidence"),
    [
        (date(2022, 6, 30), "0.30", "财库〔2020〕46号第八条", "verified"),
        (date(2022, 7, 1), "0.40", "财库〔2022〕19号第三条", "verified"),
        (date(2023, 1, 1), "0.40", "工信部企业函〔2023〕4号", "verified"),
        (date(2023, 12, 31), "0.40", "工信部企业函〔2023〕4号", "verified"),
        (date(2024, 1, 1), "0.40", "国办发〔2024〕33号", "unsure"),
        (date(2024, 6, 28), "0.40", "国办发〔2024〕33号", "unsure"),
        (date(2024, 6, 29), "0.40", "国办发〔2024〕33号", "verified"),
        (date(2026, 12, 31), "0.40", "国办发〔2024〕33号", "verified"),
        (date(2027, 1, 1), "0.30", "财库〔2020〕46号第八条", "unsure"),
    ],
)
def test_the_national_share_of_works_by_its_days(on: date, ratio: str, source: str, confidence: str) -> None:
    share = reservation(WORKS, "10000000", on).statutory
    assert share is not None
    assert (share.reserved_ratio, share.source, share.confidence) == (Decimal(ratio), source, confidence)
    assert share.effective_from <= on


@pytest.mark.parametrize("case", CASES["bad_amounts"], ids=lambda case: repr(case["value"]))
def test_bad_amounts(case: Mapping[str, Any]) -> None:
    with pytest.raises(BadAmount) as raised:
        amount_yuan(case["value"])
    assert raised.value.fault == case["fault"]


@pytest.mark.parametrize("case", CASES["amounts"], ids=lambda case: repr(case["value"]))
def test_amounts(case: Mapping[str, Any]) -> None:
    assert str(amount_yuan(case["value"])) == case["yuan"]


@given(fen=st.integers(1, 10**13))
def test_an_amount_survives_each_way_of_writing(fen: int) -> None:
    yuan = Decimal(fen) * FEN
    assert amount_yuan(str(yuan)) == amount_yuan(float(yuan)) == amount_yuan(yuan) == yuan


@given(kind=st.sampled_from(ProcurementKind), budget=budgets, on=days)
def test_a_share_is_never_below_its_ratio_and_within_a_fen(
    kind: ProcurementKind, budget: Decimal, on: date
) -> None:
    result = reserve(POLICY, kind, budget, True, on)
    for share in (result.local, result.statutory):
        if share is None or share.mode is not Mode.RESERVE_SHARE:
            continue
        assert 0 <= share.min_reserved_yuan - budget * share.reserved_ratio < FEN
        base = budget if share.micro_base is MicroBase.BUDGET else share.min_reserved_yuan
        assert share.min_micro_small_yuan is not None
        assert 0 <= share.min_micro_small_yuan - base * share.micro_ratio < FEN


@given(kind=st.sampled_from(ProcurementKind), budget=budgets, on=days, suitable=st.booleans())
def test_what_binds_meets_both(kind: ProcurementKind, budget: Decimal, on: date, suitable: bool) -> None:
    result = reserve(POLICY, kind, budget, suitable, on)
    bound = binding(result)
    assert bound is not None
    for share in (result.local, result.statutory):
        if share is not None:
            assert share.min_reserved_yuan <= bound.min_reserved_yuan <= budget
            assert (share.min_micro_small_yuan or 0) <= (bound.min_micro_small_yuan or 0)


def test_goods_are_bound_by_both_shares_and_the_local_part_of_small_and_micro() -> None:
    bound = binding(reservation(GOODS, "3000000"))
    assert bound is not None
    assert (bound.min_reserved_yuan, bound.min_micro_small_yuan) == (Decimal(900000), Decimal(600000))
    assert (bound.reserved_by, bound.micro_by) == ((Level.LOCAL, Level.STATUTORY), (Level.LOCAL,))


def test_works_are_bound_by_the_national_rule_until_it_ends() -> None:
    bound = binding(reservation(WORKS, "10000000", date(2026, 12, 31)))
    assert bound is not None
    assert (bound.min_reserved_yuan, bound.min_micro_small_yuan) == (Decimal(4000000), Decimal(2400000))
    assert bound.reserved_by == bound.micro_by == (Level.STATUTORY,)


def test_the_part_of_small_and_micro_follows_what_must_be_reserved_in_the_end() -> None:
    district = deepcopy(DISTRICT)
    district["rules"][0]["share"]["reserved_ratio"] = "0.50"
    policy = reserve_policy([("cn", NATION), ("410106", district)])
    bound = binding(reserve(policy, GOODS, Decimal(3000000), True, NOW))
    assert bound is not None
    assert (bound.min_reserved_yuan, bound.min_micro_small_yuan) == (Decimal(1500000), Decimal(900000))
    assert (bound.reserved_by, bound.micro_by) == ((Level.LOCAL,), (Level.STATUTORY,))


@pytest.mark.parametrize(
    ("yuan", "suitable", "mode", "micro"),
    [("2000000", True, Mode.DEDICATED, None), ("2000000", False, Mode.NONE, Decimal(0))],
)
def test_what_binds_where_nothing_is_shared(
    yuan: str, suitable: bool, mode: Mode, micro: Decimal | None
) -> None:
    bound = binding(reservation(GOODS, yuan, suitable=suitable))
    assert bound is not None
    assert (bound.mode, bound.min_micro_small_yuan) == (mode, micro)


def test_the_nearest_layer_that_speaks_is_the_local_one() -> None:
    city = deepcopy(DISTRICT)
    city["rules"][0]["share"]["reserved_ratio"] = "0.50"
    assert reserve_policy([("cn", NATION), ("4101", city), ("410106", DISTRICT)]) == POLICY
    only_city = reserve_policy([("cn", NATION), ("4101", city), ("410106", {})])
    share = reserve(only_city, GOODS, Decimal(3000000), True, NOW).local
    assert share is not None
    assert share.reserved_ratio == Decimal("0.50")
    assert reserve_policy([("cn", NATION)]).local == ()


def test_a_policy_without_the_nation_is_refused() -> None:
    with pytest.raises(BadPolicy):
        reserve_policy([])


def test_two_rules_on_one_day_are_refused() -> None:
    nation = deepcopy(NATION)
    nation["rules"][1]["effective_to"] = date(2022, 7, 1)
    with pytest.raises(BadPolicy):
        reserve_policy([("cn", nation)])


@pytest.mark.parametrize("day", ["2021-01-01", 2021, None])
def test_a_first_day_that_is_no_date_is_refused(day: object) -> None:
    nation = deepcopy(NATION)
    nation["rules"][0]["effective_from"] = day
    with pytest.raises(BadPolicy):
        reserve_policy([("cn", nation)])


def test_a_ratio_without_quotes_is_as_exact() -> None:
    nation = deepcopy(NATION)
    nation["rules"][0]["share"]["reserved_ratio"] = 0.3
    assert reserve_policy([("cn", nation)]) == reserve_policy([("cn", NATION)])


@pytest.mark.parametrize("ratio", ["0", "1.01", "30", "30%", None])
def test_a_ratio_that_is_none_is_refused(ratio: str) -> None:
    nation = deepcopy(NATION)
    nation["rules"][0]["share"]["reserved_ratio"] = ratio
    with pytest.raises(BadPolicy):
        reserve_policy([("cn", nation)])
