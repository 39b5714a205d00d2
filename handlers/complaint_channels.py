"""投诉渠道: which office, and how to reach it, as far as the deployer has filled it in."""

from handlers.intention import Intention
from handlers.saying import buttons_of
from handlers.turn import Turn
from ledger.rights import EVERYONE
from models.message import Reply


def channels(turn: Turn) -> list[Reply]:
    """Which office takes what; its contact data only from the settings."""
    office, contacts = turn.pack.division.finance_bureau, turn.contacts
    filled = [
        (name, value)
        for name, value in (
            ("地址", contacts.address),
            ("电话", contacts.phone),
            ("办公时间", contacts.office_hours),
            ("网上投诉", contacts.online_url),
            ("政府采购网", contacts.website),
        )
        if value
    ]
    lines = [
        "质疑交采购人或它委托的代理机构，联系方式在采购文件里。",
        f"投诉、举报交{office}；投诉前要先质疑，举报不用。",
        *(f"{name}：{value}" for name, value in filled),
    ]
    if not contacts.phone:
        lines.append(f"{office}的联系电话尚未配置，可在中国政府采购网河南分网或采购文件中查看。")
    limits = [turn.pack.rules[name].statutory[-1] for name in ("challenge_submit", "complaint_submit")]
    cited = "；".join(dict.fromkeys(limit.source.cite() for limit in limits))
    lines.append(f"依据：{cited}")
    return [
        Reply(
            "\n".join(lines),
            buttons_of([(text, text) for text in ("算期限", "质疑函写什么", "投诉能不能网上办")]),
        )
    ]


INTENTION = Intention(
    "channels",
    ("投诉渠道", "质疑渠道", "举报渠道", "投诉电话", "联系方式"),
    EVERYONE,
    channels,
    "质疑、投诉、举报找谁",
)
