"""Rules of other places are not known here, but suppliers from there are welcome."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from knowledge.base import District
from knowledge.matcher import OUTSIDE
from knowledge.premise import first_limits
from knowledge.render import bounded
from knowledge.reply import Answer, decline, offered, tell
from language.normalise import normalise

TOPIC = "other_districts"
NATION = "cn"
ASPECTS_OF_FIGURES = frozenset({"when", "from_when", "amount", "calculator"})
"""What a question must be about for another place's name to matter: its figures are not known here."""
KNOWN_FROM = 0.5
"""Probability of a topic among those that are answered, from which its national figures are told."""
CALCULATOR = "calculator"
"""The aspect of what has no figure of its own."""
OUTSIDER = "外地企业"
_SENT_FROM = re.compile(r"[从自在由]\S{2,6}?(?:寄|发|邮|快递|出发|赶来|过来)")
_SOMEWHERE = re.compile(r"(?:市|省|区|县)?的?(?=[，,。、\s不也能可想没离来]|$)")


def at_home(text: str, district: District) -> str:
    """The question as put by somebody here: where exactly a supplier is from, and 你们区的, say nothing."""
    guards = district.guards
    out, at = [], 0
    for found in guards.places.finditer(text):
        if found.start() < at:
            continue
        before = _without_city(text[at : found.start()], district)
        origin, hails = guards.origin.match(text, found.end()), guards.hails.search(before)
        if origin:
            out += [before, OUTSIDER]
            at = origin.end()
        elif hails and (ends := _SOMEWHERE.match(text, found.end())):
            out += [before[: hails.start()], f"是{OUTSIDER}"]
            at = ends.end()
    return guards.ours.sub("", "".join([*out, text[at:]]))


def _without_city(before: str, district: District) -> str:
    """What stands before a district's name, without that of the city that it shares with this one."""
    city = district.pack.division.name.removesuffix(district.pack.division.short)
    return before.removesuffix(city).removesuffix(city.removesuffix("市")) if city else before


def elsewhere(text: str, p: Mapping[str, float], district: District, on: date) -> Answer | None:
    """The reply to a question about another place's rules: not known, with what the nation's law says."""
    said = normalise(text)
    if not names_another_place(said, district):
        return None
    best = max(p, key=p.__getitem__)
    entry = offered(best, district, on)
    outside = best.startswith(OUTSIDE) and district.guards.field.search(said) is not None
    local = entry is not None and entry.division != NATION
    if not (outside or local or best == TOPIC or district.matcher.aspects[best] in ASPECTS_OF_FIGURES):
        return None
    return not_here(said, district, on)


def not_here(said: str, district: District, on: date) -> Answer:
    """That another place's figures are not known, with those of the nation. `said` is normalised."""
    words = offered(TOPIC, district, on)
    found = tell(words, district, on, "words") if words else decline(TOPIC, district, "unwritten")
    here = district.matcher.probabilities([district.guards.places.sub("", said)])
    national = _national(here, district, on)
    return replace(found, text=f"{found.text}\n{national}") if national else found


def _national(p: Mapping[str, float], district: District, on: date) -> str:
    """The statutory limits of the topic that is most likely meant, which hold everywhere."""
    aspects = district.matcher.aspects
    inside = {
        label: share
        for label, share in p.items()
        if not label.startswith(OUTSIDE) and label != TOPIC and aspects[label] != CALCULATOR
    }
    best = max(inside, key=inside.__getitem__)
    entry = offered(best, district, on)
    if entry is None or inside[best] < KNOWN_FROM * sum(inside.values()):
        return ""
    limits = [each.statutory for each in first_limits(entry, district, on)]
    names = [district.pack.rules[each.rule_id].name for each in first_limits(entry, district, on)]
    said = (
        f"{name}，{bounded(limit)}（{limit.source.cite()}）"
        for name, limit in zip(names, limits, strict=True)
    )
    return f"国家规定各地都一样：{'；'.join(said)}。" if limits else ""


def names_another_place(said: str, district: District) -> bool:
    """Whether the message, normalised, is about another place, not of somebody or something from there."""
    own = normalise(district.pack.division.name)
    if normalise(district.pack.division.short).rstrip("区县市") in said:
        return False
    return any(
        found[0] not in own
        and not _is_from(said[found.end() :], district.guards.residents)
        and not _SENT_FROM.match(said, max(0, found.start() - 1))
        for found in district.guards.places.finditer(said)
    )


def _is_from(rest: str, residents: tuple[str, ...]) -> bool:
    return rest.startswith(residents)
