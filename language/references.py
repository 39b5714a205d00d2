"""Numbers that are names: of projects, documents, articles, telephones, enterprises."""

import re

_NAMES = (
    r"(?<![a-z\d])[a-z][a-z\d]*(?:-[a-z\d]+)+",  # SJ2026-015
    r"\d{6}-\d{4}(?:-\d+)+",  # 410106-2026-11
    r"(?:[采购磋谈字]|招标|询价|编号)[:-]?\d{4}(?:-\d+)+",  # 上政采-2026-12
    r"(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)",  # telephone numbers
    r"[〔\[【(](?:19|20)\d\d[〕\]】)]\s?第?\d+号?",  # 〔2021〕60号
    r"\d+号[文令]",  # 94号令
    r"第\s?[\d零一二三四五六七八九十百千]+\s?[条款项章节号期次批页包]",  # 第46条
    r"(?<![a-z\d])[a-z\d]{2}\d{6}[a-z\d]{10}(?![a-z\d])",  # 统一社会信用代码
)
_NAME = re.compile("|".join(_NAMES))


def without_references(folded: str) -> str:
    """The folded text with such numbers blotted out by as many `#`."""
    return _NAME.sub(lambda match: "#" * len(match[0]), folded)
