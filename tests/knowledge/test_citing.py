"""Citations as people type them."""

import pytest

from knowledge.base import Citation, District
from knowledge.citing import NoArticle, UnknownLaw, read_citations


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("政府采购法 第五十二条", [("gpl", "第五十二条")]),
        ("《中华人民共和国政府采购法》第五十二条。", [("gpl", "第五十二条")]),
        (
            "政府采购法第五十二条、第五十三条；政府采购法实施条例第53条",
            [("gpl", "第五十二条"), ("gpl", "第五十三条"), ("reg_658", "第53条")],
        ),
        ("94号令第十条第一款", [("mof_94", "第十条第一款")]),
        ("财政部令第94号第十条", [("mof_94", "第十条")]),
        ("政府采购质疑和投诉办法第十条", [("mof_94", "第十条")]),
        ("上财〔2021〕60号三（四）8", [("zz_sj_2021_60", "三（四）8")]),
        ("上财[2021]60号（二）5", [("zz_sj_2021_60", "（二）5")]),
        ("60号文三（二）5", [("zz_sj_2021_60", "三（二）5")]),
        ("财库〔2020〕10号", [("mof_2020_10", "")]),
        ("政府采购法第五十二条；政府采购法第五十二条", [("gpl", "第五十二条")]),
        ("", []),
        ("；", []),
    ],
)
def test_the_law_that_is_meant(district: District, typed: str, meant: list[tuple[str, str]]) -> None:
    assert read_citations(typed, district.laws) == tuple(Citation(*each) for each in meant)


@pytest.mark.parametrize(
    "typed", ["条例第五十三条", "政府采购专家办法", "第五十二条", "2021年的文件", "号文"]
)
def test_an_unknown_law_is_refused_with_the_nearest(district: District, typed: str) -> None:
    with pytest.raises(UnknownLaw) as refused:
        read_citations(typed, district.laws)
    assert len(refused.value.nearest) == 3
    assert set(refused.value.nearest) <= {law.short for law in district.laws.values()}


def test_the_nearest_is_the_one_that_was_nearly_written(district: District) -> None:
    with pytest.raises(UnknownLaw) as refused:
        read_citations("政府采购法实施细则第十条", district.laws)
    assert refused.value.said == "政府采购法实施细则"
    assert refused.value.nearest[0] == "政府采购法实施条例"


@pytest.mark.parametrize("typed", ["政府采购法", "政府采购法实施条例", "94号令"])
def test_a_law_needs_its_article(district: District, typed: str) -> None:
    with pytest.raises(NoArticle):
        read_citations(typed, district.laws)


def test_every_law_can_be_cited_by_its_short_name(district: District) -> None:
    for law in district.laws.values():
        assert read_citations(f"{law.short}第三条", district.laws)[0].law == law.id, law.short
