"""One file of each publisher in the shape it was recorded in, with invented firms."""

from __future__ import annotations

import json
from datetime import date
from importlib.util import find_spec

import pytest
from reading import archive, read, workbook

from supplycheck.registry import definition
from supplycheck.registry.days import read_day


def openfda(*results: object) -> str:
    meta = {"disclaimer": "…", "license": "http://open.fda.gov/license", "results": {"skip": 0, "limit": 1, "total": 9}}
    return json.dumps({"meta": meta, "results": list(results)})


CLASSES = (
    "REVIEW_PANEL|MEDICALSPECIALTY|PRODUCTCODE|DEVICENAME|DEVICECLASS|UNCLASSIFIED_REASON|GMPEXEMPTFLAG|THIRDPARTYFLAG"
    "|REVIEWCODE|REGULATIONNUMBER|SUBMISSION_TYPE_ID|DEFINITION|PHYSICALSTATE|TECHNICALMETHOD|TARGETAREA|Implant_Flag"
    "|Life_Sustain_support_flag|SummaryMalfunctionReporting\r\n"
    'SU|HO|FXX|Mask, Surgical|2||N|N||878.4040|1|A "mask"||||N|N|Eligible\r\n'
)


def test_fda_classification() -> None:
    (row,) = read("fda-classification", archive({"foiclass.txt": CLASSES})).rows
    assert row["number"] == "FXX"
    assert row["class"] == "2"
    assert row["regulation"] == "878.4040"
    answer = openfda({"product_code": "FXX", "device_name": "Mask, Surgical", "device_class": "2", "openfda": {}})
    assert read("fda-classification", answer).rows == [{"number": "FXX", "product": "Mask, Surgical", "class": "2"}]


def test_fda_510k_as_openfda_answers_it() -> None:
    row = {
        "k_number": "K999901",
        "applicant": "Shili Medical Co., Ltd.",
        "contact": "Some Person",
        "address_1": "1 Road",
        "device_name": "Shili Mask",
        "product_code": "FXX",
        "decision_date": "2020-09-17",
        "decision_code": "SESE",
        "country_code": "CN",
        "openfda": {"device_name": "Mask, Surgical", "registration_number": ["1", "2"]},
    }
    found = read("fda-510k", openfda(row))
    assert found.rows == [
        {
            "number": "K999901",
            "holder": "Shili Medical Co., Ltd.",
            "decided_on": "2020-09-17",
            "decision": "SESE",
            "product_code": "FXX",
            "product": "Shili Mask",
            "country": "CN",
        }
    ]


def test_fda_registration_as_openfda_answers_it() -> None:
    row = {
        "establishment_type": ["Manufacture Medical Device", None],
        "k_number": "K999901",
        "pma_number": "",
        "products": [
            {"product_code": "FXX", "owner_operator_number": "10099999", "openfda": {"device_name": "Mask"}},
            {"product_code": "LYU", "owner_operator_number": "10099999"},
        ],
        "proprietary_name": ["Shili Mask", "Shili Mask 2"],
        "registration": {
            "registration_number": "3099999001",
            "fei_number": "3099999001",
            "name": "SHILI MEDICAL",
            "iso_country_code": "CN",
            "status_code": "1",
            "reg_expiry_date_year": "2026",
            "owner_operator": {
                "firm_name": "Shili Group",
                "owner_operator_number": "10099999",
                "official_correspondent": {"first_name": "Some", "last_name": "Person"},
            },
            "us_agent": {"name": "Some Agent", "business_name": "Agents Inc", "email_address": "a@example.invalid"},
        },
    }
    found = read("fda-registration", openfda(row))
    assert found.rows == [
        {
            "number": "3099999001",
            "holder": "SHILI MEDICAL",
            "fei": "3099999001",
            "country": "CN",
            "status": "1",
            "expires_year": "2026",
            "owner": "Shili Group",
            "owner_operator": "10099999",
            "product_codes": "FXX；LYU",
            "product": "Shili Mask；Shili Mask 2",
            "k_number": "K999901",
            "kind": "Manufacture Medical Device",
        }
    ]


def test_fda_recalls() -> None:
    row = {
        "product_res_number": "Z-9359-2013",
        "res_event_number": "52634",
        "recalling_firm": "Shili Inc.",
        "k_numbers": ["K999901", "K999902"],
        "product_code": "FXX",
        "recall_status": "Terminated",
        "event_date_initiated": "2012-10-01",
        "event_date_terminated": "2012-11-19",
        "additional_info_contact": "Some Person",
        "code_info": "Lot 1, 2",
        "openfda": {"k_number": ["K999909"]},
    }
    (found,) = read("fda-recall", openfda(row)).rows
    assert found["k_number"] == "K999901；K999902"
    assert found["holder"] == "Shili Inc."
    assert found["terminated_on"] == "2012-11-19"
    assert "Some Person" not in str(found)


def test_fda_enforcement() -> None:
    row = {
        "recall_number": "Z-9360-2013",
        "recalling_firm": "Shili Inc.",
        "classification": "Class II",
        "status": "Ongoing",
        "recall_initiation_date": "20120716",
        "report_date": "20120815",
        "product_description": "Mask\n\nsoft",
        "openfda": {},
    }
    (found,) = read("fda-enforcement", openfda(row)).rows
    assert found["class"] == "Class II"
    assert read_day(found["initiated_on"]) == date(2012, 7, 16)


DEVICE = """<device xmlns="http://www.fda.gov/cdrh/gudid" deviceid="00999999000015">
  <publicDeviceRecordKey>k-1</publicDeviceRecordKey><publicVersionNumber>3</publicVersionNumber>
  <devicePublishDate>2015-09-23</devicePublishDate><deviceCommDistributionEndDate/>
  <deviceCommDistributionStatus>In Commercial Distribution</deviceCommDistributionStatus>
  <identifiers>
    <identifier><deviceId>00999999000015</deviceId><deviceIdType>Primary</deviceIdType></identifier>
    <identifier><deviceId>10999999000012</deviceId><deviceIdType>Package</deviceIdType></identifier>
  </identifiers>
  <brandName>Shili Vent</brandName><versionModelNumber>2.0</versionModelNumber><companyName>Shili Inc.</companyName>
  <contacts><customerContact><phone>+1(800)</phone><email>someone@example.invalid</email></customerContact></contacts>
  <gmdnTerms><gmdn><gmdnPTName>licensed words</gmdnPTName></gmdn></gmdnTerms>
  <productCodes><fdaProductCode><productCode>CBK</productCode></fdaProductCode></productCodes>
</device>"""
GUDID = {
    "number": "00999999000015；10999999000012",
    "holder": "Shili Inc.",
    "product": "Shili Vent",
    "model": "2.0",
    "product_codes": "CBK",
    "status": "In Commercial Distribution",
    "published_on": "2015-09-23",
    "version": "3",
    "record": "k-1",
}


@pytest.mark.parametrize("head", ['<?xml version="1.0" encoding="utf-8"?><data>', '<gudid xmlns="http://x/">'])
def test_gudid_releases(head: str) -> None:
    tail = "</data>" if "data" in head else "</gudid>"
    found = read("gudid", archive({"FULLDownload_Part1_Of_1.xml": head + DEVICE + tail}))
    assert found == ([GUDID], 0, [])


def test_gudid_as_openfda_answers_it() -> None:
    row = {
        "identifiers": [
            {"id": "00999999000015", "type": "Primary", "issuing_agency": "GS1"},
            {"id": "10999999000012", "type": "Package", "issuing_agency": "GS1"},
        ],
        "brand_name": "Shili Vent",
        "version_or_model_number": "2.0",
        "company_name": "Shili Inc.",
        "product_codes": [{"code": "CBK", "name": "Ventilator", "openfda": {}}],
        "commercial_distribution_status": "In Commercial Distribution",
        "publish_date": "2015-09-23",
        "public_version_number": "3",
        "public_device_record_key": "k-1",
        "customer_contacts": [{"phone": "1", "email": "someone@example.invalid"}],
        "gmdn_terms": [{"name": "licensed words"}],
    }
    assert read("gudid", openfda(row)).rows == [GUDID]


def test_gudid_lookup() -> None:
    device = {
        "publicDeviceRecordKey": "k-1",
        "publicVersionNumber": 3,
        "devicePublishDate": "2015-09-23T00:00:00.000Z",
        "deviceCommDistributionEndDate": None,
        "deviceCommDistributionStatus": "In Commercial Distribution",
        "identifiers": {"identifier": [{"deviceId": "00999999000015"}, {"deviceId": "10999999000012"}]},
        "brandName": "Shili Vent",
        "versionModelNumber": "2.0",
        "companyName": "Shili Inc.",
        "productCodes": {"fdaProductCode": [{"productCode": "CBK"}]},
        "contacts": {"customerContact": [{"email": "someone@example.invalid"}]},
    }
    answer = {"gudid": {"device": device}, "productCodes": [{"productCode": "CBK"}]}
    (row,) = read("gudid", json.dumps(answer)).rows
    assert row == {**GUDID, "published_on": "2015-09-23T00:00:00.000Z"}
    assert read_day(row["published_on"]) == date(2015, 9, 23)


@pytest.mark.parametrize(
    "table",
    [
        "Schedule,TC,Manufacturer,Facepiece,Model\n84A,TC-84A-9001,Shili Co.,Filtering Facepiece,S-95\n",
        "Manufacturer,Model,TC Number,Date,Protection\nShili Co.,S-95,TC-84A-9001,2020-01-02,N95\n",
    ],
)
def test_niosh_in_both_orders_of_its_columns(table: str) -> None:
    (row,) = read("niosh-approved", table).rows
    assert (row["number"], row["holder"], row["product"]) == ("TC-84A-9001", "Shili Co.", "S-95")


def test_eudamed_actors() -> None:
    row = {
        "ACTOR_ID": "CN-MF-000099999",
        "NAME": "Shili Medical Co., Ltd.",
        "ABBREVIATED_NAME": "Shili",
        "ACTOR_TYPE": "Manufacturer",
        "STATUS": "Active",
        "VERSION": 3,
        "ACT_COUNTRY_NAME": "China",
        "ACT_EMAIL": "someone@example.invalid",
        "PRRC_FAMILY_NAME": "Person",
    }
    found = read("eudamed-actors", json.dumps({"value": [row], "nextLink": "https://x.invalid/?$after=1"}))
    assert found.rows == [
        {
            "number": "CN-MF-000099999",
            "holder": "Shili Medical Co., Ltd.",
            "short_name": "Shili",
            "role": "Manufacturer",
            "country": "China",
            "status": "Active",
            "version": "3",
        }
    ]
    table = "ACTOR_ID,NAME,ACT_EMAIL\nCN-MF-000099999,Shili,someone@example.invalid\n"
    assert read("eudamed-actors", table).rows == [{"number": "CN-MF-000099999", "holder": "Shili"}]


def test_eudamed_devices() -> None:
    lake = {
        "PRIMARY_DI": "06999999000015",
        "CONTAINER_PACKAGE_DIS": "16999999000012",
        "BASIC_UDI": "6999999ABC",
        "MF_SRN": "CN-MF-000099999",
        "MF_NAME": "Shili",
        "TRADE_NAME": "Shili Mask",
        "DEVICE_NAME": None,
        "RISK_CLASS_ID": -203.0,
        "NOMENCLATURE_CODE": " T0206",
        "DEVICE_STATUS_TYPE_ID": 1,
    }
    (row,) = read("eudamed-devices", json.dumps({"value": [lake]})).rows
    assert row["number"] == "06999999000015；16999999000012"
    assert row["product"] == "Shili Mask"
    assert row["nomenclature"] == "T0206"
    page = {
        "basicUdi": "6999999ABC",
        "primaryDi": "06999999000015",
        "riskClass": {"code": "refdata.risk-class.class-i"},
        "tradeName": "Shili Mask",
        "manufacturerName": "Shili",
        "manufacturerSrn": "CN-MF-000099999",
        "deviceStatusType": {"code": "refdata.device-model-status.on-the-market"},
        "reference": None,
    }
    (row,) = read("eudamed-devices", json.dumps({"content": [page], "totalElements": 1, "first": True})).rows
    status = definition.load("eudamed-devices").status
    assert status is not None
    assert row["status"] in status.in_force
    assert row["class"] == "refdata.risk-class.class-i"


def test_swiss_mandates() -> None:
    text = (
        "\ufeffsrn,manufacturer,mandateType,manufacturer_country,mandate_holder_chrn,mandate_holder_name,mandate_holder_uid\n"
        "CN-MF-000099998,Shili A Ltd.,MF,CN,CHRN-AR-29999999,Demo AG,CHE999999999\n"
        "CN-MF-000099999,Shili B Ltd.,MF,CN,CHRN-AR-29999999,Demo AG,CHE999999999\n"
    )
    rows = read("swissdamed", text).rows
    assert [row["holder"] for row in rows] == ["Shili A Ltd.", "Shili B Ltd."]
    assert {row["number"] for row in rows} == {"CHRN-AR-29999999"}


def test_british_registrations() -> None:
    row = {
        "MAN_ORGANISATION_ID": 99999,
        "MAN_ORGANISATION_NAME": "Shili",
        "MAN_COUNTRY": "China",
        "MAN_CREATED_DATE": "01/06/2021",
        "RELATIONSHIP": "UK Responsible Person",
        "REP_NAME": "Demo Ltd",
    }
    (found,) = read("uk-mhra", json.dumps([row])).rows
    assert found["number"] == "99999"
    assert found["representative"] == "Demo Ltd"


def test_canadian_licences() -> None:
    rows = [
        {
            "original_licence_no": 999449,
            "licence_status": "I",
            "appl_risk_class": 3,
            "licence_name": "SHILI VENT",
            "first_licence_status_dt": "2019-02-21",
            "end_date": None,
            "company_id": 999860,
            "company_name": "SHILI INC.",
        },
        {"original_licence_no": 999561, "licence_status": "O", "licence_name": "OLD", "end_date": "2022-10-14"},
    ]
    issued, obsolete = read("mdall", json.dumps(rows)).rows
    status = definition.load("mdall").status
    assert status is not None
    assert issued["status"] in status.in_force
    assert obsolete["status"] in status.ended
    assert issued["holder"] == "SHILI INC."
    assert "ended_on" not in issued
    assert obsolete["ended_on"] == "2022-10-14"


def test_australian_entries() -> None:
    answer = {
        "RequestedPageStart": 1,
        "RequestedPageEnd": 25,
        "TotalRecords": 1,
        "Results": [
            {
                "LicenceId": "999999",
                "Name": "Demo Pty Ltd - Mask, surgical",
                "EntryType": "Medical Device",
                "ProductCategory": "Medical Device Class 1",
                "Status": "Active",
                "StartDate": "2/04/2020",
                "Sponsor": {"Name": "Demo Pty Ltd"},
                "Products": [{"Name": "Mask A"}, {"Name": "Mask B"}],
            }
        ],
    }
    (row,) = read("artg", json.dumps(answer)).rows
    assert row["holder"] == "Demo Pty Ltd"
    assert row["products"] == "Mask A；Mask B"
    assert definition.load("artg").role == "importer"
    book = workbook(
        [["ARTG ID", "Sponsor", "Manufacturer", "Start date"], ["999999", "Demo Pty Ltd", "Shili", "1/4/20"]]
    )
    assert read("artg", book).rows[0]["maker"] == "Shili"


ANVISA = (
    "NUMERO_REGISTRO_CADASTRO;NUMERO_PROCESSO;NOME_TECNICO;CLASSE_RISCO;NOME_COMERCIAL;CNPJ_DETENTOR_REGISTRO_CADASTRO;"
    "DETENTOR_REGISTRO_CADASTRO;NOME_FABRICANTE;NOME_PAIS_FABRIC;DT_PUB_REGISTRO_CADASTRO;VALIDADE_REGISTRO_CADASTRO;"
    "DT_ATUALIZACAO_DADO\n"
)


def test_brazilian_products() -> None:
    text = ANVISA + (
        '89999990001;2501;Máscara;I;MÁSCARA "DEMO;00;DEMO LTDA;SHILI A;CHINA;09/05/2020;VIGENTE;10/22/2026 03:04:05\n'
        '89999990001;2501;Máscara;I;MÁSCARA "DEMO;00;DEMO LTDA;SHILI B;CHINA;09/05/2020;VIGENTE;10/22/2026 03:04:05\n'
        "89999990002;2502;Luva;I;LUVA;00;DEMO LTDA;;;09/05/2020;31/12/2025;10/22/2026 03:04:05\n"
    )
    found = read("anvisa", text.encode("cp1252"))
    assert found.damaged == 0
    assert [row.get("maker") for row in found.rows] == ["SHILI A", "SHILI B", None]
    assert found.rows[0]["product"] == 'MÁSCARA "DEMO'
    assert read_day(found.rows[0]["published_on"], "dmy") == date(2020, 5, 9)
    assert read_day(found.rows[0]["expires_on"], "dmy") is None
    assert read_day(found.rows[2]["expires_on"], "dmy") == date(2025, 12, 31)


def test_a_byte_that_the_encoding_lacks() -> None:
    row = "89999990001;;Máscara;I;MÁSCARA;;DEMO LTDA;SHILI;;09/05/2020;VIGENTE;\n"
    stray = (ANVISA + row + row.replace("SHILI", "SHI?LI")).encode("cp1252").replace(b"?", b"\x8f")
    found = read("anvisa", stray)
    assert found.rows[1]["maker"] == "SHI\ufffdLI"
    assert found.rows[0]["technical_name"] == "Máscara"
    assert found.damaged == 0
    found = read("anvisa", (ANVISA + row).encode("cp1252").replace(b"8999", b"8\x8f99"))
    assert found.places == ["line 2: a byte of its number cannot be read"]


TFDA = {
    "許可證字號": "衛部醫器陸輸字第999999號",
    "註銷狀態": "",
    "註銷日期": "",
    "發證日期": "2020/03/01",
    "有效日期": "2025/03/01",
    "許可證種類": "13",
    "醫療器材級數": "2",
    "中文品名": "示例醫用口罩",
    "英文品名": "Shili Mask",
    "申請商名稱": "示例貿易有限公司",
    "製造廠名稱": "SHILI A",
    "製造廠國別": "CHINA",
}


def test_licences_with_several_makers() -> None:
    rows = [
        TFDA,
        {**TFDA, "製造廠名稱": "SHILI B"},
        {**TFDA, "許可證字號": "衛署醫器製字第000001號", "註銷狀態": "已註銷"},
    ]
    as_json = read("tfda", json.dumps(rows))
    assert [row["maker"] for row in as_json.rows] == ["SHILI A", "SHILI B", "SHILI A"]
    assert "status" not in as_json.rows[0]
    status = definition.load("tfda").status
    assert status is not None
    assert as_json.rows[2]["status"] in status.ended
    lines = [",".join(f'"{value}"' for value in row.values()) for row in rows]
    table = "\ufeff" + "\r\n".join([",".join(TFDA), *lines])
    assert read("tfda", table).rows == as_json.rows
    assert read("tfda", archive({"68_2.csv": table})).rows == as_json.rows
    assert read("tfda", archive({"68_5.json": json.dumps(rows)})).rows == as_json.rows


def test_nested_items() -> None:
    item = {
        "MDEQ_PRDLST_SN": "1",
        "PRDLST_NM": "마스크",
        "MEDDEV_ITEM_NO": "제허 99-999호",
        "PRMSN_YMD": "20200301",
        "CLSF_NO_GRAD_CD": "2",
        "MNFT_CLNT_NM": "Shili",
        "MNSC_NATN_CD": "CN",
    }
    answer = {
        "header": {"resultCode": "00", "resultMsg": "NORMAL SERVICE."},
        "body": {"pageNo": 1, "totalCount": 1, "numOfRows": 100, "items": [{"item": item}]},
    }
    (row,) = read("mfds", json.dumps(answer)).rows
    assert row["number"] == "제허 99-999호"
    assert row["maker"] == "Shili"
    udi = {"UDIDI_CD": "08999999000011", "PERMIT_NO": "제허 99-999호", "MNFT_IPRT_ENTP_NM": "데모"}
    answer["body"]["items"] = [{"item": udi}]  # type: ignore[index]
    (row,) = read("mfds", json.dumps(answer)).rows
    assert row["udi"] == "08999999000011"


def test_prequalified_tests() -> None:
    text = (
        '\ufeff"Product name","Product Code","WHO Product ID","Assay Format","Regulatory Version","Manufacturer name",'
        '"Pathogen/Disease/Marker","Year prequalification"\n'
        '"Shili Ag (1&2) Test","SH-1","9372-017-00","Immunochromatographic","Rest-of-World","Shili, Inc.","Demo","2019"\n'
    )
    (row,) = read("who-pq", text).rows
    assert row["number"] == "9372-017-00"
    assert row["holder"] == "Shili, Inc."


@pytest.mark.parametrize("name", ["pmda", "hsa", "who-eul", "mda-my", "cdsco", "cofepris", "mdel"])
def test_lists_of_which_no_file_was_seen(name: str) -> None:
    """A table with our own field names, or with the first heading of the publisher's words, is read all the same."""
    made = definition.load(name)
    assert made.confidence == "general"
    assert not made.complete
    head = list(made.columns)
    values = [f"{field} 1" for field in head]
    for headings in (head, [made.columns[field][1] for field in head]):
        book = workbook([headings, values])
        assert read(name, book).rows == [dict(zip(head, values, strict=True))]


def test_what_a_live_list_may_be_asked_by() -> None:
    for name in definition.names():
        made = definition.load(name)
        if made.live is not None:
            assert set(made.live.ask) - set(made.columns) <= {"record"}
            assert made.live.address.startswith("https://")


def test_every_live_list_names_a_source_that_there_is() -> None:
    for name in definition.names():
        live = definition.load(name).live
        if live is not None:
            assert find_spec(f"supplycheck.registry.sources.{live.source}") is not None
