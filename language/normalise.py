"""The forms of typed text: normal for retrieval, plain for commands, folded for grammars."""

import re
import unicodedata
from functools import cache, lru_cache
from string import ascii_uppercase

from opencc import OpenCC

_NOT_WORD = re.compile(r"[\W_]+")
_SPACES = re.compile(r"\s+")
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"}
_LINE_ENDS = "\n\r\t\v\f\u2028\u2029"

_FULL_WIDTH = {code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    0xFFE5: "¥",
}
_UPPER = {ord(letter): letter.lower() for letter in ascii_uppercase}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), "-") | dict.fromkeys(map(ord, "～〜∼"), "~")
_FORMAL = dict(
    zip(map(ord, "壹贰叁肆伍陆柒捌玖拾佰仟圆貳參陸圓"), "一二三四五六七八九十百千元二三六元", strict=True)
)
_HAN = (0x4E00, 0xA000)


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@cache
def _folding() -> dict[int, str]:
    """What becomes of each character, alone: context would change lengths."""
    simplified = {char: simplify(char) for char in map(chr, range(*_HAN))}
    single = {ord(char): to for char, to in simplified.items() if char != to and len(to) == 1}
    return {**single, **_FULL_WIDTH, **_UPPER, **_DASHES, **_FORMAL}


def simplify(text: str) -> str:
    """Traditional characters as simplified ones."""
    simplified: str = _converter().convert(text)
    return simplified


@lru_cache(maxsize=1024)
def normalise(text: str) -> str:
    """For retrieval: NFKC, lower case, simplified; all but letters and digits becomes one space."""
    whole = text.encode(errors="replace").decode()  # half a surrogate pair is no character
    folded = simplify(unicodedata.normalize("NFKC", whole).lower())
    return _NOT_WORD.sub(" ", folded).strip()


def plain(text: str) -> str:
    """For commands: NFKC, one space for each run of white space, no control or invisible characters, trimmed.

    Letters keep their case and characters their script.
    """
    spaced = "".join(" " if char in _LINE_ENDS else char for char in unicodedata.normalize("NFKC", text))
    visible = "".join(char for char in spaced if not unicodedata.category(char).startswith("C"))
    return _SPACES.sub(" ", visible).strip()


def visible(text: str) -> str:
    """What can be seen of a text, lines kept: no control, invisible or broken characters, no marks."""
    spaced = "".join("\n" if char in _LINE_ENDS else char for char in text.replace("\t", " "))
    return "".join(char for char in spaced if char == "\n" or unicodedata.category(char) not in _UNSEEN)


def fold(text: str) -> str:
    """For grammars that report where they read: every change keeps its place and the length.

    Half-width lower-case letters and digits, one kind of dash, simplified characters, everyday numerals for
    壹贰叁.
    """
    return text.translate(_folding())
