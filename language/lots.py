"""Numbers of lots (标包) as people type them: 第2包, 第1、2包, 1-3包, 标包2. 2个包 is how many, not which."""

import re
from collections.abc import Iterator

from language.normalise import fold
from language.numerals import read_numeral

_NUMBER = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})"
_TO = r"\s?[-~至到]\s?第?"
_AND = r"\s?[、,和及与]\s?第?"
_NUMBERS = rf"{_NUMBER}(?:(?:{_AND}|{_TO}){_NUMBER})*"
_WORD = r"(?:标包|标段|包)"
_LOTS = re.compile(
    rf"""
      第(?P<ordinal>{_NUMBERS})[号个]?{_WORD}
    | (?<![\d.,-])(?P<before>{_NUMBERS})号?{_WORD}
    | {_WORD}(?P<after>{_NUMBERS})(?![\d月日号年天个点时:.])
    """,
    re.VERBOSE,
)
_RANGE = re.compile(rf"({_NUMBER})(?:{_TO}({_NUMBER}))?")


def read_lots(text: str) -> set[int]:
    """The numbers of the lots that `text` names; empty where it names none."""
    return {
        number for match in _LOTS.finditer(fold(text)) for number in _numbers_of(match[match.lastgroup or 0])
    }


def read_lots_alone(text: str) -> set[int]:
    """The same where only the numbers were asked for, and `text` is nothing else: 2, 1、2."""
    alone = re.fullmatch(_NUMBERS, fold(text).strip())
    return set(_numbers_of(alone[0])) if alone else set()


def without_lots(text: str) -> str:
    """The text with a space for each lot: what else it says must be read alone."""
    for match in reversed(list(_LOTS.finditer(fold(text)))):
        text = f"{text[: match.start()]} {text[match.end() :]}"
    return text


def _numbers_of(said: str) -> Iterator[int]:
    for first, last in _RANGE.findall(said):
        start = read_numeral(first) or 0
        yield from range(start, (read_numeral(last) or start if last else start) + 1)
