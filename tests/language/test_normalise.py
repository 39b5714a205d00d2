"""The forms of typed text."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from language.normalise import fold, normalise, plain


def test_normal_text_is_simplified_lower_case_words() -> None:
    assert normalise("質疑與投訴的時限？ ＡＢＣ－１２＿３") == "质疑与投诉的时限 abc 12 3"


def test_plain_text_keeps_case_and_script() -> None:
    assert plain(" ＳＪ２０２６－０１５\u200b\u2060 登記\n昨天\u0007 ") == "SJ2026-015 登記 昨天"


def test_folding_reads_formal_and_traditional_numerals() -> None:
    assert fold("叁佰萬圓　ＳＪ—週五") == "三百万元 sj-周五"


def test_nothing_remains_of_signs() -> None:
    assert normalise("👍！？……") == ""
    assert plain("\u200b \n") == ""


@given(st.text())
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_plain_text_is_visible_and_stays_plain(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    assert not any(unicodedata.category(char).startswith("C") for char in once)


@given(st.text())
def test_normal_text_is_words_with_single_spaces(text: str) -> None:
    words = normalise(text).split(" ")
    assert words == [""] or all(word and not set(word) & set(" _，。!-") for word in words)
