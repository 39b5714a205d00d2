"""What is no question: never an exception, never an answer, always what to do next."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.answer import answer
from knowledge.base import District
from language.normalise import normalise
from models.types import AnswerKind
from tests.knowledge.conftest import NOW

ASKS_FOR_WORDS = ["请", "打字", "转人工"]
NOTHING = {
    "empty": "",
    "spaces": " \t\r\n\u3000 ",
    "punctuation": "？？？！！……。。",
    "emoji": "😀😀👍🏽👨‍👩‍👧",
    "control characters": "\x00\x01\x1b[31m\x7f",
    "invisible": "\u200b\u200d\u2060\ufeff",
    "right to left": "\u202e\u202d\u2066",
    "half a surrogate pair": "\ud83d",
    "a link": "https://example.org/a?b=c&d=1",
    "an address": "a.b@example.org",
    "markup": "<img src=x onerror=alert(1)>",
    "keyboard": "asdfghjkl qwertyuiop zxcvbnm",
    "another language": "сколько дней на жалобу",
    "one character": "欠",
    "one character over and over": "啊" * 40,
    "a telephone number": "13800000000",
    "many digits": "9" * 300,
    "a bare number": "7",
    "too long": "政府采购合同投诉质疑" * 500,
    "picture": "[图片]",
    "voice": "[语音]",
}
NOISE = st.text(
    st.one_of(
        st.sampled_from("？！。，…、；：“”（）【】《》·~@#%&*_+=|\\/<>[]{}^$`'\" \t\n\r\x00\x1b"),
        st.characters(categories=["So", "Sk", "Cc", "Cf", "Cs", "Mn", "Po"]).filter(
            lambda c: not normalise(c)
        ),
    ),
    max_size=80,
)


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_what_says_nothing_is_asked_back(text: str, district: District) -> None:
    found = answer([text], NOW, district)
    assert found.kind is AnswerKind.CLARIFY
    assert any(word in found.text for word in ASKS_FOR_WORDS)


@given(noise=NOISE)
@settings(max_examples=300, deadline=None)
def test_noise_is_never_answered(noise: str, district: District) -> None:
    found = answer([noise], NOW, district)
    assert found.kind is not AnswerKind.ANSWER
    assert found.text


@given(before=st.lists(st.text(max_size=40), max_size=3), noise=NOISE)
@settings(max_examples=150, deadline=None)
def test_noise_after_anything_is_no_answer_of_its_own(
    before: list[str], noise: str, district: District
) -> None:
    assert answer([*before, noise], NOW, district).text


@given(
    number=st.integers(), unit=st.sampled_from(["", "元", "万", "人", "%", "天", "月", "亿", "个", "-", "^9"])
)
@settings(max_examples=200, deadline=None)
def test_a_bare_figure_is_never_answered(number: int, unit: str, district: District) -> None:
    assert answer([f"{number}{unit}"], NOW, district).kind is not AnswerKind.ANSWER


@pytest.mark.parametrize(
    "text",
    [
        "\u202e合同几天内签\u202c",
        "合\u200b同\u200b几天\u200b内签",
        "合同\x00几天内签",
        "\ufeff合同几天内签\r\n",
        "合同\t几天内签 😀👍",
        "合同几天内签\ud83d",
        "# 合同几天内签",
        "合同几天内签！！！！！",
        "合̷同̷几天内签",
    ],
)
def test_what_surrounds_a_question_does_not_hide_it(text: str, district: District) -> None:
    assert answer([text], NOW, district).topic == "contract_sign_deadline"


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE questions; --", "1 OR 1=1", "<script>alert(1)</script>", "{{7*7}}"]
)
def test_what_is_meant_for_machines_is_not_answered(text: str, district: District) -> None:
    assert answer([text], NOW, district).kind is not AnswerKind.ANSWER


@pytest.mark.parametrize(
    "day", ["0001年1月1日", "1900-01-01", "2月30日", "2099-12-31", "9999年12月31日", "11月31号"]
)
@pytest.mark.parametrize(
    "event", ["{}发的中标通知书，合同最晚哪天签", "{}出的中标公告，质疑到哪天", "质疑最晚哪天，{}"]
)
def test_impossible_and_far_days_are_asked_again(day: str, event: str, district: District) -> None:
    found = answer([event.format(day)], NOW, district)
    assert found.kind is AnswerKind.CLARIFY
    assert found.why == "figures"


def test_the_last_moment_of_the_calendar_is_no_error(district: District) -> None:
    last = datetime.max.replace(tzinfo=NOW.tzinfo, year=9998)
    assert answer(["昨天发的中标通知书，合同最晚哪天签"], last, district).kind is AnswerKind.CLARIFY
