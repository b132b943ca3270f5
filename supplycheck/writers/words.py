"""What outcomes, kinds of findings, topics and goods are called, wherever a report is written for people."""

from __future__ import annotations

from supplycheck.report import Text

OUTCOME: dict[str, Text] = {
    "fail": Text("不可申报", "FAIL"),
    "review": Text("需人工核对", "REVIEW"),
    "pass": Text("可申报", "PASS"),
    "not_controlled": Text("不涉及", "NOT CONTROLLED"),
    "unreadable": Text("无法读取", "UNREADABLE"),
}
KIND: dict[str, Text] = {
    "fail": Text("错误", "error"),
    "review": Text("待核", "to check"),
    "info": Text("提示", "information"),
    "waived": Text("已豁免", "waived"),
    "passed": Text("通过", "passed"),
    "not_applicable": Text("不适用", "not applicable"),
}
"""What a finding comes to (see `shown.kind`), worst first."""

SEVERITY = {"error": KIND["fail"], "warning": KIND["review"], "info": KIND["info"]}
NOT_EVALUATED = Text("无法判断", "not evaluated")
DATE_FROM = {
    "file": Text("报关单", "from the file"),
    "dossier": Text("随附资料", "from the dossier"),
    "option": Text("命令行", "from the option"),
    "today": Text("今天", "today"),
    "as-if-declared": Text("假定", "assumed"),
}
"""Where a declaration date is from."""

CONFIDENCE = {
    "verified": Text("已核实", "verified"),
    "partial": Text("部分核实", "partly verified"),
    "general": Text("未核实", "not verified"),
}
LAW = Text("依据", "law")
LOOKED_AT = Text("查看", "looked at")
DO = Text("处理", "do")
DECLARED = Text("申报日期", "declared")
TOOL = Text("工具", "tool")
FACTS = Text("法规数据", "facts of law")
CHECKED_ON = Text("核对日期", "checked on")
RESULT = Text("结果", "result")
DECLARATION = Text("报关单", "declaration")
DECLARATIONS = Text("报关单", "declarations")
FILE = Text("文件", "file")
LINES = Text("商品项", "lines")
DESTINATION = Text("目的地", "destination")
EXPORTER = Text("境内发货人", "exporter")
EXPORTER_CODE = Text("境内发货人代码", "code of exporter")
OFFICE = Text("申报地海关", "customs office")
RULE = Text("规则", "rule")
GRADE = Text("级别", "grade")
ABOUT = Text("主题", "topic")
FINDINGS = Text("发现", "findings")
WRITTEN = Text("其中列出", "written out")
MESSAGE = Text("说明", "message")
FIELD = Text("栏目", "field")
PLACE = Text("位置", "place")
SEEN = Text("实际值", "seen")
NEEDED = Text("应为", "needed")
WAIVER = Text("豁免", "waiver")
UNKNOWN = Text("未知", "unknown")
YES = Text("是", "yes")
NO = Text("否", "no")

TOPIC: dict[str, Text] = {
    "classification": Text("商品归类与医用判断", "what the goods are"),
    "hs-code": Text("商品编号", "commodity code"),
    "qualification-missing": Text("缺少资质", "qualification missing"),
    "qualification-number": Text("资质编号", "qualification number"),
    "qualification-expired": Text("资质效期", "qualification expired"),
    "qualification-holder": Text("资质持有人", "qualification holder"),
    "qualification-product": Text("资质所载产品", "product of the qualification"),
    "manufacturer-listed": Text("企业清单", "manufacturer listed"),
    "manufacturer-barred": Text("企业被限制", "manufacturer barred"),
    "statement": Text("出口声明", "export statement"),
    "special-approval": Text("特殊物品审批", "special articles approval"),
    "inspection": Text("出口检验", "export inspection"),
    "trade-mode": Text("监管方式", "supervision mode"),
    "destination-route": Text("目的地准入途径", "way into the destination"),
    "destination-evidence": Text("目的地所需文件", "papers for the destination"),
    "destination-standard": Text("目的地认可的标准", "standards of the destination"),
    "notified-body": Text("公告机构", "notified body"),
    "destination-representative": Text("目的地代表", "representative at the destination"),
    "destination-unknown": Text("目的地规则不明", "destination not known"),
    "end-use": Text("最终用途", "end use"),
    "standard": Text("标准版本", "edition of a standard"),
    "label": Text("标签", "label"),
    "party": Text("企业身份", "identity of a party"),
    "registry": Text("名单数据", "registry data"),
}
SUBTYPE: dict[str, Text] = {
    "surgical_mask": Text("医用外科口罩", "surgical mask"),
    "medical_respirator": Text("医用防护口罩", "medical respirator"),
    "disposable_medical_mask": Text("一次性使用医用口罩", "disposable medical mask"),
    "civil_mask": Text("非医用口罩", "non-medical mask"),
    "coverall": Text("医用防护服", "medical coverall"),
    "gown_surgical": Text("手术衣", "surgical gown"),
    "gown_isolation": Text("隔离衣", "isolation gown"),
    "civil_suit": Text("非医用防护服", "non-medical suit"),
    "ventilator_invasive": Text("有创呼吸机", "invasive ventilator"),
    "ventilator_noninvasive": Text("无创呼吸机", "non-invasive ventilator"),
    "ventilator_emergency": Text("急救转运呼吸机", "emergency ventilator"),
    "ventilator_parts": Text("呼吸机配件", "ventilator parts"),
    "ir_forehead": Text("红外额温计", "infrared forehead thermometer"),
    "ir_ear": Text("红外耳温计", "infrared ear thermometer"),
    "civil_thermometer": Text("非医用测温仪", "non-medical thermometer"),
    "pcr_kit": Text("核酸检测试剂", "PCR test kit"),
    "antigen_professional": Text("抗原检测试剂（专业用）", "antigen test, professional use"),
    "antigen_self_test": Text("抗原自测试剂", "antigen self-test"),
    "antibody_test": Text("抗体检测试剂", "antibody test"),
}


def topic(code: str) -> Text:
    """What a topic is called; a topic of a later version by its code."""
    return TOPIC.get(code, Text(code, code))


def goods(subtype: str | None) -> Text | None:
    """What kind of goods a subtype is."""
    return SUBTYPE.get(subtype, Text(subtype, subtype)) if subtype else None
