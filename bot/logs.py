"""JSON log lines, and the reference numbers that join what a user was told to what went wrong."""

import json
import logging
import secrets
import sys
from datetime import UTC, datetime

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No letters that are mistaken for others when read over the telephone."""

EXTRA = frozenset({"reference", "channel", "row", "deadline"})


class JsonLines(logging.Formatter):
    """One JSON object a line: at (UTC), level, logger, message, what was passed as `extra`, the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {key: value for key, value in vars(record).items() if key in EXTRA}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def set_up_logs(level: str) -> None:
    """Everything to standard error, as JSON lines; libraries only from WARNING up."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in ("apscheduler", "httpx", "telegram", "aiohttp.access", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def new_reference() -> str:
    """A number like 7F3K-2Q for the user to pass on."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(6))
    return f"{letters[:4]}-{letters[4:]}"
