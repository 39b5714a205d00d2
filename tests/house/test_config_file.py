"""config.yaml explains every key in Chinese, where the deployer reads it."""

import re

from tests.house.tree import ROOT

KEY = re.compile(r"^( *)([a-z_]+):(.*)$")
CHINESE_COMMENT = re.compile(r"^ *#.*[\u3001-\u9fff]")


def unexplained(text: str) -> list[str]:
    """Keys with a value and no comment above. One comment may explain two keys that stand together."""
    lines = text.splitlines()
    explained = [False] * len(lines)
    found = []
    for number, line in enumerate(lines):
        key = KEY.match(line)
        if key is None:
            continue
        above = number > 0 and bool(CHINESE_COMMENT.match(lines[number - 1]))
        explained[number] = above
        opens_section = not key[3].strip() and not lines[number + 1].lstrip().startswith("-")
        if not opens_section and not above and not explained[number - 1]:
            found.append(key[2])
    return found


def test_every_key_is_explained_in_chinese() -> None:
    assert unexplained((ROOT / "config.yaml").read_text()) == []


def test_a_key_without_comment_is_seen() -> None:
    text = "# 说明\nfirst: 1\nsecond: 2\nthird: 3\nsection:\n  fourth: 4\n"
    assert unexplained(text) == ["third", "fourth"]
