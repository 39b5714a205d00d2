"""Whether a purchase is said to suit small and medium enterprises, or to be no government procurement."""

import re
from enum import StrEnum

from language.normalise import fold


class Suitability(StrEnum):
    """适宜 or 不适宜由中小企业提供, as the person says it of his own project."""

    SUITS = "suits"
    DOES_NOT_SUIT = "does_not_suit"


_OPEN = re.compile(
    r"适不适[宜合]|是[否不]是?(?:不?适[宜合]|只[能有])|[宜合]不[宜合]|不?适[宜合](?:吗|么|不$)"
)
"""The person asks whether it suits."""
_LARGE = "(?:(?:特?大|大型|特大型)的?(?:企业|公司|厂家?)|大厂)"
_SMALL = "(?:中小(?:型?微?企业)?|小微(?:企业)?|小企业|小公司)"
_NOT = re.compile(
    rf"不(?:太|大)?(?:适[宜合]|宜(?:由|面?向|预留))|[没无][有法]?(?:中小企业)?(?:能|可)由?{_SMALL}"
    rf"|(?:只[能有]|必须|得)(?:由|从|找|向|让|是)?{_LARGE}|{_SMALL}(?:都|也)?(?:做|干|提供|供应|完成|承接|生产)不(?:了|到|来)"
    rf"|(?:没有|无)(?:一家)?{_SMALL}(?:能|可以)"
)
_YES = re.compile("适[宜合]")
_NO_PROCUREMENT = re.compile(
    "(?:不是|不算|不属于|并非|不走|不用走|不搞)(?:政府采购|政采)|非(?:政府采购|政采)|(?:政府采购|政采)(?:以外|之外)的"
)
_ASKS_WHETHER = re.compile("是不是(?:政府采购|政采)|算不算(?:政府采购|政采)")


def suitability(text: str) -> Suitability | None:
    """What the words say of it; None where they say nothing, or ask."""
    folded = fold(text)
    if _OPEN.search(folded):
        return None
    if _NOT.search(folded):
        return Suitability.DOES_NOT_SUIT
    return Suitability.SUITS if _YES.search(folded) else None


def is_no_procurement(text: str) -> bool:
    """Whether a purchase is said to be no government procurement (不是政府采购, 不走政采)."""
    folded = fold(text)
    return bool(_NO_PROCUREMENT.search(folded)) and not _ASKS_WHETHER.search(folded)
