"""How far a figure that is not exact may be from what was said: 二百来万, 80人左右, 不到50人."""

import re
from decimal import Decimal

from language.normalise import fold

Spread = tuple[Decimal, Decimal]

_AROUND = re.compile("大概|大约|差不多|估计|约|左右|上下|about|around")
_BELOW = re.compile(
    "不超过|不高于|不到|不足|不满|低于|最多|以下|以内|之内|将近|接近|近"
    "|nearly|almost|under|below|up to|less|at most"
)
_ABOVE = re.compile("不低于|超过|高于|至少|以上|开外|超|满|over|above|more|at least")
_NOT_ABOVE = re.compile("不超过|不高于|不满")
_OVER = re.compile(r"[多余几来]|出头")
_AROUND_SHARE = Decimal("0.3")
_ENDLESS = Decimal(10) ** 15


def spread(said: str, value: Decimal) -> Spread | None:
    """The least and the most that the words can mean, wide enough to be sure; None where they do not tell.

    `said` is the figure with the words around it, `value` what its digits say.
    """
    text = fold(said)
    if value <= 0:
        return None
    if _ABOVE.search(text) and not _NOT_ABOVE.search(text):
        return value, _ENDLESS
    if _BELOW.search(text):
        return Decimal(0), value
    if _AROUND.search(text):
        return value * (1 - _AROUND_SHARE), _top(text, value) * (1 + _AROUND_SHARE)
    if _OVER.search(text):
        return value * Decimal("0.9") if "来" in text else value, _top(text, value)
    return None


def _top(text: str, value: Decimal) -> Decimal:
    """One more of the last place that was said: 二百来万 stays under 三百万, 85万多 under 86万."""
    if not _OVER.search(text):
        return value
    step = Decimal(1)
    while value % (step * 10) == 0:
        step *= 10
    return value + step
