"""The bulk mode: a line in, a line out, whatever the line; and what the same commands print for people."""

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli import bulk
from bot.packs.loader import load_packs

PACK = load_packs([Path("packs")]).of("410106")
TODAY = date(2026, 11, 24)
SIGNING = {"rule": "contract_signing", "start": "2026-11-20"}
GOODS = {"kind": "货物", "budget_yuan": "3000000", "suitable_for_sme": True}
WORKS = {"kind": "工程", "budget_yuan": "10000000", "suitable_for_sme": True}


def answered(command: str, *lines: Mapping[str, Any] | bytes, today: date = TODAY) -> list[dict[str, Any]]:
    sent = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    sink = BytesIO()
    assert bulk.run(command, PACK, True, {}, BytesIO(sent), sink, today) == 0
    return [json.loads(line) for line in sink.getvalue().decode().splitlines()]


def printed(command: str, options: Mapping[str, Any]) -> str:
    sink = BytesIO()
    assert bulk.run(command, PACK, False, options, BytesIO(), sink, TODAY) == 0
    return sink.getvalue().decode()


def test_answers_come_in_order_with_their_ids() -> None:
    ids: list[Any] = ["b", "a", 7, None, ["x"], "a"]
    replies = answered("deadline", *({"id": each, **SIGNING} for each in ids), SIGNING)
    assert [reply.pop("id") for reply in replies] == [*ids, None]
    right = {"local_due": "2026-11-24", "statutory_due": "2026-12-21", "provisional": False}
    assert replies == [right] * 7


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"contract_signing,2026-11-20",
        b"[]",
        b"null",
        b'"text"',
        b'{"id": NaN}',
        b"\xff\xfe",
        "{“id”: 1}".encode(),
        "合同".encode("gbk"),
        b"[" * 100_000,
        b'{"id": ' + b"9" * 5000 + b"}",
    ],
    ids=lambda line: repr(line[:20]),
)
def test_a_line_that_is_no_object_gets_an_error_and_the_run_goes_on(line: bytes) -> None:
    first, bad, last = answered("deadline", {"id": 1, **SIGNING}, line, {"id": 3, **SIGNING})
    assert (first["local_due"], last["local_due"]) == ("2026-11-24", "2026-11-24")
    assert set(bad) == {"id", "error"}
    assert bad["id"] is None
    assert "JSON" in bad["error"]


def test_empty_lines_are_passed_over_and_a_byte_order_mark_is_no_matter() -> None:
    line = json.dumps({"id": 1, **SIGNING}).encode()
    assert answered("deadline", b"\xef\xbb\xbf" + line, b"", b"  \r", line + b"\r") == answered(
        "deadline", line, line
    )


def test_half_a_surrogate_pair_comes_back_as_it_was() -> None:
    reply, after = answered("deadline", b'{"id": "\\ud800", "rule": "x", "start": "y"}', {"id": 2, **SIGNING})
    assert reply["id"] == "\ud800"
    assert after["id"] == 2


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"rule": "tax_filing", "start": "2026-11-20"}, "没有“tax_filing”这条期限"),
        ({"rule": "contract_signing", "start": "2026-02-30"}, "没有这一天"),
        ({"rule": "contract_signing", "start": "昨天"}, "2026-11-20T09:00:00"),
        ({"rule": "contract_signing"}, "start"),
        ({"rule": "contract_signing", "start": 20261120}, "start"),
        ({"rule": ["contract_signing"], "start": "2026-11-20"}, "rule"),
        ({"start": "2026-11-20"}, "rule"),
        ({"rule": "acceptance", "start": "2026-11-20"}, "没有统一的天数"),
        ({"rule": "invoice_payment", "start": "2026-11-20"}, "不能给出"),
        ({"rule": "admin_litigation", "start": "9999-12-31"}, "年份"),
        ({"rule": "challenge_submit", "start": "9999-12-31"}, "之间"),
        ({"rule": "challenge_submit", "start": "1999-12-31"}, "施行"),
        ({"rule": "major_violation_lookback", "start": "0001-01-01"}, "不能给出"),
    ],
)
def test_no_date_where_none_can_be_given(row: Mapping[str, Any], says: str) -> None:
    reply, after = answered("deadline", {"id": 1, **row}, {"id": 2, **SIGNING})
    assert says in reply["error"]
    assert set(reply) == {"id", "error"}
    assert "error" not in after


@pytest.mark.parametrize(
    ("rule", "start", "local", "statutory", "provisional"),
    [
        ("contract_signing", "2026-11-20T23:59:59+08:00", "2026-11-24", "2026-12-21", False),
        ("contract_signing", "2026-11-19T16:30:00Z", "2026-11-24", "2026-12-21", False),
        ("contract_signing", "2021-11-24", None, "2021-12-24", False),
        ("contract_signing", "2021-11-25", "2021-11-29", "2021-12-27", False),
        ("challenge_submit", "2026-11-24", None, "2026-12-03", False),
        ("contract_signing", "2026-12-30", "2027-01-04", "2027-01-29", True),
    ],
)
def test_deadlines(
    rule: str, start: str, local: str | None, statutory: str | None, provisional: bool
) -> None:
    (reply,) = answered("deadline", {"id": 1, "rule": rule, "start": start})
    assert reply == {"id": 1, "local_due": local, "statutory_due": statutory, "provisional": provisional}


@given(
    st.lists(st.sampled_from(sorted(PACK.rules)), max_size=5), st.dates(date(2020, 1, 1), date(2030, 12, 31))
)
def test_a_date_from_the_cache_is_the_same(rules: list[str], start: date) -> None:
    rows = [{"id": rule, "rule": rule, "start": start.isoformat()} for rule in rules]
    assert answered("deadline", *rows, *rows) == [
        reply for row in rows * 2 for reply in answered("deadline", row)
    ]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"industry": "工业", "employees": 300.5, "revenue_wan": 2000}, "整数"),
        ({"industry": "工业", "employees": "很多", "revenue_wan": 2000}, "不是数"),
        ({"industry": "工业", "employees": [], "revenue_wan": 2000}, "不是数"),
        ({"industry": "工业", "employees": -5, "revenue_wan": 100}, "负数"),
        ({"industry": "工业", "employees": 500}, "revenue_wan"),
        ({"industry": "养鱼养虾业", "employees": 10, "revenue_wan": 100}, "农、林、牧、渔业"),
        ({"industry": "家具厂", "employees": 10, "revenue_wan": 100}, "请写：“工业”"),
        ({"industry": "贸易公司", "employees": 10, "revenue_wan": 100}, "“工业”、“批发业”、“零售业”"),
        ({"industry": "金融业", "employees": 10, "revenue_wan": 100}, "不适用"),
        ({"employees": 10}, "industry"),
        ({"industry": 5, "employees": 10}, "industry"),
    ],
)
def test_no_size_where_none_can_be_given(row: Mapping[str, Any], says: str) -> None:
    reply, after = answered("sme-size", {"id": 1, **row}, {"id": 2, "industry": "工业", "employees": 19})
    assert says in reply["error"]
    assert set(reply) == {"id", "error"}
    assert after == {"id": 2, "size": "微型"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"kind": "软件"}, "货物、服务、工程"),
        ({"kind": None}, "kind"),
        ({"budget_yuan": "-0.01"}, "大于0"),
        ({"budget_yuan": "三百来万"}, "不是数"),
        ({"budget_yuan": None}, "没有写预算"),
        ({"budget_yuan": True}, "不是数"),
        ({"budget_yuan": "2000000.005"}, "最多到分"),
        ({"budget_yuan": 10**20}, "太大"),
        ({"suitable_for_sme": "也许"}, "true"),
        ({"suitable_for_sme": None}, "true"),
        ({"suitable_for_sme": 1}, "true"),
        ({"date": "明天"}, "不是日期"),
        ({"date": 20261124}, "date"),
        ({"date": "2020-12-31"}, "2020-12-31"),
    ],
)
def test_no_reservation_where_none_can_be_given(change: Mapping[str, Any], says: str) -> None:
    reply, after = answered("sme-reserve", {"id": 1, **GOODS, **change}, {"id": 2, **GOODS})
    assert says in reply["error"]
    assert set(reply) == {"id", "error"}
    assert after["local"]["min_reserved_yuan"] == "900000.00"


def test_a_reservation_by_both_rules() -> None:
    (reply,) = answered("sme-reserve", {"id": 1, **WORKS})
    assert reply["local"] == {
        "mode": "reserve_share",
        "min_reserved_yuan": "3000000.00",
        "min_micro_small_yuan": "2000000.00",
        "confidence": "verified",
    }
    assert reply["statutory"]["min_reserved_yuan"] == "4000000.00"


def test_a_reservation_without_a_date_is_by_the_rules_of_today() -> None:
    row = {"id": 1, **WORKS}
    assert answered("sme-reserve", row, today=date(2027, 1, 1)) == answered(
        "sme-reserve", row | {"date": "2027-01-01"}
    )
    (after_the_raise,) = answered("sme-reserve", row, today=date(2027, 1, 1))
    assert after_the_raise["statutory"]["min_reserved_yuan"] == "3000000.00"
    assert after_the_raise["statutory"]["confidence"] == "unsure"


def test_before_the_local_rule_there_is_only_the_national_one() -> None:
    (reply,) = answered("sme-reserve", {"id": 1, **GOODS, "date": "2021-11-24"})
    assert reply["local"] is None
    assert reply["statutory"]["min_reserved_yuan"] == "900000.00"


def test_a_deadline_in_print_shows_both_limits_their_sources_and_the_count() -> None:
    text = printed("deadline", SIGNING)
    for part in (
        "本区：最晚11月24日（周二）（2个工作日）",
        "上财〔2021〕60号三（二）5",
        "第2个工作日 11月24日（周二）",
        "法定：最晚12月21日（周一）（30日）",
        "政府采购法第四十六条第一款",
        "第30日 12月20日（周日）周末",
        "12月21日（周一）顺延到这一天",
    ):
        assert part in text
    assert "暂定" not in text


def test_a_provisional_deadline_in_print_says_so() -> None:
    assert "暂定" in printed("deadline", SIGNING | {"start": "2026-12-30"})


def test_limits_that_start_from_different_events_are_not_mixed_up() -> None:
    text = printed("deadline", {"rule": "result_confirmation", "start": "2026-11-20"})
    assert "评审结束之日" in text
    assert "两个时限的起点不同" in text


@pytest.mark.parametrize("rule", [rule.id for rule in PACK.rules.values() if rule.answerable])
def test_every_rule_can_be_printed_or_is_refused(rule: str, capsys: pytest.CaptureFixture[str]) -> None:
    sink = BytesIO()
    status = bulk.run("deadline", PACK, False, {"rule": rule, "start": "2026-11-20"}, BytesIO(), sink, TODAY)
    text, refused = sink.getvalue().decode(), capsys.readouterr().err
    assert (status == 0) is bool(text) is not bool(refused)
    assert "None" not in text + refused


def test_a_size_in_print_shows_the_line_that_decided() -> None:
    text = printed("sme-size", {"industry": "家具厂", "employees": "300", "revenue_wan": "1999.99"})
    assert text.startswith("工业，小型\n")
    assert "营业收入1999.99万元：小型（300万元及以上，不到2000万元） ← 由它决定" in text
    assert "从业人员300人：中型（300人及以上，不到1000人）\n" in text
    assert "工信部联企业〔2011〕300号第四条（二）" in text


def test_a_figure_that_was_not_needed_or_seems_too_large_is_mentioned() -> None:
    assert "营业收入：没有写，不影响结果" in printed("sme-size", {"industry": "工业", "employees": "19"})
    assert "请核对单位" in printed(
        "sme-size", {"industry": "工业", "employees": "500", "revenue_wan": "1000000"}
    )
    assert "请核对单位" not in printed(
        "sme-size", {"industry": "工业", "employees": "500", "revenue_wan": "999999"}
    )


def test_a_reservation_in_print_names_what_meets_both() -> None:
    text = printed("sme-reserve", WORKS)
    assert "至少预留30%即300万元，其中小微企业不低于预算总额的20%即200万元" in text
    assert "至少预留40%即400万元，其中小微企业不低于预留部分的60%即240万元" in text
    assert "取高的：至少预留400万元，其中小微企业240万元" in text
    assert "主管预算单位" in text
    assert "没有把握" not in text


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"budget_yuan": "2000000"}, "在200万元以下（含本数），全额专门面向中小企业"),
        ({"budget_yuan": "2000000.01"}, "超过200万元，至少预留30%即600,000.01元"),
        ({"suitable_for_sme": False}, "价格扣除"),
        ({"suitable_for_sme": "false"}, "价格扣除"),
        ({"suitable_for_sme": "不适宜"}, "300万元，不适宜由中小企业提供\n"),
        ({"suitable_for_sme": "true"}, "300万元，适宜由中小企业提供\n"),
        ({"date": "2021-11-24"}, "本区：这一天没有规定"),
        ({"kind": "工程", "budget_yuan": "5000000", "date": "2027-01-01"}, "没有把握"),
    ],
)
def test_reservations_in_print(change: Mapping[str, Any], says: str) -> None:
    assert says in printed("sme-reserve", {**GOODS, **change})


def test_what_cannot_be_answered_goes_to_the_error_stream(capsys: pytest.CaptureFixture[str]) -> None:
    sink = BytesIO()
    assert bulk.run("sme-size", PACK, False, {"industry": "贸易公司"}, BytesIO(), sink, TODAY) == 2
    assert sink.getvalue() == b""
    assert "“工业”、“批发业”、“零售业”" in capsys.readouterr().err
    unclear = {**GOODS, "suitable_for_sme": "也许"}
    assert bulk.run("sme-reserve", PACK, False, unclear, BytesIO(), sink, TODAY) == 2
    assert "true" in capsys.readouterr().err


def test_the_bulk_path_is_lean() -> None:
    heavy = ("pydantic", "sqlalchemy", "sqlmodel", "aiohttp", "apscheduler", "telegram", "numpy")
    code = f"import sys, bot.cli.bulk; sys.exit(str([name for name in {heavy} if name in sys.modules] or ''))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ""
