"""What no database takes is made storable at the one door, whatever the channel."""

import pytest

from bot.core import storable


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        ("几天", "几天"),
        ("几\x00天", "几天"),
        ("半个\ud83d和整个🙂", "半个?和整个🙂"),
        ("", ""),
    ],
)
def test_what_no_database_takes_is_left_out(said: str, stored: str) -> None:
    assert storable(said) == stored
    stored.encode()
