"""From a conversation to an answer: the one door of this package."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from knowledge import last_days, reserves, sizes
from knowledge.base import District
from knowledge.decide import (
    ANSWERS_FROM,
    BUTTONS_FROM,
    DECLINES_FROM,
    RIGGING,
    SMALLTALK,
    UNSETTLED,
    ask_which,
    decide,
)
from knowledge.following import Said, follow
from knowledge.guards import guard, only_digits, refuse_orders, too_long, without_orders
from knowledge.last_days import REST, count_last_days
from knowledge.phrases import bare
from knowledge.places import at_home, elsewhere
from knowledge.premise import DENIED, corrected, figure_asked
from knowledge.reply import Answer, offered, tell
from knowledge.several import answer_each
from language.amounts import Amount, Count, broken_count, read_amounts, read_counts, without_figures
from language.normalise import normalise, visible
from models.message import Button
from models.types import SHANGHAI, AnswerKind
from rules.industries import find_industry, resembling_industries

REMEMBERED = 6
"""So many turns count; what was said before them is forgotten."""
CLEAR_FROM = 0.5
"""Probability of a topic from which a question beside an order to forget the rules is taken seriously."""
CALCULATES_FROM = 0.5
"""Probability of an object from which figures in the message go to its calculator."""
ANOTHER_FROM = 0.95
"""Probability of another matter from which a message does not complete the figures before it."""
SETS_RIGHT_FROM = 0.6
"""Probability of a topic from which a figure that is wrong for it is set right unasked."""
DECLINED = {"outside", "decline"}
"""Kinds of labels that are not answered."""
CALCULATOR = "calculator"
"""The aspect of what explains how to count, which is no help to somebody who gave the day."""
GOES_ON = 12
"""A message of so many characters after a calculation may change a figure of it."""


def answer(turns: Sequence[str], now: datetime, district: District) -> Answer:
    """What to say to the last of the turns; those before it were said before in the same conversation.

    `now` is aware; its day in Shanghai decides which entries and figures hold. Never raises for anything
    that people can type.
    """
    return understand(turns, now, district).found


def understand(turns: Sequence[str], now: datetime, district: District) -> Said:
    """The last of the turns as it was understood, after those before it, with its answer; see `answer`."""
    talk = _Talk(now, now.astimezone(SHANGHAI).date(), district)
    said: list[Said] = []
    for turn in turns[-REMEMBERED:]:
        said.append(talk.respond(said, turn))
    return said[-1]


@dataclass(frozen=True, slots=True)
class _Talk:
    """The day and the district of a conversation. `before` is what was said in it before a message."""

    now: datetime
    on: date
    district: District

    def respond(self, before: Sequence[Said], typed: str) -> Said:
        """A message as it is understood, and its answer."""
        text = visible(typed)
        text = self._picked(before, text) or text
        found = self._by_title(text) or too_long(text) or guard(text, self.district, self.on)
        if found is not None:
            return Said(text, found)
        text = at_home(self.district.phrases.without_courtesy(text), self.district)
        found = self._despite_orders(text)
        if found is not None:
            return Said(text, found)
        whole = self.one(before, text)
        each = answer_each(
            before, text, whole.found, self.district, lambda said, part: self.one(said, part).found
        )
        return Said(text, each) if each else whole

    def one(self, before: Sequence[Said], text: str) -> Said:
        """One question; it is put in full where it is the one before it with another thing in it."""
        found = self._by_words(before, text)
        instead = ""
        if found is None and before:
            instead = self.district.phrases.replaced(
                before[-1].text, text, self.district.matcher.model.lexicon
            )
        if instead:
            alone = self.one((), instead)
            if alone.found.kind is not AnswerKind.DECLINE:
                return alone
        if found is None or found.why == REST:
            found = self._by_weights(before, text, found)
            if found.why in UNSETTLED and found.topic not in RIGGING:
                found = self._asked_plainly(text, found)
        full = self._in_full(found, text) if before else text
        return Said(full, self._set_right(text, found))

    def _set_right(self, text: str, found: Answer) -> Answer:
        """The answer with what it says to a figure that the message supposes.

        Of several things that may be meant, the likeliest is answered where the figure is wrong for it, and
        the question is about it with the figure and without.
        """
        if found.why != "options":
            return corrected(text, found, self.district, self.on)
        p = self.district.matcher.probabilities([figure_asked(text, self.district) or text])
        best = max(p, key=p.__getitem__)
        entry = offered(best, self.district, self.on)
        if entry is None or best != found.topic or p[best] < SETS_RIGHT_FROM:
            return found
        told = replace(tell(entry, self.district, self.on, "sure"), confidence=p[best])
        right = corrected(text, told, self.district, self.on)
        return right if right.text.startswith(DENIED) else found

    def _asked_plainly(self, text: str, unsettled: Answer) -> Answer:
        """The rule, where a message that is not understood states its figure or asks where it stands.

        Whoever is told by somebody that 备案 has 15 days now, or orders us to say so, hears what holds.
        """
        for question in (figure_asked(text, self.district), self.district.phrases.without_source(text)):
            if not question:
                continue
            plain = self.one((), question).found
            settles = (
                plain.kind is AnswerKind.ANSWER and corrected(text, plain, self.district, self.on) != plain
            )
            if settles or (unsettled.kind is AnswerKind.DECLINE and plain.kind is not AnswerKind.DECLINE):
                return plain
        return unsettled

    def _in_full(self, found: Answer, text: str) -> str:
        """What a message that leans on those before it asks, as the title of its answer says it."""
        leans = found.kind is AnswerKind.ANSWER and found.why != "figures" and len(text) <= GOES_ON
        entry = offered(found.topic, self.district, self.on) if leans else None
        return entry.title if entry else text

    def _by_words(self, before: Sequence[Said], text: str) -> Answer | None:
        """What the words and figures of a message settle."""
        return (
            self._daily(before, text)
            or count_last_days([*(said.text for said in before), text], self.now, self.on, self.district)
            or self._gone_on(before, text)
            or self._lone_figure(text)
            or self._short(before, text)
            or follow(before, text, self.on, self.district)
        )

    def _by_weights(self, before: Sequence[Said], text: str, rest: Answer | None) -> Answer:
        """By what is learned: figures go to their calculator, the rest to the entries.

        `rest` asks for what is missing to count a last day; an answer that needs no day goes before it.
        """
        turns = [*(said.text for said in before), self.district.short.restate(text)]
        p = self.district.matcher.probabilities(turns)
        best = max(p, key=p.__getitem__)
        found = (
            elsewhere(text, p, self.district, self.on)
            or self._worked_out(before, text, p)
            or decide(turns, p, self.district, self.on)
        )
        if rest is None or (
            found.kind is AnswerKind.ANSWER and self.district.matcher.aspects[best] != CALCULATOR
        ):
            return found
        return replace(rest, why="figures")

    def _daily(self, before: Sequence[Said], text: str) -> Answer | None:
        """The last count once more, day by day."""
        if not before or before[-1].found.topic != last_days.TOPIC:
            return None
        if not self.district.phrases.daily.fullmatch(bare(text, self.district.matcher.model.lexicon)):
            return None
        turns = [said.text for said in before]
        return count_last_days(turns, self.now, self.on, self.district, daily=True)

    def _gone_on(self, before: Sequence[Said], text: str) -> Answer | None:
        """What a calculation asked for, or another figure for it."""
        if not before:
            return None
        last, waits = before[-1].found, sizes.asks_for_industry(before[-1].found, self.district.pack.sizes)
        topic, asked = sizes.TOPIC if waits else last.topic, waits or last.kind is AnswerKind.CLARIFY
        if topic not in (sizes.TOPIC, reserves.TOPIC):
            return None
        if not (asked or len(text) <= GOES_ON or self.district.phrases.goes_on.search(text)):
            return None
        completed = self._calculated(topic, self._thread(before, topic), text, before) if asked else None
        if completed and completed.kind is AnswerKind.ANSWER:
            return completed
        if completed is None and topic == sizes.TOPIC and self._is_industry(before, text):
            return sizes.ask_industry(text, self.district.pack.sizes)
        same = topic == reserves.TOPIC and len(text) <= GOES_ON and reserves.changes(text)
        if not same and self._is_of_another_matter(text, topic):
            return None
        return self._calculated(topic, self._thread(before, topic), text, before)

    def _is_of_another_matter(self, text: str, topic: str) -> bool:
        matcher = self.district.matcher
        p = matcher.probabilities([text])
        best = max(p, key=p.__getitem__)
        return p[best] >= ANOTHER_FROM and matcher.objects[best] != matcher.objects.get(topic)

    def _lone_figure(self, text: str) -> Answer | None:
        """A figure with nothing beside it: of people it is an enterprise's, of money it may be two things."""
        odd = only_digits(text) or (sizes.ask_odd_figure(text, self.district) if broken_count(text) else None)
        if odd:
            return odd
        figures: list[Amount | Count] = [*read_amounts(text), *read_counts(text)]
        if len(figures) != 1 or len(normalise(text.replace(figures[0].said, ""))) > 1:
            return None
        odd = sizes.ask_odd_figure(text, self.district)
        if odd or isinstance(figures[0], Count):
            return odd or sizes.work_out_size([text], (), self.on, self.district)
        said = figures[0].said.strip()
        choices = (f"{said}的项目，要预留多少", f"年收入{said}，算什么型企业")
        buttons = tuple(
            Button(label, says) for label, says in zip(("项目预算", "年营业收入"), choices, strict=True)
        )
        return Answer(
            AnswerKind.CLARIFY,
            reserves.TOPIC,
            f"“{said}”是项目预算，还是企业一年的营业收入？",
            options=buttons,
            why="figures",
        )

    def _worked_out(self, before: Sequence[Said], text: str, p: Mapping[str, float]) -> Answer | None:
        best = max(p, key=p.__getitem__)
        figures = read_counts(text) or read_amounts(text) or self.district.phrases.unreadable.search(text)
        if not figures and p[best] >= ANSWERS_FROM and best not in (sizes.TOPIC, reserves.TOPIC):
            return None
        for topic, matter in ((sizes.TOPIC, sizes.OBJECT), (reserves.TOPIC, reserves.OBJECT)):
            share = self.district.matcher.share_of(matter, p)
            besides = self._asked_besides(text, matter) if share >= BUTTONS_FROM else None
            if besides or share >= CALCULATES_FROM:
                return besides or self._calculated(topic, self._thread(before, topic), text, before)
        return None

    def _asked_besides(self, text: str, matter: str) -> Answer | None:
        """What a question asks besides, where it is to be declined without its figures: 80人能贷多少款."""
        rest = without_figures(text)
        if rest == text or not self.district.phrases.asks.search(rest):
            return None
        matcher = self.district.matcher
        p = matcher.probabilities([rest])
        if matcher.share_of(matter, p) >= CALCULATES_FROM:
            return None
        model = matcher.model
        declined = [label for label, kind in zip(model.labels, model.kinds, strict=True) if kind in DECLINED]
        away = sum(p[label] for label in declined) >= DECLINES_FROM
        return decide([rest], p, self.district, self.on) if away else None

    def _calculated(self, topic: str, thread: list[str], text: str, before: Sequence[Said]) -> Answer | None:
        if topic == sizes.TOPIC:
            return sizes.work_out_size([*thread, text], self._industries(before), self.on, self.district)
        return reserves.work_out_reserve([*thread, text], self.on, self.district)

    def _thread(self, before: Sequence[Said], topic: str) -> list[str]:
        """The messages just before about the same calculation: figures of another one are not its own."""
        thread: list[str] = []
        for said in reversed(before):
            waits = sizes.asks_for_industry(said.found, self.district.pack.sizes)
            if (sizes.TOPIC if waits else said.found.topic) != topic:
                break
            thread.insert(0, said.text)
        return thread

    def _industries(self, before: Sequence[Said]) -> list[str]:
        """The messages that may name the industry: since it was asked for, as one named earlier is stale."""
        standard = self.district.pack.sizes
        asked = [place for place, said in enumerate(before) if sizes.asks_for_industry(said.found, standard)]
        return [said.text for said in before[asked[-1] if asked else 0 :]]

    def _is_industry(self, before: Sequence[Said], text: str) -> bool:
        """Whether a message names an industry that the standard does not: asked for it, or by its sound."""
        standard, said = self.district.pack.sizes, normalise(text)
        if find_industry(standard, text) or read_counts(text) or read_amounts(text):
            return False
        if self.district.phrases.asks.search(said) or self.district.guards.field.search(said):
            return False
        p = self.district.matcher.probabilities([text])
        if self.district.matcher.share_of(SMALLTALK, p) >= CLEAR_FROM:
            return False
        return sizes.asks_for_industry(before[-1].found, standard) or bool(
            resembling_industries(standard, text)
        )

    def _short(self, before: Sequence[Said], text: str) -> Answer | None:
        """By the words alone: one topic is answered, of several people choose."""
        heard = [*(said.text for said in before), text]
        named = self.district.short.topics(heard, self.district.matcher.model.lexicon)
        topics = [topic for topic in named if offered(topic, self.district, self.on)]
        if len(topics) > 1:
            return ask_which(topics, self.district, self.on)
        entry = offered(topics[0], self.district, self.on) if topics else None
        return tell(entry, self.district, self.on, "words") if entry else None

    def _picked(self, before: Sequence[Said], text: str) -> str:
        """What 第一个 or a number picks from the list offered just before; empty where it picks nothing."""
        place = self.district.short.place(text) if before else None
        if place is None or before[-1].found.kind is AnswerKind.ANSWER:
            return ""
        offers = before[-1].found.options
        return offers[place].says if place < len(offers) else ""

    def _by_title(self, text: str) -> Answer | None:
        """A button names its entry exactly."""
        entry = offered(self.district.titles.get(normalise(text), ""), self.district, self.on)
        return tell(entry, self.district, self.on, "title") if entry else None

    def _despite_orders(self, text: str) -> Answer | None:
        """An order to forget the rules is not followed; a clear question beside it is answered as ever."""
        rest = without_orders(text, self.district)
        if rest is None:
            return None
        found = (self.one((), part).found for part in rest)
        clear = (
            each for each in found if each.kind is not AnswerKind.DECLINE and each.confidence >= CLEAR_FROM
        )
        return next(clear, refuse_orders(self.district, self.on))


def ask_row(
    district: District, row: Mapping[str, Any], default_now: datetime, *, explain: bool = False
) -> dict[str, object]:
    """One line of bulk input → one line of output; `today` (ISO date) overrides the day of `default_now`.

    `explain` adds what decided, how probable it was and what came next. KeyError, TypeError or ValueError
    where the row has not the form {"id", "turns", "today"?}.
    """
    turns = row["turns"]
    if not isinstance(turns, list) or not turns or not all(isinstance(turn, str) for turn in turns):
        raise ValueError("turns: a list of texts, at least one")
    now = default_now
    if row.get("today"):
        now = datetime.combine(date.fromisoformat(row["today"]), now.timetz())
    found = answer(turns, now, district)
    return {
        "id": row["id"],
        "answer": found.text,
        "kind": found.kind.value,
        "topic": found.topic,
        "citations": list(found.citations),
        **(
            {"why": found.why, "confidence": round(found.confidence, 3), "rival": found.rival}
            if explain
            else {}
        ),
    }
