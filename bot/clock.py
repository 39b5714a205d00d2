"""The only reader of the time. Everything below is given `now`."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Answers with the present moment, aware, in UTC."""


def system_clock() -> datetime:
    return datetime.now(UTC)
