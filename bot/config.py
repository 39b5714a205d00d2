"""config.yaml and CAIWEN_… variables → frozen Settings; what is misspelt or impossible stops the start."""

import difflib
import os
from collections.abc import Sequence
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    YamlConfigSettingsSource,
)

PREFIX = "CAIWEN_"
DEFAULT_FILE = "config.yaml"


class ConfigError(Exception):
    """What is wrong with the configuration, in Chinese, one line a fault, each saying what to write."""


class Section(BaseModel):
    """A part of the settings: unknown keys are refused, values never change."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Database(Section):
    url: str


class Http(Section):
    host: str
    port: Annotated[int, Field(ge=0, le=65535)]
    public_url: Annotated[str, Field(pattern=r"^(https://\S+)?$")]


class Web(Section):
    enabled: bool


class Telegram(Section):
    token: str
    mode: Literal["polling", "webhook"]
    base_url: str
    base_file_url: str
    webhook_secret: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,256}$")]
    public_url: Annotated[str, Field(pattern=r"^(https?://\S+)?$")]
    withhold_personal_data: bool

    @model_validator(mode="after")
    def webhook_is_complete(self) -> "Telegram":
        if self.token and self.mode == "webhook":
            if not self.webhook_secret:
                raise ValueError("webhook 方式必须填写 webhook_secret（没有校验串，谁都能冒充 Telegram）")
            if not self.public_url:
                raise ValueError("webhook 方式必须填写 public_url")
        return self


class Channels(Section):
    web: Web
    telegram: Telegram


class Reminders(Section):
    hours: tuple[str, ...]
    tick_seconds: Annotated[float, Field(gt=0, le=60)]

    @field_validator("hours")
    @classmethod
    def spans_in_order(cls, hours: tuple[str, ...]) -> tuple[str, ...]:
        spans = spans_of(hours)
        edges = [edge for span in spans for edge in span]
        if not spans or edges != sorted(set(edges)):
            raise ValueError("至少写一个时段，按先后排列，互不重叠，例如 “09:00-12:00”")
        return hours

    @property
    def spans(self) -> tuple[tuple[time, time], ...]:
        """Opening and closing times of a working day, Shanghai time, in order."""
        return spans_of(self.hours)


class Bureau(Section):
    address: str
    phone: str
    office_hours: str
    online_url: Annotated[str, Field(pattern=r"^(https?://\S+)?$")]
    website: Annotated[str, Field(pattern=r"^(https?://\S+)?$")]


class Log(Section):
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"]


class Settings(BaseSettings):
    """Everything a deployer sets. Environment wins over the file."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", frozen=True, extra="forbid", yaml_file_encoding="utf-8"
    )

    district: str
    packs: tuple[Path, ...]
    database: Database
    http: Http
    channels: Channels
    reminders: Reminders
    bureau: Bureau
    log: Log

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        del init_settings, dotenv_settings, file_secret_settings
        return env_settings, YamlConfigSettingsSource(settings_cls, yaml_file=config_file())


def config_file() -> Path:
    """The file named by CAIWEN_CONFIG, else config.yaml in the current folder."""
    return Path(os.environ.get(f"{PREFIX}CONFIG", DEFAULT_FILE))


def load_settings() -> Settings:
    """The settings of this process. Raises ConfigError with a Chinese line for each fault."""
    if not config_file().is_file():
        raise ConfigError(
            f"找不到设置文件 {config_file()}。请在项目文件夹里启动，或用 {PREFIX}CONFIG 指明它。"
        )
    unknown = _unknown_variables()
    if unknown:
        raise ConfigError("\n".join(unknown))
    try:
        return Settings()
    except ValidationError as error:
        raise ConfigError("\n".join(_fault(item) for item in error.errors())) from error


def spans_of(hours: Sequence[str]) -> tuple[tuple[time, time], ...]:
    """`09:00-12:00` → (09:00, 12:00). Raises ValueError with what to write instead."""
    spans = []
    for text in hours:
        try:
            opening, closing = (time.fromisoformat(part.strip()) for part in text.split("-"))
        except ValueError:
            raise ValueError(f"时段 {text!r} 读不懂，请写成 “09:00-12:00”") from None
        spans.append((opening, closing))
    return tuple(spans)


def _unknown_variables() -> list[str]:
    """A line for each CAIWEN_ variable that no setting has (pydantic ignores those)."""
    known = {f"{PREFIX}CONFIG", *(f"{PREFIX}{name.upper()}" for name in _paths(Settings, ""))}
    faults = []
    for name in os.environ:
        if name.startswith(PREFIX) and name.upper() not in known:
            near = difflib.get_close_matches(name, known, 1, 0)
            faults.append(f"环境变量 {name} 不是一项设置。是不是 {near[0]}？")
    return faults


def _paths(model: type[BaseModel], prefix: str) -> list[str]:
    paths = []
    for name, item in model.model_fields.items():
        paths.append(prefix + name)
        if isinstance(item.annotation, type) and issubclass(item.annotation, BaseModel):
            paths += _paths(item.annotation, f"{prefix}{name}__")
    return paths


def _fault(item: ErrorDetails) -> str:
    path = [str(part) for part in item["loc"]]
    key = ".".join(path)
    if item["type"] == "extra_forbidden":
        near = difflib.get_close_matches(path[-1], _names_beside(path), 1, 0)
        return f"没有 {key} 这一项设置。是不是 {near[0]}？" if near else f"没有 {key} 这一项设置。"
    if item["type"] == "missing":
        return f"缺少 {key}。请照 config.yaml 的样子补上。"
    reason = str(item.get("ctx", {}).get("error", "")) or f"{item['input']!r} 不能用：{_expected(item)}"
    return f"{key}：{reason}"


def _names_beside(path: list[str]) -> list[str]:
    model: Any = Settings
    for part in path[:-1]:
        found = model.model_fields.get(part)
        model = found.annotation if found else Settings
    return list(model.model_fields)


def _expected(item: ErrorDetails) -> str:
    """What to write instead, for the kinds of fault that the settings above can have."""
    context = item.get("ctx", {})
    match item["type"]:
        case "literal_error":
            return f"可以写 {context['expected']}".replace(" or ", " 或 ")
        case "string_pattern_mismatch":
            return f"要符合 {context['pattern']}"
        case "bool_parsing" | "bool_type":
            return "请写 true 或 false"
        case "string_type":
            return "请写成文字（数字也要加引号）"
    return f"请写合适的数（{', '.join(f'{name}={value}' for name, value in context.items()) or '整数'}）"
