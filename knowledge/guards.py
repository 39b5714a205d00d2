"""What words alone decide, before any weights are asked."""

import re
from datetime import date

from knowledge.base import District
from knowledge.reply import Answer, decline, offered, tell
from knowledge.text import grams
from language.normalise import normalise
from models.types import AnswerKind

HUMAN = "human"
"""The topic of somebody who wants to talk to a person."""

LONGEST = 600
"""So many characters of a message are read; nobody asks one question at greater length."""
REPEATED = 8
"""A text with every character so many times or more says nothing."""
KNOWN_WORDS = 0.5
"""Share of a foreign text's words that must be known for it to be a question here."""
PERSONAL_DIGITS = 9
"""A number of so many digits is a telephone's or somebody's own."""
COUNTED = "天日月年个次家级度份套"
"""What a number may be counted in without saying more."""
LONGEST_COURTESY = 24
"""So many characters may be courtesies and nothing else."""
PARTICLES = "啊呀哈哦呢吧嘛啦了哟嘞噢哇"
"""What may follow a courtesy without changing it."""
HOTLINE = re.compile(r"1[129]\d{3}|955\d\d")
"""What is more likely a hotline than a figure."""

_LINK = re.compile(
    r"(?:https?://|www\.)[\w./?=&%#:~+-]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|<[^<>\n]*>", re.IGNORECASE
)
_HAN = re.compile("[\u4e00-\u9fff]")
_SENTENCE_END = re.compile(r"[?？!！;；。\n]+")


def guard(text: str, district: District, on: date) -> Answer | None:
    """The reply that a word calls for, or None where the question has to be understood."""
    said = normalise(text)
    words = district.guards
    if said in words.human:
        return _human(district)
    courtesy = _courtesy(said.replace(" ", ""), district)
    if courtesy:
        return _by_topic(courtesy, district, on)
    if not said or _says_nothing(text, said, district):
        return _by_topic("unclear", district, on)
    if _matches(words.evasion, said):
        return _by_topic("far_rigging", district, on)
    return None


def _courtesy(said: str, district: District) -> str:
    """The topic of a message that is nothing but courtesies (好的知道了), of the last; else empty."""
    known = {words.replace(" ", ""): topic for words, topic in district.guards.replies.items()}
    ends = {0: ""}
    for end in range(1, min(len(said), LONGEST_COURTESY) + 1):
        start = next((start for start in ends if said[start:end] in known), None)
        if start is not None:
            ends[end] = known[said[start:end]]
        elif ends.get(end - 1) and said[end - 1] in PARTICLES:
            ends[end] = ends[end - 1]
    return ends.get(len(said), "")


def too_long(text: str) -> Answer | None:
    """A message longer than anybody reads is asked to be put shortly."""
    if len(text) <= LONGEST:
        return None
    return _ask_back(
        f"这段话有{len(text)}个字，太长了，我看不准。请用一两句话说：是哪件事，想知道什么（几天之内、找谁、写什么）。"
    )


def _says_nothing(text: str, said: str, district: District) -> bool:
    """Whether nothing in it can be read: links, one character over and over, words of no language here."""
    rest = normalise(_LINK.sub(" ", text))
    if rest.isdecimal():
        return False
    if len(rest) < 2 or len(set(rest.replace(" ", ""))) <= len(rest) // REPEATED:
        return True
    if _HAN.search(rest) or any(char.isdigit() for char in said):
        return not _HAN.search(rest) and not rest.replace(" ", "").isalnum()
    known = district.matcher.model.row
    read = grams(district.matcher.model.lexicon.translate(rest))
    words = [gram for gram in read if gram.startswith("e:") and " " not in gram]
    return sum(gram in known for gram in words) < len(words) * KNOWN_WORDS


def only_digits(text: str) -> Answer | None:
    """A number with nothing beside it may be anything, and a long one somebody's own."""
    said = normalise(text)
    digits = said.replace(" ", "").rstrip(COUNTED)
    if not digits.isdecimal():
        return None
    if len(digits) >= PERSONAL_DIGITS:
        return _ask_back("只看到一串数字。电话、身份证号请不要发在这里。您想问什么，请用一句话说。")
    if HOTLINE.fullmatch(digits):
        return _ask_back(f"“{said}”要是热线电话，请直接拨打；我只答政府采购的问题，请用一句话说想问的事。")
    return _ask_back(
        f"只看到“{said}”。是金额、人数还是日期？请连单位和想问的事一起写，如“260万元的服务要预留多少”。"
    )


def _ask_back(question: str) -> Answer:
    return Answer(AnswerKind.CLARIFY, "unclear", question, why="words")


def without_orders(text: str, district: District) -> list[str] | None:
    """What a message says beside orders to forget the rules, by sentence; None where it gives no orders."""
    said = [part for part in _SENTENCE_END.split(text) if normalise(part)]
    kept = [part for part in said if not _matches(district.guards.override, part.lower())]
    return kept if len(kept) < len(said) else None


def refuse_orders(district: District, on: date) -> Answer:
    """The reply to somebody who tells the assistant to forget its rules."""
    return _by_topic("far_injection", district, on)


def _by_topic(topic: str, district: District, on: date) -> Answer:
    entry = offered(topic, district, on)
    return tell(entry, district, on, "words") if entry else decline(topic, district, "unwritten")


def _human(district: District) -> Answer:
    office = district.pack.division.finance_bureau
    text = f"好的，这件事由{office}的工作人员答复您。"
    return Answer(AnswerKind.DECLINE, HUMAN, text, refer=office, why="words")


def _matches(patterns: tuple[re.Pattern[str], ...], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)
