"""The everyday words behind `language.entities`."""

import re

from models.types import ProcurementKind

_GOODS = """
货物 货品 物资 商品 设备 电脑 计算机 服务器 打印机 复印机 投影仪 空调 家具 课桌 课桌椅 桌椅 桌子 椅子
车辆 公务车 救护车 耗材 药品 试剂 疫苗 办公用品 图书 教材 器材 仪器 校服 服装 食材 工程机械 垃圾桶
"""
_SERVICES = """
服务 物业 保安 保洁 安保 环卫 咨询 监理 审计 培训 运维 维保 维护 维修 保养 租赁 印刷 保险 劳务派遣 劳务外包
食堂托管 餐饮 体检 法律顾问 绿化养护 养护 规划编制 勘察 设计 检测 评估 造价咨询 软件开发
"""
_WORKS = """
工程 施工 修路 铺路 修桥 装修 装饰装修 改造 修缮 翻修 翻新 拆除 新建 扩建 改建 盖楼 建楼 道路建设 管网建设
"""
_NEUTRAL = """
服务中心 服务态度 服务承诺 服务期 服务费 服务大厅 服务电话 服务平台 为您服务 商品房 工程师 工程款 工程局
设备间 新建项目 保险起见 维护权益 维护自己 评估一下 咨询一下 咨询电话 问题咨询 请咨询
想咨询 咨询个 咨询您 咨询下
"""
_WORDS: dict[ProcurementKind | None, str] = {
    ProcurementKind.GOODS: _GOODS,
    ProcurementKind.SERVICES: _SERVICES,
    ProcurementKind.WORKS: _WORKS,
    None: _NEUTRAL,
}
KIND_WORDS: dict[str, ProcurementKind | None] = {
    word: kind for kind, words in _WORDS.items() for word in words.split()
}
"""Word → kind; None for a neutral word, which keeps the shorter word inside it from being read."""

_NOT = (
    r"没有|没(?!收保|收入|问题|错)|未(?!来|必)|尚未|还不"
    r"|不(?:用|能|要|打算|签|想|再|需|必|得|准备|会|给|让|肯|愿)"
    r"|无需|无法|先别|别再|暂缓|推迟"
)
NOT_DONE_BEFORE = re.compile(rf"(?:{_NOT}).{{0,6}}$")
NOT_DONE_AFTER = re.compile(rf"^.{{0,6}}(?:{_NOT})")
NOT_THE_NEXT = re.compile(rf"(?:\s|但是?|而)[还也都]*(?:{_NOT}).{{0,2}}$")
"""A negation between two words that belongs to the second alone: 已签合同 未备案."""

YES = re.compile(
    r"(?:确认|确定|同意|妥|好)了|(?:确认|确定|对的?|对对|好的?|好吧|好嘞|是的?|嗯+|恩|ok|okay|yes|y|行|可以的?|没错|没问题"
    r"|正确|同意|妥|中|要得|就这样|对没错|是的没错|确认无误)[啊呀哈哒嘞滴]?(?:谢谢|麻烦了)?"
)
NO = re.compile(
    r"(?:取消|错|算|弄错|写错|搞错|不要|不用)了|(?:不|不是的?|取消|不对|不对不对|不行|不要|不用|不可以|不确认|不同意|不中|错|错误"
    r"|别|否|no|n|先不|先不要|先别|不是这个|没有)[啊呀哈呢的]?(?:谢谢|麻烦了)?"
)
