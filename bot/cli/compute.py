"""The commands that only compute; they load neither the ledger nor a channel."""

import argparse
import sys

from bot.cli import bulk
from bot.cli.quiet import end_quietly
from bot.clock import system_clock
from bot.config import ConfigError, load_settings
from bot.packs.files import PackError
from bot.packs.loader import UnknownDivision, load_packs
from models.types import SHANGHAI

COMMANDS = {
    "deadline": ("rule", "start"),
    "sme-size": ("industry", "employees", "revenue_wan", "assets_wan"),
    "sme-reserve": ("kind", "budget_yuan", "suitable_for_sme", "date"),
}
"""Each command with the fields of its rows, which are its options too."""


def main() -> int:
    """Run the command; its exit status. Faults are told in Chinese on stderr."""
    options = parser().parse_args()
    try:
        settings = load_settings()
        pack = load_packs(settings.packs).of(options.district or settings.district)
    except (ConfigError, PackError, UnknownDivision) as error:
        print(f"设置有误，没有运行：\n{error}", file=sys.stderr)
        return 2
    fields = COMMANDS[options.command]
    given = {name: getattr(options, name) for name in fields if getattr(options, name) is not None}
    today = system_clock().astimezone(SHANGHAI).date()
    streams = sys.stdin.buffer, sys.stdout.buffer
    try:
        return bulk.run(options.command, pack, options.jsonl, given, *streams, today)
    except BrokenPipeError:
        end_quietly()
        return 0


def parser() -> argparse.ArgumentParser:
    """The options of the three commands."""
    whole = argparse.ArgumentParser(prog="python -m bot")
    commands = whole.add_subparsers(dest="command", required=True)
    for name, fields in COMMANDS.items():
        one = commands.add_parser(name)
        for field in fields:
            one.add_argument(f"--{field.replace('_', '-')}", dest=field)
        one.add_argument("--jsonl", action="store_true", help="从标准输入逐行读 JSON，逐行写出结果")
        one.add_argument("--district", help="区划代码，默认用设置里的")
    return whole
