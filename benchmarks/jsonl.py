"""`deadline --jsonl` in rows a second, beside a bare pass of the same lines through the json module.

    python -m benchmarks.jsonl

One run, without the start of the interpreter or the loading of the pack.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from itertools import cycle, islice, product
from pathlib import Path

from bot.cli import bulk
from bot.packs.loader import load_packs

ROWS = 100_000
TODAY = date(2026, 11, 24)
GOAL = 0.3
PACKS = Path(__file__).parents[1] / "packs"


def main() -> None:
    pack = load_packs([PACKS]).of("410106")
    starts = [(TODAY - timedelta(days=days)).isoformat() for days in range(500)]
    rules = [rule.id for rule in pack.rules.values() if rule.tracking]
    rows = enumerate(islice(cycle(product(starts, rules)), ROWS))
    lines = [json.dumps({"id": str(n), "rule": rule, "start": start}).encode() for n, (start, rule) in rows]
    sent = b"\n".join(lines)
    bare = rows_per_second(lambda: json_alone(BytesIO(sent), BytesIO()))
    answered = rows_per_second(lambda: bulk.run("deadline", pack, True, {}, BytesIO(sent), BytesIO(), TODAY))
    sys.stdout.write(
        f"deadline --jsonl {answered:,.0f} rows/s, json alone {bare:,.0f} rows/s, "
        f"ratio {answered / bare:.2f} (goal ≥ {GOAL})\n"
    )


def json_alone(source: BytesIO, sink: BytesIO) -> None:
    """What reading and writing the lines costs without any answer."""
    for line in source:
        sink.write(f"{json.dumps(json.loads(line))}\n".encode())


def rows_per_second(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return ROWS / (time.perf_counter() - begun)


if __name__ == "__main__":
    main()
