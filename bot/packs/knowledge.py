"""Reads the knowledge files of the packs into plain values: entries, figures, laws, words, weights."""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import yaml

from bot.packs import files
from bot.packs.files import PackError
from knowledge.base import Citation, District, Domain, Entry, Figure, Guards, Law
from knowledge.check import faults
from knowledge.clock import Bar, Clocks, Count, Event
from knowledge.matcher import Matcher
from knowledge.model import Model
from knowledge.phrases import Phrases
from knowledge.short import ShortQuestions, Subject
from language.normalise import normalise
from models.types import AnswerKind
from rules.pack import Pack

_PHRASES = (
    "ends",
    "joins",
    "pauses",
    "asks",
    "source",
    "level",
    "daily",
    "instead",
    "goes_on",
    "confirms",
    "hearsay",
    "basis",
    "happened",
    "bounds",
    "unreadable",
)
"""The keys of talk.yaml that are patterns by the same names."""

Dated = TypeVar("Dated", Entry, Figure)
Choice = TypeVar("Choice", bound=StrEnum)


def read_matcher(nation: Path) -> Matcher:
    """What reads questions, from the nation's folder. It is the same for all districts: read it once."""
    return Matcher(Model.from_bytes((nation / "knowledge/model.npz").read_bytes()))


def read_district(layers: Sequence[Path], pack: Pack, matcher: Matcher) -> District:
    """The knowledge of one district from its layers' folders, nation first (`cn`, `41`, `4101`, `410106`).

    Raises PackError with the file and the entry that is wrong.
    """
    nearest_first = list(reversed(layers))
    words = layers[0] / "knowledge/phrasings"
    district = District(
        pack=pack,
        entries=_versions(entry for layer in nearest_first for entry in _entries(layer)),
        laws={law.id: law for layer in layers for law in _laws(layer / "laws.yaml")},
        figures=_versions(figure for layer in nearest_first for figure in _figures(layer / "figures.yaml")),
        guards=_guards(files.read_entry(words / "words.yaml")),
        clocks=_clocks(files.read_entry(words / "clocks.yaml")),
        short=_short(files.read_entry(words / "short.yaml")),
        phrases=_phrases(files.read_entry(words / "talk.yaml")),
        matcher=matcher,
    )
    found = list(faults(district))
    if found:
        raise PackError(layers[-1] / "knowledge", "", "；".join(found))
    return district


def _versions(things: Iterable[Dated]) -> dict[str, tuple[Dated, ...]]:
    found: dict[str, list[Dated]] = {}
    for thing in things:
        found.setdefault(thing.id, []).append(thing)
    return {name: tuple(versions) for name, versions in found.items()}


def _entries(layer: Path) -> Iterator[Entry]:
    for path in sorted((layer / "knowledge").glob("*.yaml")):
        for row in _rows(path):
            yield _entry(row, layer.name)
            row.done()


def _entry(row: files.Entry, division: str) -> Entry:
    return Entry(
        id=row.text("id"),
        object=row.text("object"),
        aspect=row.text("aspect"),
        kind=_choice(row, "kind", AnswerKind),
        title=row.text("title"),
        answer=row.text("answer"),
        division=division,
        sources=tuple(_citation(source) for source in row.texts("sources", ())),
        facts=row.texts("facts", ()),
        next=row.texts("next", ()),
        options=row.texts("options", ()),
        refer=row.text("refer", ""),
        domain=_choice(row, "domain", Domain) if row.has("domain") else Domain.NEAR,
        effective_from=row.optional_day("effective_from"),
        effective_to=row.optional_day("effective_to"),
    )


def _figures(path: Path) -> Iterator[Figure]:
    for row in _rows(path) if path.exists() else ():
        yield Figure(
            id=row.text("id"),
            text=row.text("text"),
            citation=Citation(row.text("law"), row.text("article", "")),
            effective_from=row.optional_day("effective_from"),
            effective_to=row.optional_day("effective_to"),
        )
        row.day("checked_on")
        row.done()


def _laws(path: Path) -> Iterator[Law]:
    for row in files.read_entry(path).entries("laws") if path.exists() else ():
        yield Law(row.text("id"), row.text("short"), row.text("title"), row.text("number", ""))


def _guards(row: files.Entry) -> Guards:
    replies = row.entry("replies")
    talk = ("greeting", "are_you_there", "thanks", "goodbye", "who_are_you")
    topics = (*talk, "praise_or_complaint_bot", "anger")
    return Guards(
        human=frozenset(normalise(said) for said in row.texts("human")),
        replies={normalise(said): topic for topic in topics for said in replies.texts(topic)},
        evasion=_patterns(row, "evasion"),
        override=_patterns(row, "override"),
        places=_pattern(row, row.text("places").replace(" ", "")),
        residents=row.texts("residents"),
        origin=_pattern(row, row.text("origin")),
        hails=_pattern(row, f"(?:{row.text('hails')})$"),
        ours=_pattern(row, row.text("ours")),
        field=_pattern(row, "|".join(re.escape(normalise(word)) for word in row.texts("field"))),
    )


def _short(row: files.Entry) -> ShortQuestions:
    opening, lead, length, closing = (row.text(key) for key in ("opening", "lead", "length", "closing"))
    before, after = f"(?:{opening})*", f"(?:{closing})*"

    def subject(each: files.Entry) -> Subject:
        said, verb = f"(?:{each.text('said')})", each.text("verb", "")
        needs_verb = each.has("needs_verb") and each.flag("needs_verb")
        done = (
            f"(?:之内|以内|内|前|才|就|能|可以|得|要)*(?:{verb}){'' if needs_verb else '?'}" if verb else ""
        )
        asked = _pattern(each, f"{before}{said}(?:{lead})*(?:{length}){done}{after}")
        alone = not needs_verb and (each.flag("alone") if each.has("alone") else True)
        named = _pattern(each, f"{before}{said}{after}") if alone else None
        return Subject(named, asked, each.texts("topics"))

    return ShortQuestions(
        length=_pattern(row, length),
        subjects=tuple(subject(each) for each in row.entries("subjects")),
        sentences=tuple(
            (each.text("topic"), _pattern(each, each.text("said"))) for each in row.entries("sentences")
        ),
        pick=_pattern(row, row.text("pick")),
        denial=_pattern(row, row.text("denial")),
        restated=row.text("restated"),
    )


def _clocks(row: files.Entry) -> Clocks:
    return Clocks(
        asks=_pattern(row, row.text("asks")),
        supposes=_pattern(row, row.text("supposes")),
        other=_pattern(row, row.text("other")),
        english=_english(row),
        events=tuple(_event(event) for event in row.entries("events")),
        bars=tuple(_bar(bar) for bar in row.entries("bars")),
        certain=_pattern(row, row.text("certain")),
    )


def _bar(row: files.Entry) -> Bar:
    rules = frozenset(row.texts("rules")) if row.has("rules") else frozenset()
    return Bar(_pattern(row, row.text("said")), rules, row.text("topic", ""), row.text("asks", ""))


def _english(row: files.Entry) -> dict[str, str]:
    """English word → what it means."""
    meanings = ((each.text("means", ""), each.texts("said")) for each in row.entries("english"))
    return {word: means for means, said in meanings for word in said}


def _phrases(row: files.Entry) -> Phrases:
    return Phrases(
        opening=_pattern(row, f"^{row.text('opening')}"),
        closing=_pattern(row, f"{row.text('closing')}$"),
        siblings=row.lists("siblings"),
        names=row.entry("names").all_texts(),
        english=_english(row),
        **{key: _pattern(row, row.text(key)) for key in _PHRASES},
    )


def _event(row: files.Entry) -> Event:
    counts = tuple(_count(count) for count in row.entries("counts"))
    return Event(
        row.text("key"),
        row.text("name"),
        _patterns(row, "said"),
        counts,
        row.text("assumes", ""),
        row.flag("maybe_earlier") if row.has("maybe_earlier") else False,
        row.text("instead", ""),
        row.text("then", ""),
    )


def _count(row: files.Entry) -> Count:
    asked = _pattern(row, row.text("asked")) if row.has("asked") else None
    return Count(
        asked, row.texts("rules"), row.text("note", ""), row.text("label", ""), row.text("caution", "")
    )


def _patterns(row: files.Entry, key: str) -> tuple[re.Pattern[str], ...]:
    return tuple(_pattern(row, pattern) for pattern in row.texts(key))


def _pattern(row: files.Entry, text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise PackError(row.path, row.where, f"不是正确的正则 {text}：{error}") from error


def _choice(row: files.Entry, key: str, kind: type[Choice]) -> Choice:
    value = row.text(key)
    if value not in set(kind):
        raise row.wrong(key, f"写 {'、'.join(kind)} 之一，现在是 {value!r}")
    return kind(value)


def _citation(source: str) -> Citation:
    law, _, article = source.partition(" ")
    return Citation(law, article)


def _rows(path: Path) -> list[files.Entry]:
    """The mappings of a file that is a list of them."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PackError(path, "", f"不是正确的 YAML：{error}") from error
    return files.Entry({"entries": data or []}, path).entries("entries")
