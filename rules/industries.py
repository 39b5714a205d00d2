"""The industries of the national size standard with their thresholds, and what people call them."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from enum import IntEnum, StrEnum
from typing import Any, TypeAlias

from rules.figures import decimal_of

_BETWEEN = re.compile(r"[\s、，,·]+")


class Size(IntEnum):
    """微型 to 大型, in order, so that the size of an enterprise is the least of its tiers."""

    MICRO = 0
    SMALL = 1
    MEDIUM = 2
    LARGE = 3


class Indicator(StrEnum):
    """What is measured: 从业人员 (persons), 营业收入 and 资产总额 (万元)."""

    EMPLOYEES = "employees"
    REVENUE = "revenue_wan"
    ASSETS = "assets_wan"


class BadStandard(ValueError):
    """The data of the standard contradict themselves."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The lower limits of an indicator, each included in its tier (及以上); below `small` is 微型."""

    large: Decimal
    medium: Decimal
    small: Decimal

    def tier(self, value: Decimal) -> Size:
        """The size that this figure alone would give."""
        if value >= self.large:
            return Size.LARGE
        if value >= self.medium:
            return Size.MEDIUM
        return Size.SMALL if value >= self.small else Size.MICRO


@dataclass(frozen=True, slots=True)
class Industry:
    """One item of 第四条: the indicators that count in it, and what people call it."""

    name: str
    item: str
    thresholds: Mapping[Indicator, Thresholds]
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """`said` means one industry."""

    industry: Industry
    said: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """`said` may mean several industries: the question to ask, and the names to choose from."""

    said: str
    question: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotCovered:
    """`said` means an industry that the standard leaves out; `advice` says what to do instead."""

    said: str
    name: str
    advice: str


Meaning: TypeAlias = Found | Ambiguous | NotCovered


@dataclass(frozen=True, slots=True)
class SizeStandard:
    """The standard in force: its industries by name, and what people's words for them mean."""

    title: str
    source: str
    sizes: Mapping[Size, str]
    indicators: Mapping[Indicator, str]
    units: Mapping[Indicator, str]
    industries: Mapping[str, Industry]
    which_question: str
    suggestions: tuple[tuple[str, tuple[str, ...]], ...] = field(repr=False)
    """Pieces of words that no alias is, longest first → the industries that they may mean."""
    meanings: Mapping[str, Meaning] = field(repr=False)
    pattern: re.Pattern[str] = field(repr=False)

    def named(self, name: str) -> Industry | None:
        """The industry of that name, whether or not it is written with 、 between."""
        found = self.meanings.get(_bare(name))
        return (
            found.industry if isinstance(found, Found) and _bare(found.industry.name) == _bare(name) else None
        )


def find_industry(standard: SizeStandard, said: str) -> Meaning | None:
    """What the words of a person mean, be they a name or a sentence; None if nothing is recognised.

    A word counts where it is the head of its phrase: 餐饮公司 is 餐饮业, 餐饮设备 is not.
    """
    exact = standard.meanings.get(_bare(said))
    if exact is not None:
        return exact
    heard = {word: standard.meanings[_bare(word)] for word in standard.pattern.findall(said)}
    for meaning in heard.values():
        if isinstance(meaning, Ambiguous):
            return meaning
    options = tuple(
        dict.fromkeys(found.industry.name for found in heard.values() if isinstance(found, Found))
    )
    if len(options) > 1:
        return Ambiguous(said, standard.which_question, options)
    return next(iter(heard.values()), None)


def size_standard(data: Mapping[str, Any]) -> SizeStandard:
    """The standard from the plain values of `sme_sizes.yaml`. Raises BadStandard where they contradict."""
    industries = {entry["name"]: _industry(entry) for entry in data["industries"]}
    meanings: dict[str, Meaning] = {}
    for word, meaning in _meanings(data, industries):
        if word in meanings:
            raise BadStandard(f"{word} is listed twice")
        meanings[word] = meaning
    indicators = data["indicators"]
    return SizeStandard(
        title=data["standard"]["title"],
        source=data["standard"]["source"],
        sizes={Size[key.upper()]: name for key, name in data["sizes"].items()},
        indicators={Indicator(key): entry["name"] for key, entry in indicators.items()},
        units={Indicator(key): entry["unit"] for key, entry in indicators.items()},
        industries=industries,
        which_question=data["which_question"],
        suggestions=_suggestions(data, industries),
        meanings=meanings,
        pattern=_heads(meanings, data["followed_by"], data["not_after"]),
    )


def _industry(entry: Mapping[str, Any]) -> Industry:
    limits = {
        indicator: _thresholds(entry["name"], entry[indicator])
        for indicator in Indicator
        if indicator in entry
    }
    if not limits:
        raise BadStandard(f"{entry['name']} has no indicator")
    return Industry(entry["name"], entry["item"], limits, tuple(entry["aliases"]))


def _thresholds(name: str, values: list[object]) -> Thresholds:
    limits = [limit for limit in map(decimal_of, values) if limit is not None]
    if len(limits) != 3 or not limits[0] > limits[1] > limits[2] > 0:
        raise BadStandard(f"{name}: three limits, from large to small, not {values}")
    return Thresholds(*limits)


def _meanings(data: Mapping[str, Any], industries: Mapping[str, Industry]) -> Iterator[tuple[str, Meaning]]:
    for industry in industries.values():
        for said in {industry.name: None} | dict.fromkeys(industry.aliases):
            yield _bare(said), Found(industry, said)
    for entry in data["ambiguous"]:
        if strange := set(entry["options"]) - set(industries):
            raise BadStandard(f"{strange} are not industries of the standard")
        for said in entry["said"]:
            yield _bare(said), Ambiguous(said, entry["ask"], tuple(entry["options"]))
    for entry in data["not_covered"]:
        for said in entry["said"]:
            yield _bare(said), NotCovered(said, entry["name"], entry["then"])


def _suggestions(
    data: Mapping[str, Any], industries: Mapping[str, Industry]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found = []
    for entry in data["suggested"]:
        if strange := set(entry["options"]) - set(industries):
            raise BadStandard(f"{strange} are not industries of the standard")
        found += [(piece, tuple(entry["options"])) for piece in entry["by"]]
    return tuple(sorted(found, key=lambda each: -len(each[0])))


def _heads(words: Mapping[str, Meaning], followed_by: list[str], not_after: list[str]) -> re.Pattern[str]:
    """Finds words at the end of their phrase: before no Chinese character but one of the followers."""
    longest_first = sorted({*words, *(meaning.said for meaning in words.values())}, key=len, reverse=True)
    before = "".join(f"(?<!{re.escape(word)})" for word in not_after)
    after = "|".join(map(re.escape, followed_by))
    return re.compile(
        f"{before}({'|'.join(map(re.escape, longest_first))})(?=的?(?:{after}|[^\u4e00-\u9fff]|$))"
    )


def nearest_industries(standard: SizeStandard, said: str) -> tuple[str, ...]:
    """The names that may be meant by one which is not in the standard."""
    meaning = find_industry(standard, said)
    if isinstance(meaning, Found):
        return (meaning.industry.name,)
    if isinstance(meaning, Ambiguous):
        return meaning.options
    if isinstance(meaning, NotCovered):
        return ()
    alike = get_close_matches(_bare(said), standard.meanings, n=3, cutoff=0.5)
    found = [standard.meanings[word] for word in alike]
    return tuple(dict.fromkeys(each.industry.name for each in found if isinstance(each, Found)))


def resembling_industries(standard: SizeStandard, said: str) -> tuple[str, ...]:
    """Up to three names that a sentence suggests: 卖五金 suggests trade, 养鸡 sounds like 养殖."""
    suggested = [name for piece, names in standard.suggestions if piece in said for name in names]
    return tuple(dict.fromkeys((*suggested, *_alike(standard, said))))[:_RESEMBLING]


def _alike(standard: SizeStandard, said: str) -> tuple[str, ...]:
    """The names whose everyday words share the most characters with a sentence."""
    known = {word: meaning for word, meaning in standard.meanings.items() if isinstance(meaning, Found)}
    rarity = Counter(char for word in known for char in set(word))
    heard = set(said)
    shares: dict[str, float] = {}
    for word, meaning in known.items():
        own = {char: 1 / rarity[char] for char in set(word) - _COMMON_CHARS}
        share = sum(own[char] for char in own if char in heard) / sum(own.values()) if own else 0.0
        shares[meaning.industry.name] = max(share, shares.get(meaning.industry.name, 0.0))
    ranked = sorted(
        (name for name in shares if shares[name] >= _RESEMBLES_FROM), key=lambda name: -shares[name]
    )
    return tuple(ranked)


_COMMON_CHARS = frozenset("业企公司单位家人的和服务行商品产生中大小工年收入们我")
_RESEMBLES_FROM, _RESEMBLING = 0.6, 3


def _bare(said: str) -> str:
    return _BETWEEN.sub("", said)
