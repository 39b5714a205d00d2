"""中小企业划型: every threshold on both sides, what is refused, and what people's words mean."""

from collections.abc import Mapping
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rules.industries import resembling_industries
from rules.sme import (
    Ambiguous,
    BadFigure,
    BadStandard,
    Found,
    Indicator,
    MissingFigure,
    NotCovered,
    Size,
    SizeStandard,
    UnknownIndustry,
    classify,
    find_industry,
    size_standard,
    suspicious_unit,
)

CASES = yaml.safe_load((Path(__file__).parent / "cases/sme_sizes.yaml").read_text(encoding="utf-8"))
DATA = yaml.safe_load(Path("packs/cn/sme_sizes.yaml").read_text(encoding="utf-8"))
STANDARD = size_standard(DATA)
NAMES = tuple(STANDARD.industries)
ERRORS = {"missing": MissingFigure, "bad": BadFigure, "unknown": UnknownIndustry}


def figures(case: Mapping[str, Any]) -> dict[str, Any]:
    return {name: case[name] for name in Indicator if name in case}


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["id"])
def test_cases(case: Mapping[str, Any]) -> None:
    result = classify(STANDARD, case["industry"], **figures(case))
    assert STANDARD.sizes[result.size] == case["size"], case["why"]


@pytest.mark.parametrize("case", CASES["micro_without_the_rest"], ids=lambda case: case["why"])
def test_a_missing_figure_does_not_matter_where_another_gives_micro(case: Mapping[str, Any]) -> None:
    result = classify(STANDARD, case["industry"], **figures(case))
    assert result.size is Size.MICRO
    assert len(result.missing) == 1


@pytest.mark.parametrize("case", CASES["bad_cases"], ids=lambda case: case["why"])
def test_bad_cases(case: Mapping[str, Any]) -> None:
    with pytest.raises(ERRORS[case["error"]]) as raised:
        classify(STANDARD, case["industry"], **figures(case))
    if isinstance(raised.value, UnknownIndustry):
        assert list(raised.value.nearest) == case["nearest"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", [Size.LARGE, Size.MEDIUM, Size.SMALL])
def test_a_threshold_belongs_to_its_tier_and_one_less_to_the_next(name: str, size: Size) -> None:
    thresholds = STANDARD.industries[name].thresholds
    at = {indicator: getattr(limits, size.name.lower()) for indicator, limits in thresholds.items()}
    assert classify(STANDARD, name, **at).size is size
    for indicator, limit in at.items():
        step = Decimal(1) if indicator is Indicator.EMPLOYEES else Decimal("0.01")
        assert classify(STANDARD, name, **at | {indicator: limit - step}).size == size - 1
        assert classify(STANDARD, name, **at | {indicator: limit + step}).size is size


def test_the_working_shows_which_line_decided() -> None:
    result = classify(STANDARD, "工业", employees=300, revenue_wan="1999.99", assets_wan=1)
    assert [(line.indicator, line.tier, line.binds) for line in result.lines] == [
        (Indicator.EMPLOYEES, Size.MEDIUM, False),
        (Indicator.REVENUE, Size.SMALL, True),
    ]
    assert result.lines[1].thresholds.medium == 2000
    assert result.source == "工信部联企业〔2011〕300号第四条（二）"


def test_a_missing_figure_is_named() -> None:
    with pytest.raises(MissingFigure) as raised:
        classify(STANDARD, "建筑业", employees=300, revenue_wan=6000)
    assert (raised.value.indicator, raised.value.industry) == (Indicator.ASSETS, "建筑业")


@given(
    name=st.sampled_from(NAMES),
    given_figures=st.tuples(*(st.integers(0, 250_000),) * 3),
    indicator=st.sampled_from(Indicator),
    more=st.integers(0, 250_000),
)
def test_more_never_makes_smaller(
    name: str, given_figures: tuple[int, int, int], indicator: Indicator, more: int
) -> None:
    before = dict(zip(Indicator, given_figures, strict=True))
    after = before | {indicator: before[indicator] + more}
    assert classify(STANDARD, name, **after).size >= classify(STANDARD, name, **before).size


@given(name=st.sampled_from(NAMES), given_figures=st.tuples(*(st.none() | st.integers(0, 5000),) * 3))
def test_what_a_missing_figure_left_open_is_never_decided(
    name: str, given_figures: tuple[int | None, int | None, int | None]
) -> None:
    known = dict(zip(Indicator, given_figures, strict=True))
    least, most = (
        {indicator: fill if value is None else value for indicator, value in known.items()}
        for fill in (0, 10_000_000)
    )
    sizes = {classify(STANDARD, name, **least).size, classify(STANDARD, name, **most).size}
    try:
        assert sizes == {classify(STANDARD, name, **known).size}
    except MissingFigure:
        assert len(sizes) == 2


@pytest.mark.parametrize(
    ("wan", "suspicious"), [("999999.99", False), ("1000000", True), ("1000000.01", True)]
)
def test_a_figure_that_was_meant_in_yuan(wan: str, suspicious: bool) -> None:
    assert suspicious_unit(Decimal(wan)) is suspicious


@pytest.mark.parametrize(
    ("said", "industry"),
    [
        ("工业", "工业"),
        ("农林牧渔业", "农、林、牧、渔业"),
        ("农、林、牧、渔业收入600万", "农、林、牧、渔业"),
        ("我们是做办公家具制造的，80个人", "工业"),
        ("本公司从事软件开发", "软件和信息技术服务业"),
        ("餐饮公司120人", "餐饮业"),
        ("医院保洁", "其他未列明行业"),
        ("物业公司有90名员工", "物业管理"),
        ("零售业算小型要多少人", "零售业"),
    ],
)
def test_words_that_mean_one_industry(said: str, industry: str) -> None:
    found = find_industry(STANDARD, said)
    assert isinstance(found, Found)
    assert found.industry.name == industry


@pytest.mark.parametrize(
    ("said", "options"),
    [
        ("贸易公司", ("工业", "批发业", "零售业")),
        ("我们是一家商贸公司，20人", ("工业", "批发业", "零售业")),
        ("保安保洁", ("物业管理", "租赁和商务服务业", "其他未列明行业")),
        ("既做批发，也做零售", ("批发业", "零售业")),
    ],
)
def test_words_that_may_mean_several_are_asked_about(said: str, options: tuple[str, ...]) -> None:
    found = find_industry(STANDARD, said)
    assert isinstance(found, Ambiguous)
    assert found.options == options
    assert found.question


@pytest.mark.parametrize("said", ["餐饮设备", "工业园区", "我们不是软件公司", "养鱼养虾业", "", "，"])
def test_words_that_mean_none(said: str) -> None:
    assert find_industry(STANDARD, said) is None


@pytest.mark.parametrize("said", ["银行", "我们是保险公司", "铁路运输", "律师事务所"])
def test_words_for_what_the_standard_leaves_out(said: str) -> None:
    found = find_industry(STANDARD, said)
    assert isinstance(found, NotCovered)
    assert found.advice


@given(st.text(st.sampled_from("工业软件公司的批发贸易，。、 0不是银行保安"), max_size=30))
def test_any_words_are_understood_or_not(said: str) -> None:
    find_industry(STANDARD, said)


def spoilt(change: str) -> dict[str, Any]:
    data: dict[str, Any] = deepcopy(DATA)
    match change:
        case "limits that rise":
            data["industries"][1]["employees"] = [300, 1000, 20]
        case "no indicator":
            del data["industries"][15]["employees"]
        case "an alias of two":
            data["industries"][0]["aliases"].append("软件公司")
        case "an unknown option":
            data["ambiguous"][0]["options"].append("制造业")
    return data


@pytest.mark.parametrize(
    "change", ["limits that rise", "no indicator", "an alias of two", "an unknown option"]
)
def test_data_that_contradict_themselves_are_refused(change: str) -> None:
    with pytest.raises(BadStandard):
        size_standard(spoilt(change))


def test_the_standard_has_sixteen_industries_in_order() -> None:
    standard: SizeStandard = STANDARD
    assert (
        "".join(industry.item[-1] for industry in standard.industries.values())
        == "一二三四五六七八九十一二三四五六"
    )


@pytest.mark.parametrize(
    ("said", "names"),
    [("卖五金", ("工业", "批发业", "零售业")), ("殡葬服务", ("其他未列明行业",)), ("变魔术", ())],
)
def test_words_that_are_no_alias_suggest_industries(said: str, names: tuple[str, ...]) -> None:
    assert resembling_industries(STANDARD, said) == names
