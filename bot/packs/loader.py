"""Loads rule packs: layers by administrative division code, each over the wider ones before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.packs.files import Entry, PackError, read_entry, read_mapping
from bot.packs.limits import read_figures, read_laws, read_rules
from bot.packs.steps import read_ladders, read_milestones
from rules.calendar import Calendar, CalendarYear
from rules.pack import Division, Ladder, Limit, MilestoneKind, Pack, Rule, Source
from rules.reservation import ReservePolicy, reserve_policy
from rules.sme import SizeStandard, size_standard

NATION = "cn"
SATURDAY = 5
FILES = ("division", "laws", "limits", "milestones", "ladders", "facts", "sme_sizes", "reserve", "calendar/*")
"""What a pack is made of, and its version depends on."""


class UnknownDivision(LookupError):
    """There is no pack for that division code; `known` are those there are."""

    def __init__(self, code: str, known: Sequence[str]) -> None:
        super().__init__(f"no rule pack for {code!r}; there are {', '.join(known)}")
        self.code = code
        self.known = tuple(known)


@dataclass(frozen=True, slots=True)
class Packs:
    """The packs of all divisions that have a folder of their own, by code."""

    by_code: Mapping[str, Pack]

    def of(self, code: str) -> Pack:
        """The rules of a division. Raises UnknownDivision."""
        try:
            return self.by_code[code]
        except KeyError:
            raise UnknownDivision(code, sorted(self.by_code)) from None


@dataclass(frozen=True, slots=True)
class _Nation:
    """What only the nation's layer has."""

    rules: Mapping[str, Rule]
    milestones: Mapping[str, MilestoneKind]
    calendar: Calendar
    sizes: SizeStandard


@dataclass(frozen=True, slots=True)
class _Layer:
    """One division's own files, read; `laws` are those of the wider layers too."""

    folder: Path
    division: Division
    digest: bytes
    laws: Mapping[str, Source]
    figures: Mapping[str, tuple[Limit, ...]]
    ladders: Mapping[str, Ladder]
    reserve: Mapping[str, Any]
    facts: Mapping[str, str]


def load_packs(folders: Sequence[Path]) -> Packs:
    """Every pack of these folders, each of which holds one folder a division code.

    A district's layers are the nation's, its province's, its city's and its own, as far as they exist.
    Raises PackError with the file, the key and what to write instead.
    """
    found = _layer_folders(folders)
    nation = _read_nation(found[NATION])
    layers: dict[str, _Layer] = {}
    for code, folder in found.items():
        wider = layers[_chain(code, layers)[-1]].laws if code != NATION else {}
        layers[code] = _read_layer(code, folder, wider, nation)
    return Packs({code: _pack([layers[each] for each in _chain(code, layers)], nation) for code in layers})


def _layer_folders(folders: Sequence[Path]) -> dict[str, Path]:
    """Division code → folder, the nation first, each code after the wider ones."""
    found: dict[str, Path] = {}
    for division in (path.parent for folder in folders for path in folder.glob("*/division.yaml")):
        if division.name in found:
            raise PackError(division, "", f"{found[division.name]} 已有这个区划，请合为一处")
        found[division.name] = division
    if NATION not in found:
        raise PackError(folders[0] if folders else Path(), "", f"缺少 {NATION} 文件夹（全国的规定）")
    return dict(sorted(found.items(), key=lambda item: (item[0] != NATION, item[0])))


def _chain(code: str, known: Mapping[str, _Layer]) -> list[str]:
    """The codes whose layers make up a division, nation first."""
    prefixes = [code[:length] for length in range(1, len(code) + 1)] if code != NATION else []
    return [each for each in (NATION, *prefixes) if each in known]


def _read_nation(folder: Path) -> _Nation:
    milestones = read_milestones(folder / "milestones.yaml")
    ladders = read_ladders(folder / "ladders.yaml")
    laws = read_laws(folder / "laws.yaml")
    return _Nation(
        rules=read_rules(folder / "limits.yaml", laws, milestones, ladders),
        milestones=milestones,
        calendar=_read_calendar(folder / "calendar"),
        sizes=_sizes(folder / "sme_sizes.yaml"),
    )


def _read_layer(code: str, folder: Path, wider: Mapping[str, Source], nation: _Nation) -> _Layer:
    laws = {**wider, **(read_laws(folder / "laws.yaml") if (folder / "laws.yaml").exists() else {})}
    limits, ladders = folder / "limits.yaml", folder / "ladders.yaml"
    has_figures = code != NATION and limits.exists()
    return _Layer(
        folder=folder,
        division=_read_division(code, folder / "division.yaml"),
        digest=_digest(folder),
        laws=laws,
        figures=read_figures(limits, code, laws, nation.rules) if has_figures else {},
        ladders=read_ladders(ladders) if ladders.exists() else {},
        reserve=read_mapping(folder / "reserve.yaml") if (folder / "reserve.yaml").exists() else {},
        facts=_read_facts(folder / "facts.yaml"),
    )


def _pack(chain: Sequence[_Layer], nation: _Nation) -> Pack:
    """One division's pack from its layers, nation first."""
    rules = {
        rule.id: replace(
            rule, local=tuple(limit for layer in chain for limit in layer.figures.get(rule.id, ()))
        )
        for rule in nation.rules.values()
    }
    return Pack(
        division=chain[-1].division,
        version=sha256(b"".join(layer.digest for layer in chain)).hexdigest()[:12],
        calendar=nation.calendar,
        rules=rules,
        milestones=nation.milestones,
        ladders={name: ladder for layer in chain for name, ladder in layer.ladders.items()},
        sizes=nation.sizes,
        reserve=_reserve(chain),
        facts={fact: source for layer in chain for fact, source in layer.facts.items()},
    )


def _read_division(code: str, path: Path) -> Division:
    entry = read_entry(path)
    names = ("name", "short", "finance_bureau", "government", "platform")
    division = Division(code, *(entry.text(name) for name in names))
    entry.done()
    return division


def _read_facts(path: Path) -> dict[str, str]:
    facts = read_mapping(path) if path.exists() else {}
    for fact, source in facts.items():
        if not isinstance(source, str) or not source:
            raise PackError(path, str(fact), f"写出处，现在是 {source!r}")
    return dict(facts)


def _read_calendar(folder: Path) -> Calendar:
    years = [_read_year(path) for path in sorted(folder.glob("*.yaml"))]
    try:
        return Calendar.of(years)
    except ValueError as error:
        raise PackError(folder, "", "每年一个文件，年份要连续") from error


def _read_year(path: Path) -> CalendarYear:
    entry = read_entry(path)
    year, published = entry.number("year"), entry.flag("published")
    off, work = _read_days(entry, "off", year), _read_days(entry, "work", year)
    for day in work:
        if day in off or day.weekday() < SATURDAY:
            raise entry.wrong("work", f"{day} 不是要上班的周末，请删去")
    source = entry.entry("source")
    source.text("title"), source.text("number"), source.day("date")
    source.skip("url")
    source.done()
    entry.skip("amended_by", "confidence", "notes", "checked_on", "make_up_due")
    entry.done()
    return CalendarYear(year, published, off, work)


def _read_days(entry: Entry, key: str, year: int) -> dict[date, str]:
    days: dict[date, str] = {}
    for item in entry.entries(key):
        day = item.day("date")
        if day.year != year or day in days:
            raise item.wrong("date", f"{day} 重复，或者不在 {year} 年")
        days[day] = item.text("name")
        item.done()
    return days


def _sizes(path: Path) -> SizeStandard:
    try:
        return size_standard(read_mapping(path))
    except (KeyError, TypeError, ValueError) as error:
        raise _blamed(path, error) from error


def _reserve(chain: Sequence[_Layer]) -> ReservePolicy:
    try:
        return reserve_policy([(layer.division.code, layer.reserve) for layer in chain])
    except (KeyError, TypeError, ValueError) as error:
        raise _blamed(chain[-1].folder / "reserve.yaml", error) from error


def _blamed(path: Path, error: Exception) -> PackError:
    """The error of a constructor that does not know its file."""
    return error if isinstance(error, PackError) else PackError(path, "", f"请改正：{error!r}")


def _digest(folder: Path) -> bytes:
    """A fingerprint of all files of a layer that make a pack, with their names."""
    digest = sha256(folder.name.encode())
    for name in FILES:
        for path in sorted(folder.glob(f"{name}.yaml")):
            digest.update(path.name.encode() + sha256(path.read_bytes()).digest())
    return digest.digest()
