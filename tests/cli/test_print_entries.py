"""What supervisors wrote is printed so that it can be taken into the packs."""

from datetime import UTC, datetime
from pathlib import Path

from bot.cli.entries import as_yaml
from bot.packs.knowledge import read_district, read_matcher
from bot.packs.loader import load_packs
from knowledge.base import Citation
from ledger.entries import Written
from models.tables.question import Settlement, WrittenEntry
from models.types import AnswerKind

PACKS = Path(__file__).resolve().parents[2] / "packs"
LAYERS = [PACKS / code for code in ("cn", "41", "4101", "410106")]
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TITLE, ANSWER = "评审费: 谁出", "采购人出：# 见办法。'引号'也在。"


def written(topic: str) -> Written:
    settled = Settlement(
        id=7,
        district="410106",
        question="那服务呢",
        before=["评审费谁出"],
        gist="",
        topic=topic,
        answer=ANSWER,
        settled_by_id=1,
        settled_at=NOW,
    )
    entry = WrittenEntry(
        id=3,
        district="410106",
        settlement_id=7,
        title=TITLE,
        heading="",
        wording="",
        gist="",
        answer=ANSWER,
        sources=["gpl 第十四条", "zz_sj_2021_60 三（四）8"],
        written_by_id=1,
        reviewed_by_id=2,
        reviewed_at=NOW,
    )
    return Written(entry, settled)


def test_what_is_printed_is_read_as_an_entry_of_the_district(tmp_path: Path) -> None:
    matcher, pack = read_matcher(PACKS / "cn"), load_packs([PACKS]).of("410106")
    district = read_district(LAYERS, pack, matcher)
    topic = next(label for label in matcher.model.labels if not label.startswith("#"))
    printed = as_yaml([written(topic), written("#near")], district)
    assert "# 问题：评审费谁出 → 那服务呢（2026-11-24审核）" in printed
    assert "  answer: |\n" in printed
    folder = tmp_path / "410106"
    (folder / "knowledge").mkdir(parents=True)
    (folder / "knowledge" / "written.yaml").write_text(printed)
    entry, unknown = read_district([*LAYERS, folder], pack, matcher).entries["written_3"]
    assert (entry.title, entry.answer.strip(), entry.kind) == (TITLE, ANSWER, AnswerKind.ANSWER)
    assert entry.sources == (Citation("gpl", "第十四条"), Citation("zz_sj_2021_60", "三（四）8"))
    assert (entry.object, entry.aspect) == (matcher.objects[topic], matcher.aspects[topic])
    assert (unknown.object, unknown.aspect) == ("written", "content")


def test_without_entries_it_says_so() -> None:
    district = read_district(LAYERS, load_packs([PACKS]).of("410106"), read_matcher(PACKS / "cn"))
    assert as_yaml([], district).startswith("# 郑州市上街区自己写的条目，共0条。")
