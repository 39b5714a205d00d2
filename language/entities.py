"""What a message names: project numbers, milestones, kinds of procurement, yes and no."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from language.normalise import fold
from language.vocabulary import KIND_WORDS, NO, NOT_DONE_AFTER, NOT_DONE_BEFORE, NOT_THE_NEXT, YES
from models.types import ProcurementKind

_NEAR_EDITS = 3
_NEAR_COUNT = 3

_YEAR = r"(?:19|20)\d\d"
_PURCHASE = r"(?:政采|采购|采竞|招标|竞磋|竞谈|磋商|谈判|询价|单一来源|框采|电采)"
_CODE = re.compile(
    rf"""
      (?<![a-z\d]) [a-z][a-z\d]*(?:-[a-z\d]+)*?
      -?{_YEAR} (?:-\d{{1,6}}(?:-\d{{1,3}})* | \d{{2,6}}) (?![a-z\d-])
    | (?<![\d-]) \d{{6}} -{_YEAR} (?:-\d{{1,6}})+ (?![a-z\d-])
    | [一-龥]{{0,8}}{_PURCHASE}[一-龥]{{0,2}} -?{_YEAR} (?:-\d{{1,6}})+ (?![a-z\d-])
    | [一-龥]{{0,8}}{_PURCHASE}[一-龥]{{0,2}} [〔\[【(] {_YEAR} [〕\]】)] \d{{1,5}}号
    """,
    re.VERBOSE,
)
_BEFORE_CODE = re.compile(r"^[一-龥]*(?:编号|项目|登记|查询|撤销|更正|新建|[的是把查看])(?=[一-龥])")
_CLAUSE_END = re.compile(r"[，,。；;、？?！!\n]")
_SILENT = re.compile(r"[\s，。、,.!！~～…?？]+")


@dataclass(frozen=True, slots=True)
class WordMatch:
    """A word of the vocabulary at text[start:end]; `negated` (还没签, 未备案) does not count as done."""

    key: str
    word: str
    negated: bool
    start: int
    end: int


def project_code(text: str) -> str | None:
    """The first project number in `text` (half-width, upper case), or None. 文号 are none."""
    found = _CODE.search(fold(text))
    return _BEFORE_CODE.sub("", found[0]).upper() if found else None


def nearest(code: str, codes: Iterable[str]) -> list[str]:
    """Up to three of `codes` within three edits of `code`, the nearest first."""
    asked = fold(code)
    ranked = sorted((_edits(asked, fold(known)), known) for known in set(codes))
    return [known for edits, known in ranked if edits <= _NEAR_EDITS][:_NEAR_COUNT]


def _edits(one: str, other: str) -> int:
    """How many characters to insert, delete, replace or swap with their neighbour."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            row.append(min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b)))
            if i > 1 and j > 1 and (a, b) == (other[j - 2], one[i - 2]):
                row[-1] = min(row[-1], rows[-2][j - 2] + 1)
        rows.append(row)
    return rows[-1][-1]


def kind(text: str) -> ProcurementKind | None:
    """货物, 服务 or 工程 where the words are clear; None where there are none or they disagree."""
    kinds = {KIND_WORDS[word] for _, word in _longest(fold(text), KIND_WORDS)} - {None}
    return kinds.pop() if len(kinds) == 1 else None


def match_words(text: str, vocabulary: Mapping[str, Sequence[str]]) -> tuple[WordMatch, ...]:
    """The words of `vocabulary` (key → its words) in `text`, longest first, none inside another.

    A word of two keys is returned once for each.
    """
    folded = fold(text)
    keys: dict[str, list[str]] = {}
    for key, words in vocabulary.items():
        for word in words:
            keys.setdefault(fold(word), []).append(key)
    found = _longest(folded, keys)
    return tuple(
        WordMatch(
            key, text[start : start + len(word)], _negated(folded, found, place), start, start + len(word)
        )
        for place, (start, word) in enumerate(found)
        for key in keys[word]
    )


def _longest(text: str, words: Iterable[str]) -> list[tuple[int, str]]:
    """Where which of `words` stand, read from the left, the longest at each place."""
    ordered = sorted(filter(None, words), key=len, reverse=True)
    if not ordered:
        return []
    pattern = re.compile("|".join(map(re.escape, ordered)))
    return [(match.start(), match[0]) for match in pattern.finditer(text)]


def _negated(text: str, found: Sequence[tuple[int, str]], place: int) -> bool:
    """Whether the clause around a match, up to its neighbours, says that it was not done."""
    start, word = found[place]
    end = start + len(word)
    last = place + 1 == len(found)
    left = found[place - 1][0] + len(found[place - 1][1]) if place else 0
    before = _CLAUSE_END.split(text[left:start])[-1]
    gap = text[end:] if last else NOT_THE_NEXT.sub("", text[end : found[place + 1][0]])
    after = _CLAUSE_END.split(gap)[0]
    return bool(NOT_DONE_BEFORE.search(before) or NOT_DONE_AFTER.search(after))


def yes_no(text: str) -> bool | None:
    """Whether the whole message is a yes or a no; None for everything else."""
    said = _SILENT.sub("", fold(text)) if not re.search(r"[?？吗么]", text) else ""
    if YES.fullmatch(said):
        return True
    return False if NO.fullmatch(said) else None
