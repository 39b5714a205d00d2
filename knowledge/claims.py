"""What people write as an answer, held against the rules: lengths of time that its matter does not have."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from knowledge.answer import answer
from knowledge.base import Citation, District
from knowledge.premise import Limits, figure_asked, first_limits
from knowledge.render import bounded
from language.lengths import Length, LengthUnit, read_lengths
from models.types import SHANGHAI, AnswerKind, Level
from rules.pack import Limit, Rule, Unit

_SENTENCE = re.compile(r"[。；;！!？?\n]+")
_PAUSE = re.compile(r"[，,、]+")
_DENIED = re.compile(r"(?:不是|并非|而非|不再是|不按|不能按|没有|并没有)\s*[“\"]?$")
_UNITS = {
    LengthUnit.WORKING_DAYS: Unit.WORKING_DAY,
    LengthUnit.DAYS: Unit.CALENDAR_DAY,
    LengthUnit.MONTHS: Unit.MONTH,
    LengthUnit.YEARS: Unit.YEAR,
}


def wrong_lengths(
    text: str, asked: Sequence[str], sources: Sequence[Citation], now: datetime, district: District
) -> tuple[str, ...]:
    """What the rules say instead of each length in `text` that is neither the local nor the statutory one.

    The matter of a length is what its own clause is about; where that does not show, one of the whole: of
    the question `asked` (its turns), of the articles cited and of the other clauses. What is said not to be
    so (不是30天) is no claim, and where no rule is known nothing is held against it. `now` is aware.
    """
    clauses = [
        (clause, _understood([figure_asked(clause, district)], now, district)) for clause in _clauses(text)
    ]
    whole = (
        *_understood(asked, now, district),
        *_cited(sources, now, district),
        *(each for _, limits in clauses for each in limits),
    )
    wrong = (
        _instead(length, own or _of_its_kind(length, whole), district)
        for clause, own in clauses
        for length in read_lengths(clause)
        if not _DENIED.search(clause[: length.start])
    )
    return tuple(dict.fromkeys(filter(None, wrong)))


def _clauses(text: str) -> Iterator[str]:
    """The text in pieces with one length each, where its punctuation shows them."""
    for sentence in _SENTENCE.split(text):
        if len(read_lengths(sentence)) < 2:
            yield sentence
            continue
        piece = ""
        for part in _PAUSE.split(sentence):
            piece = f"{piece}，{part}" if piece else part
            if read_lengths(piece):
                yield piece
                piece = ""


def _understood(turns: Sequence[str], now: datetime, district: District) -> tuple[Limits, ...]:
    """The limits of the topic that turns ask for, where that is certain."""
    if not turns or not turns[-1]:
        return ()
    found, on = answer(turns, now, district), now.astimezone(SHANGHAI).date()
    entry = district.entry(found.topic, on) if found.kind is AnswerKind.ANSWER else None
    return first_limits(entry, district, on) if entry else ()


def _cited(sources: Iterable[Citation], now: datetime, district: District) -> Iterator[Limits]:
    on = now.astimezone(SHANGHAI).date()
    for rule in district.pack.rules.values():
        local, statutory = rule.limit(Level.LOCAL, on), rule.limit(Level.STATUTORY, on)
        stands_in = [limit for limit in (local, statutory) if limit and _is_in(limit, sources)]
        if stands_in and statutory and statutory.length and statutory.unit is not Unit.SAME_DAY:
            yield Limits(rule.id, local, statutory)


def _is_in(limit: Limit, sources: Iterable[Citation]) -> bool:
    """Whether a figure stands in one of these articles, of which a part or the whole may be cited."""
    places = [(source.law, source.article) for source in (limit.source, *limit.also) if source.article]
    return any(
        law == each.law
        and each.article
        and (article.startswith(each.article) or each.article.startswith(article))
        for law, article in places
        for each in sources
    )


def _of_its_kind(length: Length, limits: Iterable[Limits]) -> tuple[Limits, ...]:
    """Those that a length may be meant to be: years are no matter of days."""
    in_years = length.unit is LengthUnit.YEARS
    return tuple(each for each in limits if (each.statutory.unit is Unit.YEAR) == in_years)


def _instead(length: Length, limits: Sequence[Limits], district: District) -> str:
    """`“30个工作日”：政府采购合同备案本区是1个工作日内，法定是7个工作日内`; empty where it is one of them."""
    known = [limit for each in limits for limit in (each.local, each.statutory) if limit]
    if not known or any(
        (length.number, _UNITS[length.unit]) == (limit.length, limit.unit) for limit in known
    ):
        return ""
    said = dict.fromkeys(_said(district.pack.rules[each.rule_id], each) for each in limits)
    return f"“{length.said}”：{'；'.join(said)}"


def _said(rule: Rule, limits: Limits) -> str:
    if limits.local is None:
        return f"{rule.name}是{bounded(limits.statutory)}"
    return f"{rule.name}本区是{bounded(limits.local)}，法定是{bounded(limits.statutory)}"
