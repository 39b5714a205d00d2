"""`python -m bot entries`: the entries that supervisors wrote, as the packs have them."""

from collections.abc import Iterator, Sequence

import yaml

from knowledge.base import District
from knowledge.matcher import OUTSIDE
from ledger.entries import Written
from models.types import SHANGHAI, AnswerKind

HEAD = """\
# {name}自己写的条目，共{count}条。收进规则包：放到 packs/{code}/knowledge/ 的文件里，改 id、object、aspect，
# 数字换成占位符；新的问题还要在 packs/cn/knowledge/topics.jsonl 里登记（见 packs/cn/knowledge/README.md）。
"""
OBJECT, ASPECT = "written", "content"


class _Block(str):
    """A text that is written as a block of lines."""


class _Dumper(yaml.SafeDumper):
    """Writes answers as the files have them: `answer: |`."""


_Dumper.add_representer(
    _Block, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|")
)


def as_yaml(written: Sequence[Written], district: District) -> str:
    """The entries in the form of packs/*/knowledge/*.yaml, each with its question and its day above."""
    division = district.pack.division
    head = HEAD.format(name=division.name, count=len(written), code=division.code)
    return "\n".join([head, *_entries(written, district)])


def _entries(written: Sequence[Written], district: District) -> Iterator[str]:
    matcher = district.matcher
    for each in written:
        on = each.entry.reviewed_at.astimezone(SHANGHAI).date()
        asked = " → ".join([*each.settled.before, each.settled.question])
        topic = each.settled.topic
        is_new = topic.startswith(OUTSIDE) or topic not in matcher.objects
        row = {
            "id": f"written_{each.entry.id}",
            "object": OBJECT if is_new else matcher.objects[topic],
            "aspect": ASPECT if is_new else matcher.aspects[topic],
            "kind": AnswerKind.ANSWER.value,
            "title": each.entry.title,
            "answer": _Block(f"{each.entry.answer}\n"),
            "sources": each.entry.sources,
        }
        yield f"# 问题：{asked}（{on:%Y-%m-%d}审核）"
        yield yaml.dump(
            [row], Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=None, width=1000
        )
