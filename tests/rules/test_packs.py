"""Rule packs: layers, versions, and every mistake named where it stands."""

import shutil
from datetime import date
from pathlib import Path
from time import perf_counter

import pytest
import yaml

from bot.packs.files import PackError
from bot.packs.loader import Packs, UnknownDivision, load_packs
from models.types import Level
from rules.pack import Limit, Pack, Rule

ROOT = Path(__file__).parents[2]
NATION = "division laws limits milestones ladders facts sme_sizes reserve"
TODAY = date(2026, 11, 24)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped packs that a test may spoil."""
    for path in [*ROOT.glob("packs/*/*.yaml"), *ROOT.glob("packs/cn/calendar/*.yaml")]:
        copy = tmp_path / path.relative_to(ROOT / "packs")
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    return tmp_path


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def local(pack: Pack, rule_id: str, on: date = TODAY) -> Limit | None:
    return pack.rules[rule_id].limit(Level.LOCAL, on)


# ---- what is shipped ----


def test_the_district_has_its_own_limits_and_the_nations(shangjie: Pack) -> None:
    limit = local(shangjie, "contract_signing")
    assert limit is not None
    assert (limit.length, limit.division, limit.source.cite()) == (2, "410106", "上财〔2021〕60号三（二）5")
    statutory = shangjie.rules["contract_signing"].limit(Level.STATUTORY, TODAY)
    assert statutory is not None
    assert (statutory.length, statutory.source.cite()) == (30, "政府采购法第四十六条第一款")
    assert shangjie.division.finance_bureau == "上街区财政局"


def test_the_tracked_rules_are_those_of_a_project(shangjie: Pack) -> None:
    tracked = [rule.id for rule in shangjie.rules.values() if rule.tracking]
    assert tracked == [
        "result_confirmation",
        "award_notice",
        "contract_signing",
        "contract_filing",
        "contract_publication",
        "complaint_decision",
    ]


def test_a_tracked_start_is_a_start_of_its_rule(shangjie: Pack) -> None:
    for rule in shangjie.rules.values():
        if rule.tracking:
            assert rule.tracking.starts in {start.key for start in rule.starts}
            assert rule.tracking.statutory_starts in {"", *(start.key for start in rule.starts)}


def test_what_is_unsure_is_not_answered(shangjie: Pack) -> None:
    doubtful = {
        rule.id
        for rule in shangjie.rules.values()
        for limit in rule.statutory
        if limit.confidence != "verified"
    }
    assert doubtful
    assert not [rule_id for rule_id in doubtful if shangjie.rules[rule_id].answerable]


def test_every_fact_has_a_source_and_no_local_paper_in_the_nations_layer(packs: Packs) -> None:
    nation = packs.of("cn").facts
    assert not [
        fact for fact, source in nation.items() if "上财" in source or "郑财" in source or "豫财" in source
    ]
    assert "上财〔2021〕60号三（二）5" in packs.of("410106").facts["L78"]
    assert "上财" not in packs.of("990101").facts["L78"]


def test_loading_is_quick_enough_for_every_command() -> None:
    seconds = []
    for _ in range(3):
        started = perf_counter()
        load_packs([ROOT / "packs"])
        seconds.append(perf_counter() - started)
    assert min(seconds) < 0.25


# ---- layers ----


def test_a_district_without_a_figure_has_its_citys(packs: Packs) -> None:
    limit = local(packs.of("990101"), "contract_signing")
    assert limit is not None
    assert (limit.length, limit.division, limit.source.number) == (5, "9901", "临财〔2023〕8号")


def test_two_districts_do_not_mix(packs: Packs) -> None:
    shangjie, donghu = packs.of("410106"), packs.of("990101")
    pairs = {}
    for rule_id in ("contract_signing", "contract_filing", "complaint_decision", "result_confirmation"):
        found = (local(shangjie, rule_id), local(donghu, rule_id, date(2026, 10, 31)))
        pairs[rule_id] = tuple(limit and limit.length for limit in found)
    assert pairs == {
        "contract_signing": (2, 5),
        "contract_filing": (1, 3),
        "complaint_decision": (20, 12),
        "result_confirmation": (1, None),
    }
    assert shangjie.calendar is donghu.calendar
    assert shangjie.version != donghu.version


def test_wider_divisions_have_packs_too(packs: Packs) -> None:
    assert local(packs.of("9901"), "contract_signing") is not None
    assert local(packs.of("99"), "contract_signing") is None
    assert local(packs.of("4101"), "contract_signing") is None
    assert packs.of("cn").rules["contract_signing"].local == ()


def test_a_missing_layer_is_no_matter(folder: Path) -> None:
    shutil.rmtree(folder / "4101")
    shutil.rmtree(folder / "41")
    assert local(load_packs([folder]).of("410106"), "contract_signing") is not None


def test_an_unknown_division_says_which_are_known(packs: Packs) -> None:
    with pytest.raises(UnknownDivision) as error:
        packs.of("110101")
    assert error.value.code == "110101"
    assert "410106" in error.value.known


# ---- versions ----


@pytest.mark.parametrize("name", [*NATION.split(), "calendar/2026"])
def test_the_version_changes_with_every_file_of_the_nation(folder: Path, name: str) -> None:
    before = load_packs([folder])
    path = folder / "cn" / f"{name}.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# anders\n", encoding="utf-8")
    after = load_packs([folder])
    assert before.of("410106").version != after.of("410106").version
    assert before.of("cn").version != after.of("cn").version


def test_the_version_of_a_neighbour_stays(folder: Path) -> None:
    extra = ROOT / "tests" / "packs_extra"
    before = load_packs([folder, extra])
    spoil(folder / "410106" / "limits.yaml", "checked_on: 2026-11-24", "checked_on: 2026-11-25")
    after = load_packs([folder, extra])
    assert before.of("410106").version != after.of("410106").version
    assert before.of("990101").version == after.of("990101").version
    assert before.of("4101").version == after.of("4101").version


def test_the_version_stays_with_the_files(folder: Path) -> None:
    assert load_packs([folder]).of("410106").version == load_packs([ROOT / "packs"]).of("410106").version


# ---- mistakes ----

MISTAKES = [
    # file, what is replaced, by what, where the error is, what it says
    (
        "410106/limits.yaml",
        "contract_signing:",
        "contract_signning:",
        "contract_signning",
        "没有 contract_signning",
    ),
    (
        "410106/limits.yaml",
        "      length: 2\n",
        "      lenght: 2\n",
        "contract_signing.figures[1].length",
        "缺少",
    ),
    (
        "410106/limits.yaml",
        "      checked_on: 2026-11-24\n",
        "",
        "result_confirmation.figures[1].checked_on",
        "2026-11-24",
    ),
    ("410106/limits.yaml", "      effective_from: 2021-11-25\n", "", ".effective_from", "缺少"),
    (
        "410106/limits.yaml",
        "      effective_from: 2021-11-25\n",
        "      effective_from: null\n",
        ".effective_from",
        "日期",
    ),
    (
        "410106/limits.yaml",
        "effective_from: 2021-11-25",
        'effective_from: "2021-11-25"',
        ".effective_from",
        "不加引号",
    ),
    ("410106/limits.yaml", "      law: zz_sj_2021_60\n", "", "result_confirmation.figures[1].law", "缺少"),
    ("410106/limits.yaml", "law: zz_sj_2021_60", "law: zz_sj_2021_61", ".law", "zz_sj_2021_61"),
    ("410106/limits.yaml", "confidence: verified", "confidence: sure", ".confidence", "verified"),
    ("410106/limits.yaml", "unit: working_day", "unit: workday", ".unit", "working_day"),
    ("410106/limits.yaml", "direction: within", "direction: inside", ".direction", "at_least"),
    ("410106/limits.yaml", "      strength: 原则上\n", "      strenght: 原则上\n", ".strenght", "没有这个键"),
    ("410106/limits.yaml", "length: 1\n", "length: 一\n", ".length", "整数"),
    (
        "cn/limits.yaml",
        "rollover: false",
        "rollover: n/a",
        "evaluation_report_delivery.rollover",
        "true 或 false",
    ),
    (
        "cn/limits.yaml",
        "met_by: result_confirmed",
        "met_by: result_confirm",
        ".tracking.met_by",
        "result_confirmed",
    ),
    ("cn/limits.yaml", "ladder: default", "ladder: slow", ".tracking.ladder", "default"),
    ("cn/limits.yaml", "    obliged: [buyer]", "    obliged: [byer]", ".tracking.obliged", "buyer"),
    ("cn/limits.yaml", 'fixed: "03-31"', 'fixed: "03-32"', ".fixed", "月-日"),
    (
        "cn/limits.yaml",
        "      unit: null\n",
        "      unit: working_day\n",
        "acceptance.figures[1].unit",
        "null",
    ),
    (
        "cn/limits.yaml",
        "effective_to: 2025-05-31",
        "effective_to: 2025-06-01",
        "sme_payment.figures",
        "2025-05-31",
    ),
    ("cn/laws.yaml", "id: tbl,", "id: gpl,", "laws[2].id", "gpl"),
    (
        "cn/milestones.yaml",
        "after: [evaluation_end]",
        "after: [evaluation_over]",
        ".after",
        "evaluation_over",
    ),
    (
        "cn/milestones.yaml",
        "words: [收到投诉,",
        "words: [定标, 收到投诉,",
        "complaint_received.words",
        "定标",
    ),
    ("cn/milestones.yaml", "by: [finance]", "by: [court]", ".by", "court"),
    ("cn/ladders.yaml", "at: opening", "at: noon", ".at", "closing"),
    ("cn/ladders.yaml", "to: [officer]", "to: [boss]", ".to", "supervisor"),
    ("cn/calendar/2026.yaml", "published: true", "published: maybe", "published", "true 或 false"),
    ("cn/calendar/2026.yaml", '"off":', "off:", "off", "缺少"),
    ("cn/calendar/2026.yaml", "date: 2026-10-10", "date: 2026-10-12", "work", "2026-10-12"),
    ("cn/calendar/2026.yaml", "date: 2026-10-02", "date: 2026-10-01", ".date", "重复"),
    ("cn/calendar/2026.yaml", "year: 2026", "year: 2025", ".date", "2025"),
    ("cn/division.yaml", "name: 全国", "nmae: 全国", "name", "缺少"),
    ("410106/facts.yaml", "L1: 上财〔2021〕60号", "L1:", "L1", "出处"),
    ("410106/limits.yaml", "figures:", "figures: [", "", "YAML"),
]


@pytest.mark.parametrize(("name", "old", "new", "where", "advice"), MISTAKES)
def test_a_mistake_is_named(folder: Path, name: str, old: str, new: str, where: str, advice: str) -> None:
    spoil(folder / name, old, new)
    with pytest.raises(PackError) as error:
        load_packs([folder])
    assert error.value.path == folder / name
    assert where in error.value.where
    assert advice in error.value.advice


def test_a_missing_year_is_named(folder: Path) -> None:
    (folder / "cn/calendar/2024.yaml").unlink()
    with pytest.raises(PackError, match="连续"):
        load_packs([folder])


@pytest.mark.parametrize("name", ["limits", "laws", "milestones", "ladders", "sme_sizes"])
def test_a_missing_file_of_the_nation_is_named(folder: Path, name: str) -> None:
    (folder / "cn" / f"{name}.yaml").unlink()
    with pytest.raises(PackError, match=f"{name}.yaml"):
        load_packs([folder])


def test_the_nation_is_needed(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="cn"):
        load_packs([tmp_path])
    with pytest.raises(PackError, match="cn"):
        load_packs([])


def test_a_division_stands_in_one_place(folder: Path) -> None:
    with pytest.raises(PackError, match="合为一处"):
        load_packs([folder, ROOT / "packs"])


@pytest.mark.parametrize(
    ("name", "old", "new"), [("sme_sizes", "industries:", "industry:"), ("reserve", "rules:", "rule:")]
)
def test_a_mistake_in_the_sme_files_names_the_file(folder: Path, name: str, old: str, new: str) -> None:
    spoil(folder / "cn" / f"{name}.yaml", old, new)
    with pytest.raises(PackError) as error:
        load_packs([folder])
    assert error.value.path.name == f"{name}.yaml"


def test_all_words_of_a_milestone_are_its_own(shangjie: Pack) -> None:
    text = (ROOT / "packs/cn/milestones.yaml").read_text(encoding="utf-8")
    assert list(yaml.safe_load(text)) == list(shangjie.milestones)
    words = [word for kind in shangjie.milestones.values() for word in kind.words]
    assert len(words) == len(set(words))


def test_a_rule_knows_its_figure_on_every_day(packs: Packs) -> None:
    rule: Rule = packs.of("990101").rules["complaint_decision"]
    lengths = [
        limit and limit.length
        for limit in (
            rule.limit(Level.LOCAL, day)
            for day in (
                date(2023, 2, 28),
                date(2023, 3, 1),
                date(2023, 12, 31),
                date(2024, 1, 1),
                date(2025, 12, 31),
                date(2026, 1, 1),
                date(2026, 10, 31),
                date(2026, 11, 1),
            )
        )
    ]
    assert lengths == [None, 25, 25, 15, 15, 12, 12, 25]
