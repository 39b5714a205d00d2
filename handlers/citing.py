"""Reading the 依据 that a supervisor types, with what to write instead where it is not known."""

from handlers.forms import NotUnderstood
from handlers.turn import Turn
from knowledge.citing import NoArticle, UnknownLaw, read_citations
from models.message import Button

WITHOUT = "不写依据"
HOW = "例如：政府采购法第五十二条；上财〔2021〕60号三（四）8"
LONGEST_SOURCES = 200


def read_sources(turn: Turn, text: str) -> list[str]:
    """Citations as entries write them, `gpl 第五十二条`. Raises NotUnderstood."""
    if len(text) > LONGEST_SOURCES:
        raise NotUnderstood(f"依据请在{LONGEST_SOURCES}个字之内。{HOW}")
    try:
        found = read_citations(text, turn.district.laws)
    except UnknownLaw as error:
        near = "、".join(error.nearest)
        raise NotUnderstood(f"没有收录“{error.said}”，不能作依据。名称相近的有：{near}。{HOW}") from error
    except NoArticle as error:
        raise NotUnderstood(f"请写明{error.law}第几条。{HOW}") from error
    if not found:
        raise NotUnderstood(f"没看到依据。{HOW}")
    return [f"{citation.law} {citation.article}".strip() for citation in found]


def read_sources_or_none(turn: Turn, text: str) -> list[str]:
    """The same, or nothing where that is what is said."""
    return [] if text in {WITHOUT, "没有", "无", "不写"} else read_sources(turn, text)


WITHOUT_BUTTON = Button(WITHOUT, WITHOUT)
