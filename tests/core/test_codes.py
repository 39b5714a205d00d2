"""A binding code is a secret: nothing that is stored holds one, wherever in a message it stands."""

import pytest

from ledger.codes import new_code, without_codes

CODE = "ABCD2345EFGH67AB"


@pytest.mark.parametrize(
    "said",
    [
        "绑定 {}",
        "绑定{} 小陈",
        "绑定：{}",
        "绑定码{}",
        "绑定码：{}",
        "/bind {}",
        "/start {}",
        "{}",
        "我的码是{}，怎么用",
    ],
)
@pytest.mark.parametrize(
    "code", [CODE, CODE.lower(), "ABCD-2345-EFGH-67AB", "ABCD 2345 EFGH 67AB", new_code()]
)
def test_no_code_is_kept(said: str, code: str) -> None:
    kept = without_codes(said.format(code))
    assert kept.replace(" ", "") == said.format("******").replace(" ", "")


@pytest.mark.parametrize("said", ["/bind ABCD", "绑定 wrong-code", "/start 1"])
def test_nor_is_what_stands_in_its_place(said: str) -> None:
    assert without_codes(said).endswith(" ******")


@pytest.mark.parametrize("said", ["绑定要多久", "/start", "登记 SJ2026-015 中标通知书 昨天", "政府采购"])
def test_the_rest_is_kept_as_it_is(said: str) -> None:
    assert without_codes(said) == said
