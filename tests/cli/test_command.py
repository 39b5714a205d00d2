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
