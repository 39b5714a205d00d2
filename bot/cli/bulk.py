"""`deadline`, `sme-size` and `sme-reserve` on the command line: one answer for people, or a line a question.

This path imports neither the ledger nor a channel, so that a million lines cost little more than their JSON.
"""

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache, partial
from typing import Any, BinaryIO, NoReturn

from bot.cli.refusals import Refused, refusal_of
from knowledge.worked import deadline_text, sme_reserve_text, sme_size_text
from models.types import ProcurementKind
from rules.calendar import OutsideCalendar
from rules.counting import NoFixedLength, NotADay, start_of
from rules.deadlines import DuePair, due
from rules.figures import amount_yuan
from rules.pack import Pack, Rule
from rules.reservation import Reservation, Share, reserve
from rules.sme import Found, SizeResult, classify, find_industry

Row = dict[str, Any]
Answer = Callable[[Row], Row]

KINDS = {"货物": ProcurementKind.GOODS, "服务": ProcurementKind.SERVICES, "工程": ProcurementKind.WORKS}
YES_OR_NO = {"true": True, "是": True, "适宜": True, "false": False, "否": False, "不适宜": False}
CACHED_DATES = 65536


def run(
    command: str,
    pack: Pack,
    jsonl: bool,
    options: Mapping[str, Any],
    source: BinaryIO,
    sink: BinaryIO,
    today: date,
) -> int:
    """Carry out a command and return its exit status.

    `options` has the fields of a row by the same names and is not looked at with `jsonl`. Both streams
    are binary, as a line that is not UTF-8 must not end the run. `today` (Asia/Shanghai) is the date of
    a reservation that names none.
    """
    if jsonl:
        run_lines(answers(command, pack, today), source, sink)
        return 0
    try:
        text = text_of(command, pack, dict(options), today)
    except Refused as refused:
        sys.stderr.write(f"{refused}\n")
        return 2
    sink.write(f"{text}\n".encode())
    return 0


def run_lines(answer: Answer, source: Iterable[bytes], sink: BinaryIO) -> None:
    """Answer each line in order; one that has no answer gets an error in Chinese, and the run goes on."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    for line in source:
        if line.isspace():
            continue
        row: Row = {}
        try:
            row = _row(line)
            reply = {"id": row.get("id")} | answer(row)
        except Refused as refused:
            reply = {"id": row.get("id"), "error": str(refused)}
        try:
            sink.write(f"{encode(reply)}\n".encode())
        except UnicodeEncodeError:  # half a surrogate pair, which JSON can say and UTF-8 cannot
            sink.write(f"{json.dumps(reply)}\n".encode())
    sink.flush()


def answers(command: str, pack: Pack, today: date) -> Answer:
    """What answers the rows of a command."""
    if command == "deadline":
        return deadline_rows(pack)
    if command == "sme-size":
        return partial(sme_size_row, pack)
    return partial(sme_reserve_row, pack, today=today)


def text_of(command: str, pack: Pack, row: Row, today: date) -> str:
    """The answer for people, with sources and working, to a row whose fields are as typed. Raises Refused."""
    if command == "deadline":
        return deadline_text(pack, *_due(pack, _text(row, "rule"), _text(row, "start")), today)
    if command == "sme-size":
        return sme_size_text(pack.sizes, _sized(pack, row | {"industry": _industry(pack, row)}))
    said = row.get("suitable_for_sme", "true")
    reservation = _reserved(pack, row | {"suitable_for_sme": YES_OR_NO.get(said, said)}, today)
    return sme_reserve_text(row["kind"].strip(), reservation)


def deadline_rows(pack: Pack) -> Answer:
    """`rule`, `start` → `local_due`, `statutory_due`, `provisional`, each counted once. Raises Refused."""
    known = lru_cache(CACHED_DATES)(partial(_due_row, pack))
    return lambda row: known(_text(row, "rule"), _text(row, "start"))


def sme_size_row(pack: Pack, row: Row) -> Row:
    """`industry` and the figures that count in it → `size`. Raises Refused."""
    return {"size": pack.sizes.sizes[_sized(pack, row).size]}


def sme_reserve_row(pack: Pack, row: Row, today: date) -> Row:
    """`kind`, `budget_yuan`, `suitable_for_sme`, `date` → `local`, `statutory`. Raises Refused."""
    reservation = _reserved(pack, row, today)
    return {"local": _share_row(reservation.local), "statutory": _share_row(reservation.statutory)}


def _due_row(pack: Pack, rule_id: str, start: str) -> Row:
    _, _, pair = _due(pack, rule_id, start)
    return {
        "local_due": pair.local and pair.local.last_on.isoformat(),
        "statutory_due": pair.statutory and pair.statutory.last_on.isoformat(),
        "provisional": any(end.provisional for end in (pair.local, pair.statutory) if end),
    }


def _due(pack: Pack, rule_id: str, start: str) -> tuple[Rule, date, DuePair]:
    rule = pack.rules.get(rule_id)
    if rule is None:
        raise Refused(f"没有“{rule_id}”这条期限。rule 可以写：{'、'.join(pack.rules)}。")
    if not rule.answerable:
        raise Refused(f"这里不能给出“{rule.name}”的日期，请向采购人或财政部门询问。")
    try:
        start_on = start_of(start)
        pair = due(rule, start_on, pack)
    except (NotADay, NoFixedLength, OutsideCalendar) as error:
        _refuse(pack, error)
    except (ValueError, OverflowError) as error:
        raise Refused(f"从“{start}”算不出日期，请核对年份。") from error
    if pair.local is None and pair.statutory is None:
        raise Refused(f"{start_on} 时“{rule.name}”还没有施行，不能给出日期。请写施行以后的起算日。")
    return rule, start_on, pair


def _sized(pack: Pack, row: Row) -> SizeResult:
    figures = {name: row.get(name) for name in ("employees", "revenue_wan", "assets_wan")}
    try:
        return classify(pack.sizes, _text(row, "industry"), **figures)
    except ValueError as error:
        _refuse(pack, error)


def _industry(pack: Pack, row: Row) -> str:
    """People may call an industry as they do in everyday life; what they mean is printed with the answer."""
    said = _text(row, "industry")
    found = find_industry(pack.sizes, said)
    return found.industry.name if isinstance(found, Found) else said


def _reserved(pack: Pack, row: Row, today: date) -> Reservation:
    kind = KINDS.get(_text(row, "kind"))
    if kind is None:
        raise Refused(f"没有“{row['kind']}”这一类。kind 请写：{'、'.join(KINDS)}。")
    suitable = row.get("suitable_for_sme")
    if not isinstance(suitable, bool):
        raise Refused("suitable_for_sme 请写 true（适宜由中小企业提供）或 false（不适宜）。")
    try:
        budget_yuan = amount_yuan(row.get("budget_yuan"))
        on = today if row.get("date") is None else start_of(_text(row, "date"))
    except ValueError as error:
        _refuse(pack, error)
    reservation = reserve(pack.reserve, kind, budget_yuan, suitable, on)
    if reservation.local is None and reservation.statutory is None:
        raise Refused(f"没有收录 {on} 的预留规定，不能测算。date 请写规定施行以后的日期。")
    return reservation


def _share_row(share: Share | None) -> Row | None:
    if share is None:
        return None
    micro = share.min_micro_small_yuan
    return {
        "mode": str(share.mode),
        "min_reserved_yuan": str(share.min_reserved_yuan),
        "min_micro_small_yuan": None if micro is None else str(micro),
        "confidence": share.confidence,
    }


def _row(line: bytes) -> Row:
    try:
        row = _DECODER.decode(line.decode("utf-8-sig").strip())
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        raise Refused('这一行不是 JSON 对象。每行请写一个，如 {"id": "1", …}，用 UTF-8 编码。')
    return row


def _text(row: Row, field: str) -> str:
    value = row.get(field)
    if not isinstance(value, str) or not value.strip():
        raise Refused(f'{field} 没有写，或者不是文字。请写成 "{field}": "…"。')
    return value.strip()


def _not_json(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _refuse(pack: Pack, error: ValueError) -> NoReturn:
    raise Refused(refusal_of(error, pack.sizes)) from error


_DECODER = json.JSONDecoder(parse_constant=_not_json)
