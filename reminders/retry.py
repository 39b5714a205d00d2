"""When a message that did not get through is tried again. Pure."""

from datetime import datetime, timedelta

FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(minutes=10)


def next_try(
    failures: int, now: datetime, useful_until: datetime, after_seconds: float | None, jitter: float
) -> datetime | None:
    """The moment (UTC) of the next try, or None when it would come after the message is of any use.

    The wait doubles with each of the `failures` before this one up to LONGEST_WAIT and is stretched by
    `jitter` (0 to 1) of half its length, so that many failures do not come back at once. What the
    platform asked for (`after_seconds`) is waited for in full.
    """
    wait = min(FIRST_WAIT * 2 ** min(failures, 10), LONGEST_WAIT) * (1 + jitter / 2)
    if after_seconds is not None:
        wait = timedelta(seconds=after_seconds)
    at = now + wait
    return at if at < useful_until else None
