"""Numbers as people or machines give them, to exact decimals or an error that says what is wrong."""

import re
from decimal import Decimal
from enum import StrEnum

FEN = Decimal("0.01")
BELOW_YUAN = Decimal(10) ** 15
"""No budget reaches this; below it every product with a ratio is exact."""

_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


class AmountFault(StrEnum):
    """Why an amount is refused."""

    NOT_A_NUMBER = "not_a_number"
    NOT_POSITIVE = "not_positive"
    TOO_FINE = "too_fine"
    TOO_LARGE = "too_large"


class BadAmount(ValueError):
    """What was given cannot be an amount in 元."""

    def __init__(self, value: object, fault: AmountFault) -> None:
        super().__init__(f"{value!r}: {fault}")
        self.value, self.fault = value, fault


def decimal_of(value: object) -> Decimal | None:
    """A finite number from int, float (by its shortest form), Decimal or plain decimal text; else None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, int) or (isinstance(value, str) and _PLAIN_NUMBER.fullmatch(value)):
        value = Decimal(value)
    return value if isinstance(value, Decimal) and value.is_finite() else None


def amount_yuan(value: object) -> Decimal:
    """An amount in 元, more than nothing and to the 分 at the finest. Raises BadAmount."""
    number = decimal_of(value)
    if number is None:
        raise BadAmount(value, AmountFault.NOT_A_NUMBER)
    if number <= 0:
        raise BadAmount(value, AmountFault.NOT_POSITIVE)
    if number >= BELOW_YUAN:
        raise BadAmount(value, AmountFault.TOO_LARGE)
    if number != number.quantize(FEN):
        raise BadAmount(value, AmountFault.TOO_FINE)
    return number.quantize(FEN)
