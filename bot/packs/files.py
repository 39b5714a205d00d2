"""Reads the YAML files of rule packs so that every mistake in them is named where it stands."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml


class PackError(ValueError):
    """A pack file says something that cannot be; `path`, `where` in it, and what to write instead."""

    def __init__(self, path: Path, where: str, advice: str) -> None:
        super().__init__(f"{path}: {where}: {advice}" if where else f"{path}: {advice}")
        self.path = path
        self.where = where
        self.advice = advice


class Entry:
    """One mapping of a pack file. Each key is taken once, with its kind; `done` refuses what is left."""

    def __init__(self, data: object, path: Path, where: str = "") -> None:
        self.path, self.where = path, where
        if not isinstance(data, dict):
            raise PackError(path, where, f"写成“键: 值”，现在是 {data!r}")
        self._left: dict[Any, Any] = dict(data)

    def wrong(self, key: str, advice: str) -> PackError:
        """The error for a key of this entry."""
        return PackError(self.path, f"{self.where}.{key}" if self.where else key, advice)

    def has(self, key: str) -> bool:
        """Whether the key stands there and says something."""
        return self._left.get(key) is not None

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default it must be there and not be empty."""
        value = self._take(key, default, "一段文字")
        if not isinstance(value, str) or (default is None and not value):
            raise self.wrong(key, f"写一段文字，现在是 {value!r}")
        return value

    def number(self, key: str, default: int | None = None) -> int:
        """A whole number."""
        value = self._take(key, default, "一个整数")
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.wrong(key, f"写一个整数，现在是 {value!r}")
        return value

    def optional_number(self, key: str) -> int | None:
        """A whole number that may be null but must be said to be."""
        if key not in self._left:
            raise self.wrong(key, "缺少；没有统一天数的写 null")
        return self.number(key) if self.has(key) else self._left.pop(key)

    def flag(self, key: str) -> bool:
        """true or false."""
        value = self._take(key, None, "true 或 false")
        if not isinstance(value, bool):
            raise self.wrong(key, f"写 true 或 false，现在是 {value!r}")
        return value

    def day(self, key: str) -> date:
        """A date."""
        value = self._take(key, None, "日期，如 2026-11-24")
        if type(value) is not date:
            raise self.wrong(key, f"写日期，如 2026-11-24，不加引号，现在是 {value!r}")
        return value

    def optional_day(self, key: str) -> date | None:
        """A date, or None where it is null or absent."""
        return self.day(key) if self.has(key) else self._left.pop(key, None)

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts."""
        value = self._take(key, default, "文字的列表，如 [甲, 乙]")
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            raise self.wrong(key, f"写文字的列表，如 [甲, 乙]，现在是 {value!r}")
        return tuple(value)

    def lists(self, key: str) -> tuple[tuple[str, ...], ...]:
        """A list of lists of texts."""
        value = self._take(key, None, "列表的列表，如 [[甲, 乙], [丙, 丁]]")
        rows: list[Any] = value if isinstance(value, list) else [None]
        if not all(isinstance(row, list) and all(isinstance(item, str) for item in row) for row in rows):
            raise self.wrong(key, f"写列表的列表，如 [[甲, 乙], [丙, 丁]]，现在是 {value!r}")
        return tuple(tuple(row) for row in rows)

    def all_texts(self) -> dict[str, str]:
        """The texts of all keys that nobody has taken yet."""
        return {key: self.text(key) for key in list(self._left)}

    def entry(self, key: str) -> "Entry":
        """A mapping within this one."""
        return Entry(
            self._take(key, None, "“键: 值”"), self.path, f"{self.where}.{key}" if self.where else key
        )

    def entries(self, key: str, default: tuple[()] | None = None) -> list["Entry"]:
        """A list of mappings."""
        value = self._take(key, default, "列表")
        if not isinstance(value, list | tuple):
            raise self.wrong(key, f"写列表，每项以 - 开头，现在是 {value!r}")
        where = f"{self.where}.{key}" if self.where else key
        return [Entry(item, self.path, f"{where}[{place}]") for place, item in enumerate(value, 1)]

    def each(self) -> Iterator[tuple[str, "Entry"]]:
        """All keys with the mappings that they hold."""
        for key in list(self._left):
            if not isinstance(key, str):
                raise self.wrong(str(key), "键要写成文字；off、on、yes、no 请加引号")
            yield key, self.entry(key)

    def skip(self, *keys: str) -> None:
        """Keys that are for readers of the file only."""
        for key in keys:
            self._left.pop(key, None)

    def done(self) -> None:
        """Raises PackError for a key that nobody takes."""
        if self._left:
            raise self.wrong(str(next(iter(self._left))), "没有这个键，请对照其他条目的写法，或者删去")

    def _take(self, key: str, default: Any, kind: str) -> Any:
        if key not in self._left and default is None:
            raise self.wrong(key, f"缺少，写{kind}")
        return self._left.pop(key, default)


def read_entry(path: Path) -> Entry:
    """The mapping that a file holds. Raises PackError."""
    return Entry(_parse(path), path)


def read_mapping(path: Path) -> Mapping[str, Any]:
    """The same as plain values, for readers that check them themselves."""
    data = _parse(path)
    if not isinstance(data, dict):
        raise PackError(path, "", f"写成“键: 值”，现在是 {data!r}")
    return data


def _parse(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except FileNotFoundError:
        raise PackError(path, "", "没有这个文件") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PackError(path, "", f"不是正确的 YAML：{error}") from error
