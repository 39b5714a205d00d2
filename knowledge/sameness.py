"""When two questions are the same: equal once what carries no meaning is left out. Nothing is guessed."""

import re
from collections.abc import Callable, Iterable, Sequence

from knowledge.text import Lexicon, grams
from language.normalise import normalise

ALONE_FROM = 5
"""A question of fewer characters is one only together with what was said before it."""

# What normalising would lose although it is part of a figure.
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("%％", "百分"),
        **dict.fromkeys("<＜", "小于"),
        **dict.fromkeys(">＞", "大于"),
        **{"≤": "不大于", "≥": "不小于", "‰": "千分"},
    }
)
_GAP = re.compile(r"(?<![0-9]) | (?![0-9])")
"""Spaces, but for those between digits: 3 5万 (3.5万) is not 35万."""
_LEANS = re.compile(
    "^(?:那|如果|要是|假如|换成|还有|然后|接着|所以)|[这那它]|上面|刚才|对方|他们|也|同样|第[一二三]个"
)
_OPENING = re.compile(
    r"^(?:请问|请教|麻烦|(?:老师)?[你您]好|我?们?想要?(?:问|了解|打听)(?:一下|下)?"
    r"|(?:我?们?想要?)?(?:咨询|问|了解|打听)(?:一下|下|个问题))+"
)
_CLOSING = re.compile(r"(?:[吗呢吧呀啊嘛哦哈了不]|谢谢|多谢)+$")
_SAID_OTHERWISE = tuple(
    (re.compile(said), word)
    for said, word in (
        ("能不能|可不可以|可以不可以|是否可以|是否能|能否|可否|能够|可以", "能"),
        ("要不要|需不需要|用不用|是否需要|是否要|需要", "要"),
        ("有没有|是否有", "有"),
        ("是不是|是否", ""),
        ("怎么样|怎样|如何|咋样|咋", "怎么"),
        ("哪些|啥", "什么"),
        ("多长时间|多少天|几天", "多久"),
        ("我们|咱们|咱|俺们|俺", "我"),
        ("的|是|一下|到底|究竟|具体", ""),
        ("还(?=[能要有])", ""),
    )
)


def whole_question(turns: Sequence[str]) -> tuple[str, ...]:
    """The last of the turns with those before it that it leans on (那备案呢)."""
    for start in range(len(turns) - 1, 0, -1):
        said = normalise(turns[start])
        if len(said.replace(" ", "")) >= ALONE_FROM and not _LEANS.search(said):
            return tuple(turns[start:])
    return tuple(turns)


def wording(question: Sequence[str]) -> str:
    """A whole question as it was worded: without punctuation, case and script."""
    return _joined(question, normalise)


def gist(question: Sequence[str], lexicon: Lexicon, own: Iterable[str]) -> str:
    """A whole question without what carries no meaning; equal gists ask the same.

    Numbers, places and negations stay as they are; `own` are names of the district asked, which goes
    without saying. What asks by affirming and denying (能不能, 要不要) is one way to ask, no negation.
    """
    names = sorted((normalise(name) for name in own), key=len, reverse=True)
    at_home = re.compile("|".join(map(re.escape, [*names, "本区", "我区", "咱区"])))
    return _joined(question, lambda text: _core(lexicon.translate(normalise(text)), at_home))


def likeness(one: str, other: str) -> float:
    """How much two gists have in common, from 0 to 1: enough to ask back, never enough to answer."""
    mine, theirs = set(grams(one)), set(grams(other))
    return 2 * len(mine & theirs) / max(1, len(mine) + len(theirs))


def _joined(question: Sequence[str], fold: Callable[[str], str]) -> str:
    """Texts that are folded to nothing, like a row of pictures, stay as they are."""
    return "|".join(fold(text.translate(_SIGNS)) or text for text in question)


def _core(text: str, at_home: re.Pattern[str]) -> str:
    text = _OPENING.sub("", _GAP.sub("", text))
    for pattern, word in _SAID_OTHERWISE:
        text = pattern.sub(word, text)
    return at_home.sub("", _CLOSING.sub("", text)) or text
