"""The command line: run the service, talk on the console, set a district up, compute and ask."""

import argparse
import asyncio
import json
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from sqlmodel import Session

from bot import installation
from bot.cli import bulk, compute, serve
from bot.cli.entries import as_yaml
from bot.cli.explained import explained
from bot.cli.quiet import end_quietly
from bot.cli.refusals import Refused
from bot.clock import system_clock
from bot.config import ConfigError, Settings, load_settings
from bot.database import Database, migrate
from bot.engine import open_engine
from bot.http.server import CannotListen
from bot.logs import set_up_logs
from bot.packs.districts import Districts
from bot.packs.files import PackError
from bot.packs.loader import UnknownDivision, load_packs
from handlers.words import ROLES, UNIT_KINDS
from knowledge.answer import answer, ask_row
from knowledge.base import District
from ledger import entries, people
from ledger.people import RoleDoesNotFit, UnitExists, UnknownUnit
from models.types import Role, UnitKind
from rules.ladder import OfficeHours

T = TypeVar("T")
INVITED = (Role.OFFICER, Role.LEAD, Role.SUPERVISOR, Role.ADMIN)


def main(arguments: list[str] | None = None) -> int:
    """Run a command; its exit status. Faults of configuration and input are told in Chinese on stderr."""
    options = _parser().parse_args(arguments)
    try:
        settings = load_settings()
        set_up_logs(settings.log.level)
        status: int = options.run(settings, options)
        sys.stdout.flush()
    except BrokenPipeError:
        if options.run in (_serve, _talk):
            raise
        end_quietly()
        return 0
    except (ConfigError, PackError) as error:
        print(f"设置有误，没有启动：\n{error}", file=sys.stderr)
        return 2
    except CannotListen as error:
        print(
            f"监听不了 {error}，没有启动。可能已有程序在用，请换一个：CAIWEN_HTTP__PORT=8081", file=sys.stderr
        )
        return 2
    except UnknownDivision as error:
        print(f"没有区划 {error.code} 的规则包。可以用：{'、'.join(error.known)}。", file=sys.stderr)
        return 2
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="采问：政府采购聊天助手")
    parser.set_defaults(run=_serve)
    commands = parser.add_subparsers(title="命令")
    commands.add_parser("console", help="在终端里聊天").set_defaults(run=_talk)
    one = commands.add_parser("ask", help="问一个问题，或用 --jsonl 批量回答")
    one.add_argument("question", nargs="*", help="写几句的，是先后说的话，答最后一句")
    one.add_argument("--explain", action="store_true", help="说明选了哪一条、次选是哪一条、为什么")
    one.set_defaults(run=_ask)
    _bulk(one)
    for name in compute.COMMANDS:
        commands.add_parser(name, help="单个计算，或用 --jsonl 批量计算")
    one = commands.add_parser("entries", help="打印监督岗写的条目，供收进规则包")
    one.add_argument("--district", help="区划代码，默认用设置里的")
    one.set_defaults(run=_print_entries)
    _add_unit_command(commands)
    one = commands.add_parser("invite", help="生成一次性绑定码")
    one.add_argument("--role", choices=[role.value for role in INVITED], required=True)
    one.add_argument("--unit", required=True)
    one.add_argument("--name", default="")
    _set_up(one, _invite)
    return parser


def _add_unit_command(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    unit = commands.add_parser("unit", help="单位").add_subparsers(required=True)
    one = unit.add_parser("add", help="新建单位")
    one.add_argument("name")
    one.add_argument("--kind", choices=[kind.value for kind in UnitKind], required=True)
    _set_up(one, _add_unit)


def _bulk(command: argparse.ArgumentParser) -> None:
    command.add_argument("--jsonl", action="store_true", help="从标准输入逐行读 JSON，逐行写出结果")
    command.add_argument("--district", help="区划代码，默认用设置里的")


def _set_up(command: argparse.ArgumentParser, run: object) -> None:
    command.add_argument("--district", help="区划代码，默认用设置里的")
    command.add_argument("--json", action="store_true", help="输出 JSON")
    command.set_defaults(run=run)


def _serve(settings: Settings, _options: argparse.Namespace) -> int:
    asyncio.run(serve.serve(settings))
    return 0


def _talk(settings: Settings, _options: argparse.Namespace) -> int:
    asyncio.run(serve.talk(settings))
    return 0


def _ask(settings: Settings, options: argparse.Namespace) -> int:
    districts = Districts(settings.packs, OfficeHours(settings.reminders.spans))
    district = districts.of(options.district or settings.district)
    now = system_clock()
    if options.jsonl:
        explain = options.explain
        bulk.run_lines(lambda row: _ask_row(district, row, now, explain), sys.stdin.buffer, sys.stdout.buffer)
        return 0
    if not options.question:
        print('请把问题写在后面，例如：python -m bot ask "质疑几天之内提"', file=sys.stderr)
        return 2
    lines = [answer(options.question, now, district).text]
    if options.explain:
        lines += ["", *explained(options.question, now, district)]
    print(*(line.encode(errors="replace").decode() for line in lines), sep="\n")
    return 0


def _ask_row(district: District, row: dict[str, Any], now: datetime, explain: bool) -> dict[str, Any]:
    try:
        return ask_row(district, row, now, explain=explain)
    except (KeyError, TypeError, ValueError) as error:
        example = '{"id": "1", "turns": ["质疑几天之内提"], "today": "2026-11-24"}'
        raise Refused(f"这一行要写成 {example} 的样子，turns 至少有一句，today 可以不写。") from error


def _with_database(settings: Settings, district: str, work: Callable[[Database, datetime], T]) -> T:
    """What `work` returns on the installation's database, for a district that has a pack."""
    load_packs(settings.packs).of(district)
    database = Database(open_engine(settings.database.url))
    try:
        migrate(database.engine)
        return work(database, system_clock())
    finally:
        database.close()


def _print_entries(settings: Settings, options: argparse.Namespace) -> int:
    code = options.district or settings.district
    written = _with_database(
        settings,
        code,
        lambda database, _now: database.in_transaction(lambda tx: entries.with_questions(tx, code)),
    )
    print(as_yaml(written, Districts(settings.packs, OfficeHours(settings.reminders.spans)).of(code)))
    return 0


def _add_unit(settings: Settings, options: argparse.Namespace) -> int:
    district = options.district or settings.district
    kind = UnitKind(options.kind)

    def work(database: Database, now: datetime) -> int | None:
        me = installation.operator(district)
        return database.in_transaction(lambda tx: people.add_unit(tx, me, now, options.name, kind)).id

    try:
        unit_id = _with_database(settings, district, work)
    except UnitExists:
        print(f"本区已有单位“{options.name}”。", file=sys.stderr)
        return 1
    made = {"id": unit_id, "name": options.name, "kind": kind.value, "district": district}
    print(
        json.dumps(made, ensure_ascii=False) if options.json else f"已新建{UNIT_KINDS[kind]} {options.name}"
    )
    return 0


def _invite(settings: Settings, options: argparse.Namespace) -> int:
    district, role = options.district or settings.district, Role(options.role)

    def work(database: Database, now: datetime) -> people.Invited:
        def in_transaction(tx: Session) -> people.Invited:
            unit = people.unit_named(tx, district, options.unit)
            me = installation.operator(district)
            return people.invite(tx, me, now, unit, role, options.name or ROLES[role])

        return database.in_transaction(in_transaction)

    try:
        made = _with_database(settings, district, work)
    except UnknownUnit as error:
        print(f"没有唯一的单位“{error.name}”。现有：{'、'.join(error.names) or '无'}。", file=sys.stderr)
        return 1
    except RoleDoesNotFit:
        print("监督岗和管理员只能属于财政部门。", file=sys.stderr)
        return 1
    told = {
        "code": made.code,
        "role": role.value,
        "unit": options.unit,
        "expires_at": made.expires_at.isoformat(),
    }
    print(json.dumps(told, ensure_ascii=False) if options.json else f"{ROLES[role]}绑定码：{made.code}")
    return 0
