"""Single Window messages: fields, spellings, the three traps, and what must be refused."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from supplycheck.declaration import Declaration, Licence
from supplycheck.errors import UnreadableInput
from supplycheck.readers import read_declarations


def test_the_fields_of_a_message(kit):
    declaration = kit.xml()
    line = declaration.lines[0]
    assert declaration.notes == []
    assert declaration.unreadable == []
    assert (declaration.id, declaration.direction, declaration.declared_on) == ("DEMO0001", "export", None)
    assert (declaration.customs_office, declaration.trade_mode, declaration.contract_number) == (
        "2248",
        "0110",
        "HT-2020-01",
    )
    assert (declaration.destination, declaration.trading_country) == ("DE", "DE")
    assert declaration.consignor.name == "示例进出口有限公司"
    assert declaration.consignor.uscc == "91999999MA0000001N"
    assert declaration.consignor.customs_code == "9999960001"
    assert declaration.producer.uscc == "91999999MA0000002R"
    assert declaration.agent.name == "示例报关有限公司"
    assert (declaration.consignee.name, declaration.consignee.name_en) == ("Example Import GmbH",) * 2
    assert (line.number, line.hs_code, line.name) == (1, "6307900010", "医用外科口罩")
    assert (line.quantity, line.unit, line.unit_price) == (Decimal(100000), "007", Decimal("0.35"))
    assert (line.total, line.currency) == (Decimal(35000), "USD")
    assert (line.origin, line.destination) == ("CN", "DE")
    assert line.manufacturer.name == "示例医疗用品制造有限公司"
    assert (line.lot, line.produced_on) == ("20200418", date(2020, 4, 18))
    assert (line.purpose, line.goods_attributes) == ("31", ["19", "27"])
    assert (line.medical, line.mask_standard_basis, line.certificate_number) == (None, None, None)


def test_places_name_file_and_line(kit):
    declaration = kit.xml()
    assert declaration.at["consignor.uscc"] == "a.xml:2"
    assert declaration.at["id"] == "a.xml:4"
    assert declaration.lines[0].at["hs_code"] == "a.xml:3"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ({"EntryId": "224820200000000001", "SeqNo": "E20200000000000001"}, "224820200000000001"),
        ({"PreEntryId": "123456789", "SeqNo": "E20200000000000001"}, "123456789"),
        ({"SeqNo": "E20200000000000001"}, "E20200000000000001"),
        ({}, "DEMO0001"),
    ],
)
def test_the_number_a_declaration_is_known_by(kit, head, expected):
    assert kit.xml(head).id == expected


def test_without_namespace_in_any_case_and_corrected_spelling(kit):
    text = kit.message(
        namespace=False,
        inside=[
            "<DecGoodsLimits><DecGoodsLimit><LicenseNo>沪械注准20202140000</LicenseNo></DecGoodsLimit></DecGoodsLimits>"
        ],
    )
    text = (
        text.replace("DecHead>", "decHead>")
        .replace("TradeName>", "tradeName>")
        .replace("MnufctrRegName", "ManufctrRegName")
    )
    text = text.replace(
        "</DecMessage>", "<EdocRelation><EdocCode>50000002</EdocCode><EdocID>a.pdf</EdocID></EdocRelation></DecMessage>"
    )
    declaration = kit.one(text, "a.xml")
    assert declaration.consignor.name == "示例进出口有限公司"
    assert declaration.lines[0].manufacturer.name == "示例医疗用品制造有限公司"
    assert declaration.lines[0].certificate_number == "沪械注准20202140000"
    assert declaration.attachments == ["50000002:a.pdf"]


def test_the_official_spelling_wins_over_another(kit):
    text = kit.message().replace("<TradeName>", "<tradename>示例别名公司</tradename><TradeName>")
    assert kit.one(text, "a.xml").consignor.name == "示例进出口有限公司"


def test_a_repeated_element_with_other_content_is_noted(kit, codes_of):
    text = kit.message().replace("<GName>", "<GName>口罩</GName><GName>")
    declaration = kit.one(text, "a.xml")
    assert declaration.lines[0].name == "口罩"
    assert codes_of(declaration) == ["D41"]


def test_wrapped_and_several_messages(kit):
    inner = kit.message() + kit.message({"ContrNo": "HT-2", "TradeCountry": "FRA"}, {"OriginCountry": "FRA"})
    results = kit.results(f"<ImportMessage><SWImpData>{inner}</SWImpData></ImportMessage>", "a.xml")
    assert [(r.position, r.contract_number, r.destination) for r in results] == [
        (1, "HT-2020-01", "DE"),
        (2, "HT-2", "FR"),
    ]


def test_a_broken_message_among_others_does_not_stop_them(kit):
    inner = kit.message() + "<DecMessage><DecHead/></DecMessage>" + "<DecMessage/>" + kit.message()
    results = kit.results(f"<X>{inner}</X>", "a.xml")
    assert [getattr(r, "code", "ok") for r in results] == ["ok", "no-lines", "not-a-declaration", "ok"]


# --- countries -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("origin", "destination", "expected", "origin_read", "notes"),
    [
        ("DEU", "CHN", "DE", "CN", []),
        ("304", "142", "DE", "CN", []),
        ("CHN", "DEU", "DE", "CN", ["D20"]),
        ("CHN", "CHN", "DE", "CN", ["D20"]),
        ("DEU", "VNM", "DE", "VN", ["D20"]),
        ("VNM", "DEU", "DE", "VN", ["D20"]),
        ("FRA", "VNM", "DE", None, ["D20"]),
        ("", "", None, None, []),
        ("", "CHN", "DE", "CN", ["D20"]),
        ("276", "CHN", "DE", "CN", ["D21"]),
        ("Germany", "中国", "DE", "CN", ["D21"]),
        ("FRA", "CHN", "FR", "CN", ["D20"]),
    ],
)
def test_which_country_is_the_destination(kit, codes_of, origin, destination, expected, origin_read, notes):
    declaration = kit.xml(None, {"OriginCountry": origin, "DestinationCountry": destination})
    line = declaration.lines[0]
    assert (line.destination, line.origin) == (expected, origin_read)
    assert codes_of(declaration) == notes
    assert declaration.destination == "DE"


def test_a_destination_that_no_table_knows(kit):
    declaration = kit.xml({"TradeCountry": "QQQ"}, {"OriginCountry": "QQQ"})
    assert (declaration.destination, declaration.destination_as_filed) == (None, "QQQ")
    assert {"destination", "lines[0].destination"} <= set(declaration.unreadable)
    assert {note.severity for note in declaration.notes} == {"error"}


def test_an_unknown_country_of_arrival_gives_way_to_the_goods(kit, codes_of):
    declaration = kit.xml({"TradeCountry": "QQQ"})
    assert declaration.destination == "DE"
    assert codes_of(declaration) == ["D21"]
    assert declaration.unreadable == []


@pytest.mark.parametrize("group", ["EU", "欧盟", "European Union"])
def test_a_union_is_no_country(kit, codes_of, group):
    declaration = kit.xml({"TradeCountry": group}, {"OriginCountry": ""})
    assert declaration.destination is None
    assert declaration.destination_as_filed == group
    assert "D22" in codes_of(declaration)


def test_customs_number_shared_by_several_places_is_none(kit):
    assert kit.xml({"TradeCountry": "499"}, {"OriginCountry": "499"}).destination is None


def test_the_same_number_as_country_and_as_currency(kit):
    declaration = kit.xml({"TradeCountry": "502"}, {"OriginCountry": "502", "TradeCurr": "502"})
    assert (declaration.destination, declaration.lines[0].currency) == ("US", "USD")


def test_an_import_is_read_straight(kit):
    declaration = kit.xml({"IEFlag": "I"}, {"OriginCountry": "DEU", "DestinationCountry": "CHN"})
    assert (declaration.direction, declaration.destination) == ("import", "CN")
    assert (declaration.lines[0].origin, declaration.lines[0].destination) == ("DE", "CN")


def test_direction_missing_or_unreadable(kit, codes_of):
    assert codes_of(kit.xml({"IEFlag": ""})) == ["direction"]
    declaration = kit.xml({"IEFlag": "Q"})
    assert declaration.unreadable == ["direction"]


# --- positional field ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "basis", "notes"),
    [
        ("1    ", "foreign", []),
        ("2    ", "chinese", []),
        ("2  0 ", "chinese", []),
        ("     ", None, []),
        ("", None, []),
        (" 1   ", None, []),
        ("1", "foreign", ["D19"]),
        ("2 ", "chinese", ["D19"]),
        ("7    ", None, ["D19"]),
    ],
)
def test_data_source_is_positional(kit, codes_of, text, basis, notes):
    declaration = kit.xml({"DataSource": text}, {}, {})
    assert [line.mask_standard_basis for line in declaration.lines] == [basis, basis]
    assert codes_of(declaration) == notes
    if text.startswith("7"):
        assert declaration.unreadable == ["lines[0].mask_standard_basis", "lines[1].mask_standard_basis"]


# --- device number -------------------------------------------------------------------------------------------------

LIMIT = (
    "<DecGoodsLimits><DecGoodsLimit><GoodsNo>1</GoodsNo><LicTypeCode>602</LicTypeCode>"
    "<LicenceNo>{}</LicenceNo></DecGoodsLimit></DecGoodsLimits>"
)
DOCUS = "<DecLicenseDocus><LicenseDocu><DocuCode>B</DocuCode><CertCode>1234</CertCode></LicenseDocu></DecLicenseDocus>"
NUMBER = "沪械注准20202140000"


def test_device_number_among_the_licences(kit):
    line = kit.xml(None, {"GModel": "苏械注准20182140611"}, inside=[LIMIT.format(NUMBER)]).lines[0]
    assert (line.certificate_number, line.certificate_at) == (NUMBER, "DecGoodsLimit")
    assert line.licences == [Licence("602", NUMBER)]


def test_a_filing_number_and_a_malformed_number_count_too(kit):
    filing = kit.xml(None, {}, inside=[LIMIT.format("粤深械备20200117号")]).lines[0]
    assert filing.certificate_number is not None
    assert filing.certificate_number.startswith("粤深械备20200117")
    malformed = kit.xml(None, {}, inside=[LIMIT.format("沪械注准2020214")]).lines[0]
    assert malformed.certificate_number == "沪械注准2020214"


def test_another_licence_is_no_device_number(kit):
    line = kit.xml(None, {}, inside=[LIMIT.format("ABC-123")]).lines[0]
    assert line.certificate_number is None
    assert line.licences == [Licence("602", "ABC-123")]


@pytest.mark.parametrize("element", ["GModel", "GName", "GoodsSpec"])
def test_device_number_in_running_text(kit, element):
    line = kit.xml(None, {element: f"样例牌；注册证号：{NUMBER}；医用"}).lines[0]
    assert (line.certificate_number, line.certificate_at) == (NUMBER, element)
    assert line.at["certificate_number"] == "a.xml:3"


def test_device_number_in_the_remarks_only_where_it_is_clear_whose(kit):
    assert kit.xml({"NoteS": NUMBER}).lines[0].certificate_at == "NoteS"
    assert kit.xml({"NoteS": f"{NUMBER} 苏械注准20182140611"}).lines[0].certificate_number is None
    assert [line.certificate_number for line in kit.xml({"NoteS": NUMBER}, {}, {}).lines] == [None, None]


def test_device_number_among_the_attachments_of_a_line(kit):
    edoc = (
        f"<EdocRealation><EdocID>{NUMBER}.pdf</EdocID><EdocCode>50000001</EdocCode><GNoStr>2</GNoStr></EdocRealation>"
    )
    declaration = kit.xml(None, {}, {}, rest=edoc)
    assert [line.certificate_number for line in declaration.lines] == [None, NUMBER]
    assert declaration.lines[1].certificate_at == "EdocRealation"
    assert declaration.attachments == [f"50000001:{NUMBER}.pdf#2"]


def test_several_device_numbers_in_one_field_are_noted(kit, codes_of):
    declaration = kit.xml(None, {"GModel": f"{NUMBER}；苏械注准20182140611"})
    assert declaration.lines[0].certificate_number == NUMBER
    assert codes_of(declaration) == ["D35"]


def test_licences_beside_the_lines_and_of_the_whole(kit):
    declaration = kit.xml(None, {}, rest=LIMIT.format(NUMBER) + DOCUS)
    assert declaration.lines[0].certificate_number == NUMBER
    assert declaration.licences == [Licence("B", "1234")]


# --- values --------------------------------------------------------------------------------------------------------


def test_several_production_dates_give_the_latest(kit, codes_of):
    declaration = kit.xml(None, {"ProduceDate": "20200416;20200417;20200401"})
    assert declaration.lines[0].produced_on == date(2020, 4, 17)
    assert codes_of(declaration) == ["D24"]
    broken = kit.xml(None, {"ProduceDate": "20200416;20209999"})
    assert broken.lines[0].produced_on is None
    assert broken.unreadable == ["lines[0].produced_on"]


def test_a_unit_of_ten_thousand_is_converted_with_its_price(kit, codes_of):
    line = (declaration := kit.xml(None, {"GQty": "10", "GUnit": "038", "DeclPrice": "3500"})).lines[0]
    assert (line.quantity, line.unit, line.unit_price) == (Decimal(100000), "007", Decimal("0.35"))
    assert line.total == Decimal(35000)
    assert codes_of(declaration) == ["D12"]


@pytest.mark.parametrize(
    ("changed", "code", "path"),
    [
        ({"GQty": "-5"}, "D14", "lines[0].quantity"),
        ({"GQty": "0"}, "D14", "lines[0].quantity"),
        ({"GQty": "约1000"}, "D14", "lines[0].quantity"),
        ({"GQty": "NaN"}, "D14", "lines[0].quantity"),
        ({"GQty": "1,5"}, "D13", "lines[0].quantity"),
        ({"CodeTS": "口罩"}, "D08", "lines[0].hs_code"),
        ({"ProduceDate": "20200230"}, "D24", "lines[0].produced_on"),
        ({"GName": "鍖荤敤鍙ｇ僵"}, "D03", "lines[0].name"),
    ],
)
def test_a_value_that_cannot_be_read_is_said_and_left_out(kit, changed, code, path):
    declaration = kit.xml(None, changed)
    assert [(note.code, note.severity) for note in declaration.notes] == [(code, "error")]
    assert declaration.unreadable == [path]
    assert declaration.notes[0].where == "a.xml:3"


def test_line_numbers_missing_or_repeated(kit, codes_of):
    declaration = kit.xml(None, {"GNo": "1"}, {"GNo": "1"})
    assert [line.number for line in declaration.lines] == [1, 2]
    assert codes_of(declaration) == ["D32"]
    assert [line.number for line in kit.xml(None, {"GNo": "2"}, {"GNo": "1"}).lines] == [2, 1]
    assert codes_of(kit.xml(None, *[{}] * 51)) == ["D32"]


def test_words_for_nothing_and_double_escapes(kit, codes_of):
    declaration = kit.xml(
        {"OwnerName": "无", "OwnerCode": "NO", "OverseasConsigneeEname": "NO"}, {"GName": "口罩&lt;医用&gt;"}
    )
    assert declaration.producer.name is None
    assert declaration.producer.customs_code is None
    assert declaration.consignee is None
    assert declaration.lines[0].name == "口罩<医用>"
    assert codes_of(declaration) == ["D42", "D41"]


def test_a_credit_code_in_the_box_of_the_customs_code(kit):
    party = kit.xml({"TradeCoScc": "", "TradeCode": "91999999MA0000001N"}).consignor
    assert (party.uscc, party.customs_code) == ("91999999MA0000001N", None)


def test_persons_are_never_read(kit):
    head = {"InputerName": "示例录入员", "DeclareName": "示例申报员", "TypistNo": "7777777"}
    everything = repr(kit.xml(head))
    assert not any(secret in everything for secret in ("录入员", "申报员", "7777777", "某人"))


# --- encodings -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declared", "codec", "notes"),
    [
        ("UTF-8", "utf-8", []),
        ("UTF-8", "utf-8-sig", []),
        ("GB18030", "gb18030", []),
        ("GB2312", "gb18030", []),
        ("GBK", "gbk", []),
        ("GB2312", "utf-8", ["D05"]),
        ("UTF-8", "gb18030", ["D05"]),
        ("UTF-16", "utf-16", []),
        ("UTF-8", "utf-16", ["D05"]),
    ],
)
def test_declared_and_real_encoding(kit, codes_of, declared, codec, notes):
    text = f'<?xml version="1.0" encoding="{declared}"?>\n' + kit.message()
    declaration = kit.one(text.encode(codec), "a.xml")
    assert declaration.consignor.name == "示例进出口有限公司"
    assert codes_of(declaration) == notes
    assert declaration.lines[0].at["hs_code"] == "a.xml:4"


def test_a_message_cut_off_anywhere_is_unreadable_and_never_raises(kit):
    whole = ('<?xml version="1.0" encoding="UTF-8"?>\n' + kit.message()).encode()
    for length in range(1, len(whole) - 1, 37):
        error = kit.broken(whole[:length], "a.xml")
        assert error.code in {"D03", "D04", "D41", "empty"}, length
    assert kit.broken(whole[:-20], "a.xml").code == "D04"


def test_what_is_not_well_formed_names_line_and_column(kit):
    error = kit.broken(kit.message().replace("示例进出口", "示例 A&B "), "a.xml")
    assert (error.code, error.where[:6]) == ("D41", "line 2")
    assert "column" in error.where


# --- attacks -------------------------------------------------------------------------------------------------------

XXE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = (
    '<!DOCTYPE d [<!ENTITY a "haha">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(10))
    + "]>"
)


@pytest.mark.parametrize("before", ["", '<?xml version="1.0" encoding="UTF-8"?>\n', "<!-- x -->\n<?pi y?>", "\n  "])
@pytest.mark.parametrize(
    "attack", [XXE, LAUGHS, "<!DOCTYPE DecMessage>", '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd">']
)
def test_a_document_type_is_refused_before_anything_is_read(kit, before, attack):
    text = before + attack + kit.message().replace("医用外科口罩", "&x;" if attack is XXE else "&k;")
    started = time.perf_counter()
    for codec in ("utf-8", "utf-16", "gb18030"):
        error = kit.broken(text.encode(codec), "a.xml")
        assert error.code == "D40"
        assert "root:" not in f"{error} {error.zh} {error.en}"
    assert time.perf_counter() - started < 1


def test_an_entity_nobody_declared_is_no_silence(kit):
    assert kit.broken(kit.message().replace("医用外科口罩", "&x;"), "a.xml").code == "D41"


def test_a_file_of_processing_instructions_takes_no_time(kit):
    started = time.perf_counter()
    kit.results("<?a b?>" * 20000 + "<!-", "a.xml")
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize("depth", [70, 300, 100_000])
def test_deep_nesting_is_refused(kit, depth):
    error = kit.broken(kit.message(rest="<a>" * depth + "</a>" * depth), "a.xml")
    assert error.code == "D40"


def test_too_large_is_refused(kit, monkeypatch):
    monkeypatch.setattr("supplycheck.readers.safe_xml.MAX_BYTES", 1000)
    assert kit.broken(kit.message(), "a.xml").code == "D40"


def test_no_inclusion_is_followed(kit, tmp_path):
    (tmp_path / "secret.txt").write_text("geheim", encoding="utf-8")
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{tmp_path}/secret.txt" parse="text"/>'
    text = kit.message().replace("医用外科口罩", include)
    assert "geheim" not in repr(kit.results(text, "a.xml"))


# --- receipts ------------------------------------------------------------------------------------------------------

RESPONSE = (
    '<DecImportResponse xmlns="http://www.chinaport.gov.cn/dec"><ResponseCode>0</ResponseCode>'
    "<ClientSeqNo>DEMO0001</ClientSeqNo><SeqNo>E20200000000000009</SeqNo></DecImportResponse>"
)
RESULT = (
    "<DEC_RESULT><CUS_CIQ_NO>E20200000000000009</CUS_CIQ_NO><ENTRY_ID>224820200000000009</ENTRY_ID>"
    "<CHANNEL>P</CHANNEL><D_DATE>2020-05-06T21:36:33</D_DATE></DEC_RESULT>"
)


def test_receipts_beside_a_message_give_number_and_day(kit, tmp_path: Path):
    (tmp_path / "m.xml").write_text(kit.message(), encoding="utf-8")
    (tmp_path / "r1.xml").write_text(RESPONSE, encoding="utf-8")
    (tmp_path / "r2.xml").write_text(RESULT, encoding="utf-8")
    (tmp_path / "r3.xml").write_text("<DEC_RESULT><CUS", encoding="utf-8")
    (only,) = (result for result in read_declarations(tmp_path) if isinstance(result, Declaration))
    assert (only.id, only.declared_on) == ("224820200000000009", date(2020, 5, 6))
    assert only.at["declared_on"].startswith("r2.xml")
    (direct,) = read_declarations(tmp_path / "m.xml")
    assert isinstance(direct, Declaration)
    assert direct.declared_on == date(2020, 5, 6)


def test_the_receipt_of_another_message_is_left_alone(kit, tmp_path: Path):
    (tmp_path / "m.xml").write_text(kit.message({"SeqNo": "E20200000000000001"}), encoding="utf-8")
    (tmp_path / "r.xml").write_text(RESULT, encoding="utf-8")
    (result,) = read_declarations(tmp_path)
    assert isinstance(result, Declaration)
    assert (result.id, result.declared_on) == ("E20200000000000001", None)


def test_a_receipt_by_itself_is_no_declaration(kit, tmp_path: Path):
    assert kit.broken(RESULT, "r.xml").code == "receipt"
    (tmp_path / "r.xml").write_text(RESPONSE, encoding="utf-8")
    (result,) = read_declarations(tmp_path / "r.xml")
    assert isinstance(result, UnreadableInput)
    assert list(read_declarations(tmp_path)) == []


def test_signing_and_arrival_dates_are_no_declaration_date(kit):
    text = kit.message({"IEDate": "20200501"}).replace("<ICCode>", "<SignDate>2020040110000000</SignDate><ICCode>")
    assert kit.one(text, "a.xml").declared_on is None
    assert kit.xml({"DeclDate": "20200506"}).declared_on == date(2020, 5, 6)
