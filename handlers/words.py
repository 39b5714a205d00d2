"""The Chinese names of what the program knows by English ones."""

from models.types import ProcurementKind, Role, UnitKind

ROLES = {
    Role.SUPPLIER: "供应商",
    Role.OFFICER: "经办人",
    Role.LEAD: "责任人",
    Role.SUPERVISOR: "监督岗",
    Role.ADMIN: "管理员",
}
UNIT_KINDS = {UnitKind.BUYER: "采购人", UnitKind.AGENCY: "代理机构", UnitKind.FINANCE: "财政部门"}
KINDS = {ProcurementKind.GOODS: "货物", ProcurementKind.SERVICES: "服务", ProcurementKind.WORKS: "工程"}

CANCEL = "取消"
BACK = "上一步"
CONFIRM = "确认"

LONGEST_QUOTE = 60


def quoted(text: str) -> str:
    """What somebody said, as far as it fits between quotation marks."""
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"
