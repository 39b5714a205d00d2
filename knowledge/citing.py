"""Citations as people type them: which law of the district is meant, and which article."""

import difflib
import re
from collections.abc import Collection, Iterator, Mapping

from knowledge.base import Citation, Law
from language.normalise import normalise

NEAREST = 3

_BETWEEN = re.compile(r"[；;，,、\n]+")
_ARTICLE = re.compile(r"第[〇零一二三四五六七八九十百0-9]+条")
_PLACE = re.compile(r"[\s》）)]*(?:第|[（(]?[一二三四五六七八九十百0-9]|附|$)")
"""What may follow the name of a law; 实施细则 after it is another law."""
_ORDER = re.compile(r"第(\d+)号$")
_NOTICE = re.compile(r"〔\d+〕(\d+)号$")
_IN_BRACKETS = re.compile(r"（[^）]*）")


class UnknownLaw(Exception):
    """The district knows no law of that name; `nearest` are names like it."""

    def __init__(self, said: str, nearest: tuple[str, ...]) -> None:
        super().__init__(said)
        self.said, self.nearest = said, nearest


class NoArticle(Exception):
    """A law that has articles was cited without one; `law` is its short name."""

    def __init__(self, law: str) -> None:
        super().__init__(law)
        self.law = law


def read_citations(text: str, laws: Mapping[str, Law]) -> tuple[Citation, ...]:
    """`政府采购法第五十二条、第五十三条；60号文三（二）5` → the laws' ids and the articles, in order.

    A law may be called by its short name, its title, its number, 94号令 or 60号文 where only one is meant.
    Raises UnknownLaw, or NoArticle for a law or regulation without an article; a notice may be cited whole.
    """
    names = _names(laws.values())
    found: list[Citation] = []
    for part in filter(None, (part.strip(" 《》。") for part in _BETWEEN.split(text))):
        citation = (
            Citation(found[-1].law, part) if found and _ARTICLE.match(part) else _read(part, names, laws)
        )
        if not citation.article and not _NOTICE.search(laws[citation.law].short):
            raise NoArticle(laws[citation.law].short)
        found.append(citation)
    return tuple(dict.fromkeys(found))


def _read(part: str, names: Mapping[str, str], laws: Mapping[str, Law]) -> Citation:
    """The longest name that the part begins with, and what follows it."""
    ends: dict[str, int] = {}
    for end in range(1, len(part) + 1):
        ends.setdefault(_fold(part[:end]), end)
    known = [said for said, end in ends.items() if said in names and _PLACE.match(part, end)]
    if not known:
        said = part[: found.start()] if (found := _ARTICLE.search(part)) else part
        raise UnknownLaw(said, _nearest(said, laws))
    name = max(known, key=len)
    return Citation(names[name], part[ends[name] :].lstrip(" 》）)"))


def _nearest(said: str, laws: Mapping[str, Law]) -> tuple[str, ...]:
    """Short names of the laws with a name like it."""
    shorts = {name: law.short for law in laws.values() for name in (law.short, law.title) if name}
    like = difflib.get_close_matches(said, shorts, 2 * NEAREST, 0)
    return tuple(dict.fromkeys(shorts[name] for name in like))[:NEAREST]


def _names(laws: Collection[Law]) -> dict[str, str]:
    """Folded name → law's id. Short names go first; a name else that several laws could bear is none."""
    shorts = {_fold(law.short): law.id for law in laws}
    bearers: dict[str, set[str]] = {}
    for law in laws:
        for name in _names_of(law):
            bearers.setdefault(_fold(name), set()).add(law.id)
    return {name: ids.pop() for name, ids in bearers.items() if name and len(ids) == 1} | shorts


def _names_of(law: Law) -> Iterator[str]:
    title = law.title.removeprefix("中华人民共和国")
    yield from (law.title, title, _IN_BRACKETS.sub("", title), _IN_BRACKETS.sub("", law.number))
    if order := _ORDER.search(law.short):
        yield f"{order[1]}号令"
    if notice := _NOTICE.search(law.short):
        yield from (f"{notice[1]}号文", f"{notice[1]}号")


def _fold(name: str) -> str:
    return normalise(name).replace(" ", "")
