"""Binding codes: how one is made, compared and kept out of everything that is stored."""

import base64
import hashlib
import re
import secrets

CODE_BYTES = 10
"""80 bits: no guessing, and 16 letters to type."""
MASK = "******"

# Whatever in Latin letters follows the word that a code follows, and what looks like a code elsewhere.
_AFTER_ITS_WORD = re.compile(r"((?:绑定码?|/bind|/start)[\s:：]*)[!-~][ -~]*")
_CODE = re.compile(r"(?<![0-9A-Za-z])[A-Za-z2-7]{4}(?:[ -]?[A-Za-z2-7]{4}){3}(?![0-9A-Za-z])")


def new_code() -> str:
    """A code that nobody can guess, in capital letters and the digits 2 to 7."""
    return base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode()


def hash_of(code: str) -> str:
    """Typed codes may come in small letters or with spaces and dashes between the groups."""
    letters = "".join(code.split()).replace("-", "").upper()
    return hashlib.sha256(letters.encode()).hexdigest()


def without_codes(text: str) -> str:
    """The text as it may be kept."""
    return _CODE.sub(MASK, _AFTER_ITS_WORD.sub(rf"\1{MASK}", text))
