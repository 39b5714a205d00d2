"""The bulk mode as a machine meets it: a process that is fed lines."""

import json
import subprocess
import sys


def fed(command: str, sent: bytes) -> list[dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-m", "bot", command, "--jsonl"], input=sent, capture_output=True, check=True
    )
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_sizes() -> None:
    sent = '{"id": 1, "industry": "工业", "employees": 300, "revenue_wan": 2000}\n工业,300\n'
    good, bad = fed("sme-size", sent.encode())
    assert good == {"id": 1, "size": "中型"}
    assert bad["error"]


def test_reservations() -> None:
    sent = (
        '{"id": 1, "kind": "货物", "budget_yuan": "2000000", "suitable_for_sme": true, "date": "2026-11-24"}'
    )
    (reply,) = fed("sme-reserve", sent.encode())
    demand = {
        "mode": "dedicated",
        "min_reserved_yuan": "2000000.00",
        "min_micro_small_yuan": None,
        "confidence": "verified",
    }
    assert reply == {"id": 1, "local": demand, "statutory": demand}


def test_deadlines() -> None:
    (reply,) = fed("deadline", b'{"id": "a", "rule": "contract_signing", "start": "2026-11-20"}\n')
    assert reply == {
        "id": "a",
        "local_due": "2026-11-24",
        "statutory_due": "2026-12-21",
        "provisional": False,
    }


def test_a_question_is_explained_in_chinese() -> None:
    said = ["合同几天内签", "那备案5天内办就行吧"]
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "--explain", *said], capture_output=True, check=True
    )
    answer, _, explained = done.stdout.decode().partition("\n\n")
    assert answer.startswith("不是5天")
    assert [line.partition("：")[0] for line in explained.splitlines() if not line.startswith(" ")] == [
        "读作",
        "读到",
        "结论",
        "因为",
        "次选",
        "模型单看这句",
        "依据",
    ]
    assert "期限5天" in explained
    assert "filing_deadline（合同几天内备案）" in explained


def test_bulk_questions_are_explained_where_asked_for() -> None:
    sent = json.dumps({"id": 1, "turns": ["备案几天"]}).encode()
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "--jsonl", "--explain"],
        input=sent,
        capture_output=True,
        check=True,
    )
    reply = json.loads(done.stdout)
    assert (reply["topic"], reply["why"]) == ("filing_deadline", "words")
    assert {"confidence", "rival"} <= set(reply)


def test_half_a_surrogate_pair_ends_no_run() -> None:
    lines = ('{"id": 1, "turns": ["\\ud83d"]}', '{"id": 2, "turns": ["备案几天"]}')
    first, second = fed("ask", "\n".join(lines).encode())
    assert first["kind"] == "clarify"
    assert second["topic"] == "filing_deadline"
