"""Every word of the page in both languages, and which of the two a browser asks for.

Words that reports use too (outcomes, topics, goods) are in `supplycheck.writers.words`.
"""

from __future__ import annotations

from supplycheck.report import Text

LANGUAGES = ("zh", "en")

TEXTS: dict[str, Text] = {
    # on every page
    "title": Text("出口防疫物资申报自查", "Self-check of export declarations"),
    "tool": Text("supplycheck 申报自查", "supplycheck self-check"),
    "skip": Text("跳到正文", "Skip to the content"),
    "language": Text("语言", "Language"),
    "other_language": Text("English", "中文"),
    "start": Text("新的核对", "New check"),
    "local": Text(
        "只在本机运行：内容不离开这台电脑，也不保存。关闭页面即消失。",
        "Runs on this machine only: nothing leaves it and nothing is kept. Close the page and it is gone.",
    ),
    "no_advice": Text("用于申报前自查，不构成法律意见。", "For finding mistakes before filing; no legal advice."),
    "facts": Text("法规数据", "Facts of law"),
    "none": Text("—", "—"),
    "colon": Text("：", ": "),
    "separator": Text("、", ", "),
    # start
    "lead": Text("申报之前，先核对一遍。", "Check a declaration before you file it."),
    "lead_more": Text(
        "口罩、防护服、呼吸机、红外测温仪、新冠检测试剂：按申报当日的法规和名单，逐项说明能否申报、依据和处理办法。",
        "Masks, protective suits, ventilators, infrared thermometers, COVID-19 tests: by the law and lists of the day, for each "
        "line whether it may be filed, why, and what to do.",
    ),
    "by_file": Text("核对文件", "Check a file"),
    "by_form": Text("填写简表", "Fill in a short form"),
    "by_product": Text("需要什么？", "What would I need?"),
    "files": Text("报关单文件", "Declaration files"),
    "files_hint": Text(
        "单一窗口报文（XML）、表格（CSV、XLSX、XLS、ODS）、JSON 或 ZIP，可多选；同名的 .dossier.json 自动作为其随附资料。",
        "Single Window messages (XML), tables (CSV, XLSX, XLS, ODS), JSON or ZIP, several at once. NAME.dossier.json beside "
        "NAME.xml is taken as its dossier.",
    ),
    "drop": Text("也可以把文件拖到这里。", "Or drop files here."),
    "chosen": Text("已选择：", "Chosen: "),
    "dossier_file": Text("随附资料（可不填）", "Dossier (optional)"),
    "no_dossier": Text(
        "没有随附资料：证书、声明和标签无法判断。",
        "There is no dossier: certificates, statements and labels could not be judged.",
    ),
    "dossier_hint": Text(
        "证书、声明、标签：JSON 文件，或填好的模板（supplycheck template dossier）。没有它，这些内容无法判断。",
        "Certificates, statements, labels: a JSON file, or the template filled in (supplycheck template dossier). Without it these "
        "cannot be judged.",
    ),
    "check_files": Text("核对文件", "Check the files"),
    "check_form": Text("核对", "Check"),
    "working": Text("正在核对……", "Checking …"),
    "limits": Text("总共不超过 24 MB、20 个文件。", "At most 24 MB and 20 files together."),
    "form_for": Text(
        "没有文件也可以：商品、企业、证书、声明。", "No file needed: goods, companies, certificates, statement."
    ),
    "form_intro": Text(
        "只填您有的内容。没有的留空：留空的资料按“没有”处理，除非在末尾选择“否”。",
        "Fill in what you have and leave the rest empty. Papers not named count as not there, unless you say “no” at the end.",
    ),
    "need_intro": Text(
        "不需要文件：选择产品、目的地和日期，列出所需的资质、文件和标准。",
        "Without any file: choose product, destination and day for the list of certificates, papers and standards.",
    ),
    "product": Text("产品", "Product"),
    "to": Text("目的地", "Destination"),
    "on": Text("到达日期", "Day of arrival"),
    "on_hint": Text("空着为今天。", "Empty means today."),
    "show_needs": Text("列出清单", "Show the list"),
    "choose": Text("请选择", "Choose"),
    "nothing": Text("无", "None"),
    "unknown": Text("不知道／未填", "Not known"),
    # the parts of a form
    "part.goods": Text("商品", "Goods"),
    "part.line": Text("商品序号", "Line"),
    "part.where": Text("去向与日期", "Where to, and when"),
    "part.parties": Text("企业", "Companies"),
    "part.evidence": Text("资料（随附）", "Evidence at hand"),
    "part.documents": Text("证书和文件", "Certificates and papers"),
    "part.document": Text("文件", "Paper"),
    "part.statements": Text("声明", "Statements"),
    "part.statement": Text("声明", "Statement"),
    "part.items": Text("声明所载商品", "What the statement says of the goods"),
    "part.item": Text("第", "Item"),
    "part.places": Text("标签和包装", "Labels and packs"),
    "part.place": Text("位置", "Place"),
    "part.manufacturer": Text("生产企业（申报）", "Manufacturer as declared"),
    "part.maker": Text("生产企业", "Manufacturer"),
    "part.more": Text("更多栏目", "More fields"),
    "part.complete": Text("是否齐全", "Is that all?"),
    "part.dossier": Text("合同与随附资料", "Contract and dossier"),
    "consignor": Text("境内发货人", "Consignor"),
    "producer": Text("生产销售单位", "Producer"),
    "agent": Text("申报单位", "Declaring agent"),
    "consignee": Text("境外收货人", "Overseas consignee"),
    "add_document": Text("再加一份文件", "Add a paper"),
    "add_statement": Text("再加一份声明", "Add a statement"),
    "add_item": Text("再加一项", "Add an item"),
    "add_place": Text("再加一处", "Add a place"),
    "remove_hint": Text("要去掉一份文件，把“种类”改为空。", "To take a paper out, set its kind to nothing."),
    "follows": Text(
        "声明内容与上面填写的一致（按申报内容填写声明各项）",
        "It says what is declared here (fill its contents from the declaration)",
    ),
    # fields
    "field.destination": Text("目的地", "Destination"),
    "field.declared_on": Text("申报日期", "Declared on"),
    "field.id": Text("报关单号", "Declaration number"),
    "field.contract_number": Text("合同协议号", "Contract number"),
    "field.trade_mode": Text("监管方式", "Supervision mode"),
    "field.customs_office": Text("申报地海关", "Customs office"),
    "field.dossier.declared_on": Text("申报日期（随附资料）", "Declared on (dossier)"),
    "field.dossier.arrives_on": Text("预计到达日期", "Arrives on"),
    "field.dossier.contract.number": Text("合同号（随附资料）", "Contract number (dossier)"),
    "field.dossier.contract.signed_on": Text("合同签订日期", "Contract signed on"),
    "field.dossier.complete": Text(
        "以上是全部声明和文件，没有列出的就是没有",
        "These are all statements and papers: what is not named is not there",
    ),
    "field.name": Text("名称", "Name"),
    "field.name_en": Text("英文名称", "Name in English"),
    "field.uscc": Text("统一社会信用代码", "Credit code (USCC)"),
    "field.customs_code": Text("海关代码", "Customs code"),
    "field.goods_name": Text("商品名称", "Name of the goods"),
    "field.hs_code": Text("商品编号（HS）", "Commodity code (HS)"),
    "field.model": Text("型号", "Model"),
    "field.quantity": Text("数量", "Quantity"),
    "field.unit": Text("单位", "Unit"),
    "field.lot": Text("批号", "Lot"),
    "field.produced_on": Text("生产日期", "Produced on"),
    "field.certificate_number": Text("注册证号", "Certificate number (NMPA)"),
    "field.standard": Text("标准", "Standard"),
    "field.specification": Text("规格型号（申报要素）", "Specification as filed"),
    "field.brand": Text("品牌", "Brand"),
    "field.medical": Text("医用", "Medical"),
    "field.mask_standard_basis": Text("口罩标准（DataSource）", "Standards of the masks (DataSource)"),
    "field.purpose": Text("用途", "Purpose"),
    "field.unit_price": Text("单价", "Unit price"),
    "field.total": Text("总价", "Total"),
    "field.currency": Text("币制", "Currency"),
    "field.origin": Text("原产国（地区）", "Origin"),
    "field.ciq_code": Text("检验检疫编码", "CIQ code"),
    "field.subtype": Text("产品种类", "Kind of product"),
    "field.setting": Text("使用场合", "Used in"),
    "field.standards": Text("执行标准（每行一个）", "Standards (one a line)"),
    "field.label.marks": Text("标志（每行一个）", "Marks (one a line)"),
    "field.label.texts": Text("标签文字（每行一句）", "Texts on the label (one a line)"),
    "field.kind": Text("种类", "Kind"),
    "field.number": Text("编号", "Number"),
    "field.holder": Text("持有人", "Holder"),
    "field.issued_on": Text("签发日期", "Issued on"),
    "field.expires_on": Text("有效期至", "Expires on"),
    "field.product": Text("所载产品", "Product named"),
    "field.body": Text("机构", "Body"),
    "field.legislation": Text("所依法规", "Legislation"),
    "field.module": Text("模式", "Module"),
    "field.tier": Text("级别", "Tier"),
    "field.result": Text("结论", "Result"),
    "field.text": Text("文字", "Text"),
    "field.form": Text("格式", "Form"),
    "field.issuer": Text("出具人", "Issuer"),
    "field.signed_on": Text("签署日期", "Signed on"),
    "field.lines": Text("商品序号", "Lines"),
    "field.importer": Text("进口方", "Importer"),
    "field.importer_signed": Text("进口方已签署", "Signed by the importer"),
    "field.standard_basis": Text("标准依据", "By which standards"),
    "field.certificate": Text("证书编号", "Certificate"),
    "field.manufacturer": Text("生产企业", "Manufacturer"),
    "field.place": Text("位置", "Place"),
    "field.shelf_life": Text("保质期", "Shelf life"),
    "chinese": Text("中国标准", "Chinese standards"),
    "foreign": Text("国外标准", "foreign standards"),
    # errors of a form
    "error.summary": Text("请更正以下各处：", "Please correct:"),
    "error.no_files": Text("请选择报关单文件。", "Choose a declaration file."),
    "error.only_dossier": Text("只有随附资料，没有报关单文件。", "There is a dossier, but no declaration file."),
    "error.dossier_of_several": Text(
        "有多份报关单文件时，请把随附资料命名为 报关单文件名.dossier.json。",
        "With several declaration files, name each dossier NAME.dossier.json.",
    ),
    "error.no_destination": Text("请选择目的地。", "Choose a destination."),
    "error.no_goods": Text("请填写产品种类或商品名称。", "Give the kind of product or the name of the goods."),
    "error.no_product": Text("请选择产品。", "Choose a product."),
    "error.day": Text("日期应为 2020-05-06 的形式。", "A day is written like 2020-05-06."),
    "error.no_facts": Text("没有该目的地的法规数据。", "Nothing is known of the law of this destination."),
    # result
    "result": Text("核对结果", "Result"),
    "may_file": Text("可以申报。", "It may be filed."),
    "may_not_file": Text("现在不可申报。", "It may not be filed as it is."),
    "must_look": Text("须人工核对后才能申报。", "Somebody must look before it is filed."),
    "cannot_read": Text("无法读取。", "It could not be read."),
    "not_ours": Text("不涉及防疫物资的专门规定。", "None of these goods."),
    "declaration": Text("报关单", "Declaration"),
    "from_form": Text("表单填写", "filled in here"),
    "line": Text("商品序号", "Line"),
    "goods_as": Text("识别为", "taken for"),
    "to_place": Text("运往", "to"),
    "findings_none": Text("没有发现问题。", "Nothing was found against it."),
    "overview": Text("概览", "Overview"),
    "whole": Text("整份报关单", "The declaration as a whole"),
    "law": Text("依据", "Law"),
    "seen": Text("现为", "It says"),
    "needed": Text("应为", "Needed"),
    "looked_at": Text("查看", "Looked at"),
    "fix": Text("处理办法", "What to do"),
    "field": Text("栏目", "Field"),
    "rule": Text("规则", "Rule"),
    "correct_this": Text("更正此处", "Correct this"),
    "infos": Text("提示", "For information"),
    "routes": Text("各条途径", "The legal ways"),
    "chosen_way": Text("按此途径核对", "checked by this way"),
    "lacks": Text("还缺", "lacks"),
    "complete": Text("齐全", "complete"),
    "side.china": Text("中国出口", "Chinese export law"),
    "side.destination": Text("目的地", "Destination"),
    "to_pass": Text("要通过，还需：", "To pass, still needed:"),
    "way": Text("途径", "by"),
    "no_way": Text("当日没有可走的途径。", "No way is open on that day."),
    "stays": Text("补齐之后结果为", "once that is done"),
    "such_as": Text("例如", "such as"),
    "does.add": Text("补充", "Supply"),
    "does.correct": Text("更正", "Correct"),
    "does.look": Text("人工核对", "Have it looked up"),
    "does.update-registry": Text("导入名单", "Import the list"),
    "does.nothing": Text("无法补正", "No paper helps"),
    "correct": Text("更正并重新核对", "Correct and check again"),
    "recognised": Text("识别到的列", "Recognised columns"),
    "heading": Text("列名", "Heading"),
    "read_as": Text("读作", "Read as"),
    "how.known": Text("已识别", "recognised"),
    "how.profile": Text("已识别", "recognised"),
    "how.suggested": Text("未读取；可能是", "not read; it may be"),
    "how.unknown": Text("未读取", "not read"),
    "repairs": Text("读取时的修正和疑问", "Repairs and doubts in reading"),
    "severity.error": Text("无法读取", "unreadable"),
    "severity.warning": Text("存疑", "doubtful"),
    "severity.info": Text("已修正", "repaired"),
    "cut": Text(
        "文件中的报关单过多：此页只显示前面的部分。全部核对请用命令 supplycheck check。",
        "There are more declarations than a page shows: these are the first. Use supplycheck check for all of them.",
    ),
    "late": Text(
        "核对超过时限：此页只显示已完成的部分。全部核对请用命令 supplycheck check。",
        "Checking took too long: these are the declarations done in time. Use supplycheck check for all of them.",
    ),
    "changed": Text("与上次核对相比", "Since the last check"),
    "fixed": Text("已解决", "Fixed"),
    "new": Text("新出现", "New"),
    "remaining": Text("仍存在", "Remaining"),
    "downloads": Text("下载", "Download"),
    "report_as": Text("报告", "Report"),
    "statement_as": Text("声明", "Statement"),
    "statement_hint": Text(
        "按申报内容填写的草稿，由出口企业核对、签署。",
        "A draft filled from the declaration, for the exporter to check and sign.",
    ),
    "count.fail": Text("{n}项错误", "{n} to mend"),
    "count.review": Text("{n}项待核", "{n} to check"),
    "count.info": Text("{n}项提示", "{n} for information"),
    "count.waived": Text("{n}项已豁免", "{n} waived"),
    "see_below": Text("见下", "see below"),
    # correction
    "found_here": Text("核对发现", "What was found"),
    "correcting": Text("更正并重新核对", "Correct and check again"),
    "correcting_intro": Text(
        "下面是读到的内容。改正后重新核对；没有列出的内容保持不变。",
        "This is what was read. Correct it and check again; what has no field here stays as it is.",
    ),
    "some_lines": Text(
        "商品项很多：这里只列出未通过的前{n}项，其余保持不变。",
        "There are many lines: here are the first {n} that do not pass; the others stay as they are.",
    ),
    "check_again": Text("重新核对", "Check again"),
    "back": Text("不更正，返回结果", "Back to the result without changes"),
    # needs
    "needs": Text("所需清单", "What is needed"),
    "needs_free": Text("目的地不要求文件、编号或标准。", "The destination demands no document, number or standard."),
    "one_is_enough": Text("以下途径满足其一即可", "one of these ways is enough"),
    "only_claimed": Text("仅限主张此途径者", "only for who claims it"),
    "standards": Text("认可的标准", "Standards accepted"),
    "nothing_to_show": Text("无须提交文件。", "Nothing to show."),
    "look_up": Text("查询", "look up"),
    "unverified": Text("其中{n}项依据未经核实。", "{n} of the facts behind this are not verified."),
    "needs_china_none": Text(
        "当日中国出口环节不要求证明文件。", "Chinese export law demands no papers of these goods on that day."
    ),
    "status.voluntary": Text("自愿", "voluntary"),
    "status.general_safety": Text("一般产品安全", "general product safety"),
    "status.informative": Text("仅供参考", "for information"),
    "status.conditional": Text("有条件", "conditional"),
    "status.notification": Text("事后通报", "notified afterwards"),
    "status.required": Text("必需", "required"),
    # errors of a request
    "problem": Text("无法继续", "This cannot go on"),
    "problem.too-large": Text(
        "内容太多：一次最多 24 MB、20 个文件。请分批，或用命令 supplycheck check。",
        "Too much at once: at most 24 MB and 20 files. Split it, or use supplycheck check.",
    ),
    "problem.malformed": Text("没有看懂提交的内容。", "What was sent could not be understood."),
    "problem.seal": Text(
        "此页来自先前的会话，或内容被改动。请重新开始。",
        "This page is from an earlier session, or was changed. Please begin anew.",
    ),
    "problem.time": Text("用时过长，已停止。", "It took too long and was stopped."),
    "problem.none": Text("没有这个页面。", "There is no such page."),
    "problem.missing": Text("缺少所需的软件包：", "A package is missing: "),
    "problem.statement": Text("无法生成声明：", "The statement could not be made: "),
    "problem.internal": Text(
        "程序出错，详情见启动服务的终端。", "The program failed; the terminal where it was started says more."
    ),
}

DOCUMENT: dict[str, Text] = {
    "nmpa-registration": Text("医疗器械注册证（NMPA）", "NMPA registration certificate"),
    "nmpa-filing": Text("医疗器械备案凭证（NMPA）", "NMPA filing"),
    "nmpa-emergency": Text("应急审批（NMPA）", "NMPA emergency approval"),
    "special-articles-approval": Text("出入境特殊物品卫生检疫审批单", "Special articles approval"),
    "aid-task-letter": Text("援外任务通知函", "Letter of an aid task"),
    "power-of-attorney": Text("授权书", "Power of attorney"),
    "test-report": Text("检测报告", "Test report"),
    "eu-declaration-of-conformity": Text("欧盟符合性声明", "EU declaration of conformity"),
    "notified-body-certificate": Text("公告机构证书", "Certificate of a notified body"),
    "authorised-representative": Text("授权代表协议", "Authorised representative"),
    "eudamed-srn": Text("EUDAMED 单一注册号（SRN）", "EUDAMED SRN"),
    "udi-di": Text("产品标识（UDI-DI）", "UDI-DI"),
    "fda-510k": Text("FDA 510(k)", "FDA 510(k)"),
    "fda-eua": Text("FDA 紧急使用授权（EUA）", "FDA emergency use authorisation"),
    "fda-de-novo": Text("FDA De Novo", "FDA De Novo"),
    "fda-registration": Text("FDA 企业注册", "FDA establishment registration"),
    "fda-listing": Text("FDA 产品列名", "FDA device listing"),
    "niosh-approval": Text("NIOSH 批准（TC 编号）", "NIOSH approval"),
    "uk-registration": Text("英国 MHRA 注册", "UK MHRA registration"),
    "uk-responsible-person": Text("英国负责人", "UK responsible person"),
    "ukca-certificate": Text("UKCA 证书", "UKCA certificate"),
    "ctda-approval": Text("英国 CTDA 批准", "UK CTDA approval"),
    "artg-entry": Text("澳大利亚 ARTG 登记", "Australian ARTG entry"),
    "mdall-licence": Text("加拿大产品许可（MDALL）", "Canadian device licence (MDALL)"),
    "mdel-licence": Text("加拿大企业许可（MDEL）", "Canadian establishment licence (MDEL)"),
    "anvisa-registration": Text("巴西 ANVISA 注册", "Brazilian ANVISA registration"),
    "pmda-approval": Text("日本批准", "Japanese approval"),
    "pmda-certification": Text("日本认证", "Japanese certification"),
    "mfds-item": Text("韩国 MFDS 品目许可", "Korean MFDS item"),
    "tfda-licence": Text("台湾 TFDA 许可证", "TFDA licence (Taiwan)"),
    "hsa-listing": Text("新加坡 HSA 登记", "Singapore HSA listing"),
    "who-eul": Text("世卫组织 EUL", "WHO emergency use listing"),
    "iso-13485": Text("ISO 13485 证书", "ISO 13485 certificate"),
    "free-sale-certificate": Text("自由销售证明", "Free sale certificate"),
    "voluntary-certificate": Text("自愿性证书", "Voluntary certificate"),
    "other": Text("其他文件", "Another paper"),
}
"""What kinds of documents are called, those of the Chinese side first."""

FORM: dict[str, Text] = {
    "announcement-5": Text("出口医疗物资声明（5号公告）", "Statement of Announcement No. 5"),
    "announcement-12-medical": Text("出口医疗物资声明（12号公告）", "Medical statement of Announcement No. 12"),
    "announcement-12-joint": Text("出口方和进口方共同声明（12号公告）", "Joint statement of Announcement No. 12"),
}
SETTING: dict[str, Text] = {
    "clinical": Text("医疗机构", "clinical use"),
    "home": Text("家庭", "home"),
    "occupational": Text("职业防护", "at work"),
    "consumer": Text("日常消费", "consumers"),
}


def accepted(header: str | None) -> str:
    """Which of our languages an Accept-Language header prefers; Chinese where it says nothing of either."""
    best, weight = "zh", 0.0
    for part in (header or "")[:1000].split(","):
        tag, _, parameter = part.strip().partition(";")
        language = tag.strip().lower().partition("-")[0]
        if language in LANGUAGES and (q := _weight(parameter)) > weight:
            best, weight = language, q
    return best


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0
