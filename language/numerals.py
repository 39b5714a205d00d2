"""Chinese numerals as exact integers."""

NUMERALS = "零〇一二两三四五六七八九"
_DIGITS = dict(zip(NUMERALS, (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = (("亿", 100_000_000), ("万", 10_000))


def read_digits(text: str) -> int:
    """Digit by digit, as years are said: 二〇二六 → 2026. Western digits pass."""
    return int("".join(str(_DIGITS.get(char, char)) for char in text))


def read_numeral(text: str) -> int | None:
    """20, 二十, 一百八十万, 三万五 (35,000), or None for what is not one number: 三五, 万一, 千万."""
    if text.isascii():
        return int(text) if text.isdigit() else None
    for word, size in _MYRIADS:
        head, found, tail = text.rpartition(word)
        if found:
            return _joined(read_numeral(head) if head else None, tail, size)
    return _below_myriad(text)


def _joined(count: int | None, tail: str, size: int) -> int | None:
    """`count` of a large unit and what follows it: 三万 + 五 → 35,000, 三万 + 零五 → 30,005."""
    if not count:
        return None
    if len(tail) == 1 and tail in _DIGITS:
        if count % 100 == 0:
            return None  # 两百万五 is 250 or 200.5 万
        return count * size + _DIGITS[tail] * size // 10
    rest = read_numeral(tail.lstrip("零〇")) if tail else 0
    return None if rest is None or rest >= size else count * size + rest


def _below_myriad(text: str) -> int | None:
    """Numbers under 10,000; units must fall: 二百三十, 十五, 一百零五, 一百八 (180)."""
    total, pending, unit = 0, None, 10_000
    for place, char in enumerate(text):
        if char in _TENS:
            if _TENS[char] >= unit or (pending is None and (place or char != "十")):
                return None
            unit = _TENS[char]
            total += (1 if pending is None else pending) * unit
            pending = None
        elif char not in _DIGITS or pending:
            return None
        else:
            pending = _DIGITS[char]
    if pending is None:
        return total if text else None
    said_short = len(text) > 1 and text[-2] in _TENS
    return total + pending * (unit // 10 if said_short else 1)
