"""Several questions in one message: each is answered where it is sure, and what is not is named."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.base import District
from knowledge.following import Said
from knowledge.reply import OPTIONS, Answer
from language.normalise import normalise
from models.types import AnswerKind

MOST = 3
"""More questions than these are answered by as many as come first."""
CERTAIN_FROM = 0.97
"""Probability of the answer to one half of a sentence from which it is given without the other half's."""
LIKELY_FROM = 0.80
"""Probability of a topic from which half of a message is a question of its own beside what was answered."""
SHOWN = 24
"""So many characters of a question are repeated where it stays open."""
UNCLEAR = frozenset({"unclear", "thanks", "goodbye", "greeting", "chitchat", "praise_or_complaint_bot"})
"""Topics of parts that ask nothing."""

Ask = Callable[[Sequence[Said], str], Answer]


@dataclass(frozen=True, slots=True)
class Part:
    """One question of a message and its answer."""

    text: str
    found: Answer

    @property
    def is_sure(self) -> bool:
        """Whether it is answered."""
        return self.found.kind is AnswerKind.ANSWER and self.found.topic not in UNCLEAR

    @property
    def is_open(self) -> bool:
        """Whether it is a question all the same."""
        return self.found.kind is not AnswerKind.ANSWER and self.found.topic not in UNCLEAR


def answer_each(
    before: Sequence[Said], text: str, whole: Answer, district: District, ask: Ask
) -> Answer | None:
    """One message with an answer for each of its questions; None where it asks one thing, or none is sure.

    `whole` is the answer to it as one question, `ask` answers one question after what was said before it.
    """
    apart = district.phrases.parts(text)
    if len(apart) > 1:
        parts = _answered(before, apart, ask)
        if _is_counted(whole) and not any(_is_counted(part.found) for part in parts):
            return None
        sure = _different(parts)
        still = [part for part in parts if part.is_open and _is_known(part, district)]
        return _together(sure, still) if len(sure) > 1 or (sure and still) else None
    halves = district.phrases.halves(text)
    if not 1 < len(halves) <= MOST or _is_counted(whole):
        return None
    parts = _answered(before, halves, ask)
    if whole.kind is AnswerKind.ANSWER:
        return _beside(whole, parts)
    sure = _different(parts)
    if len(sure) == len(halves):
        return _together(sure, [])
    still = [part for part in parts if part.is_open and _is_known(part, district)]
    certain = [part for part in sure if part.found.confidence >= CERTAIN_FROM]
    divides = len(certain) + len(still) == len(halves)
    return _together(certain, still) if certain and divides else None


def _beside(whole: Answer, parts: Sequence[Part]) -> Answer | None:
    """The answer of one half, where the message got that alone, with the other halves that it passes over."""
    answered = [Part(part.text, whole) for part in parts if part.found.topic == whole.topic]
    others = [part for part in parts if part.found.topic != whole.topic]
    sure = [part for part in others if part.is_sure and part.found.confidence >= CERTAIN_FROM]
    likely = [part for part in others if part.found.why == "options" and part.found.confidence >= LIKELY_FROM]
    if not answered or not others or len(sure) + len(likely) != len(others):
        return None
    return _together(_different([*answered, *sure]), likely)


def _is_counted(found: Answer) -> bool:
    """Whether figures made the answer: they may be spread over the sentences of a message."""
    return found.kind is AnswerKind.ANSWER and found.why == "figures"


def _is_known(part: Part, district: District) -> bool:
    """Whether an open part asks something of this field."""
    return part.found.why in ("options", "figures") or bool(
        district.guards.field.search(normalise(part.text))
    )


def _answered(before: Sequence[Said], texts: Sequence[str], ask: Ask) -> list[Part]:
    """Each question by itself; one that is not sure so, after those before it in the message."""
    parts: list[Part] = []
    for text in texts[:MOST]:
        alone = Part(text, ask((), text))
        earlier = [*before, *(Said(part.text, part.found) for part in parts)]
        parts.append(alone if alone.is_sure or not earlier else Part(text, ask(earlier, text)))
    return parts


def _different(parts: Sequence[Part]) -> list[Part]:
    by_topic: dict[tuple[str, str], Part] = {}
    for part in parts:
        if part.is_sure:
            by_topic.setdefault((part.found.topic, part.found.text), part)
    return list(by_topic.values())


def _together(sure: Sequence[Part], still: Sequence[Part]) -> Answer:
    texts = [part.found.text for part in sure]
    texts += [_open(part) for part in still]
    first = [option for part in still for option in part.found.options]
    options = first + [option for part in sure for option in part.found.options]
    citations = tuple(dict.fromkeys(cited for part in sure for cited in part.found.citations))
    return Answer(
        AnswerKind.ANSWER,
        "+".join(dict.fromkeys(part.found.topic for part in sure)),
        "\n\n".join(texts),
        citations,
        tuple(dict.fromkeys(options))[:OPTIONS],
        refer=next((part.found.refer for part in still if part.found.refer), ""),
        confidence=min(part.found.confidence for part in sure),
        why="several",
        remindable=tuple(dict.fromkeys(each for part in sure for each in part.found.remindable)),
    )


def _open(part: Part) -> str:
    """What of a message stays open, and what may have been meant by it."""
    text = normalise(part.text)
    said = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    if part.found.kind is AnswerKind.DECLINE or part.found.why == "figures":
        return f"另一问“{said}”：{part.found.text}"
    choices = "；".join(option.label for option in part.found.options)
    return (
        f"另一问“{said}”我拿不准。您是问：{choices}？"
        if choices
        else f"另一问“{said}”我没看明白，请再说一下。"
    )
