"""Every entry as shipped: what it cites exists, its figures come from the packs, it fits on a screen."""

import re

import pytest

from knowledge.base import District, Entry
from knowledge.check import faults
from knowledge.render import PLACEHOLDER, render
from knowledge.reply import OPTIONS, tell
from models.message import BUTTON_BYTES
from models.types import AnswerKind
from tests.knowledge.conftest import NOW

ON = NOW.date()
LONGEST = 300
YES_OR_NO = re.compile(r"(?:一般)?(?:不?(?:能|可以|得|要|用|是|会|算|行|变|扣|必)|没有|有|对)[。，；！]")
WITHOUT_SOURCE = {"bot_use", "smalltalk"}
LEGAL_FIGURE = re.compile(
    r"(?<![第下后早晚])(?<!\d)[0-9〇零一二两三四五六七八九十百千万]+\s*(?:个工作日|日内|天内|个月内|万元|亿元|%|％|‰|倍)"
    r"|百分之[一二三四五六七八九十]+"
)


@pytest.fixture
def entries(district: District) -> list[Entry]:
    found = (district.entry(topic, ON) for topic in district.entries)
    return [entry for entry in found if entry is not None]


def test_nothing_in_an_entry_leads_nowhere(district: District) -> None:
    assert list(faults(district)) == []


def test_there_is_much_to_answer(entries: list[Entry]) -> None:
    assert sum(entry.kind is AnswerKind.ANSWER for entry in entries) >= 40


def test_every_topic_has_an_entry_in_force(district: District) -> None:
    topics = {label for label in district.matcher.model.labels if not label.startswith("#")}
    assert {topic for topic in topics if district.entry(topic, ON) is None} == set()


def test_every_short_question_has_an_entry_in_force(district: District) -> None:
    topics = {topic for each in district.short.subjects for topic in each.topics}
    topics |= {topic for topic, _ in district.short.sentences}
    assert {topic for topic in topics if district.entry(topic, ON) is None} == set()


def test_an_answer_cites_its_source(entries: list[Entry]) -> None:
    bare = [
        e.id
        for e in entries
        if e.kind is AnswerKind.ANSWER and e.object not in WITHOUT_SOURCE and not e.sources
    ]
    assert bare == []


def test_no_legal_figure_is_typed_into_an_answer(entries: list[Entry]) -> None:
    typed = {entry.id: LEGAL_FIGURE.findall(PLACEHOLDER.sub("", entry.answer)) for entry in entries}
    assert {topic: figures for topic, figures in typed.items() if figures} == {}


def test_no_answer_begins_with_yes_or_no(entries: list[Entry]) -> None:
    """The same entry answers 能…吗 and 不能…吧: it must state the rule itself."""
    answers = [entry for entry in entries if entry.kind is AnswerKind.ANSWER and entry.object != "smalltalk"]
    assert [entry.id for entry in answers if YES_OR_NO.match(entry.answer)] == []


def test_an_answer_fits_on_a_screen(entries: list[Entry], district: District) -> None:
    long = {entry.id: len(render(entry, district, ON)) for entry in entries}
    assert {topic: length for topic, length in long.items() if length > LONGEST} == {}


def test_buttons_are_few_and_fit(entries: list[Entry], district: District) -> None:
    for entry in entries:
        assert len(entry.next) <= OPTIONS
        assert len(entry.options) <= OPTIONS
        assert len(entry.title.encode()) <= BUTTON_BYTES
        assert all(
            len(option.says.encode()) <= BUTTON_BYTES for option in tell(entry, district, ON, "").options
        )


def test_titles_tell_entries_apart(district: District) -> None:
    ours = {topic for topic in district.entries if district.entry(topic, ON)}
    assert {district.titles[title] for title in district.titles} == ours


def test_a_question_back_offers_something_to_say(entries: list[Entry]) -> None:
    assert [
        e.id for e in entries if e.kind is AnswerKind.CLARIFY and not (e.options or e.object == "smalltalk")
    ] == []


def test_what_is_declined_names_who_can_answer_or_is_no_matter_of_procurement(entries: list[Entry]) -> None:
    declines = [entry for entry in entries if entry.kind is AnswerKind.DECLINE]
    assert [entry.id for entry in declines if entry.domain == "near" and not entry.refer] == []


def test_nothing_has_expired(district: District) -> None:
    """On the day of the newest check every entry holds; one that ends later needs a successor by then."""
    assert [topic for topic in district.entries if not district.entry(topic, ON)] == []
