"""Numbers that destinations ask for: FDA, NIOSH, notified bodies, EUDAMED, UDI."""

from __future__ import annotations

import re
from types import ModuleType

import pytest

from supplycheck.errors import InvalidIdentifier
from supplycheck.identifiers import (
    chrn,
    eudamed_srn,
    fda_510k,
    fda_eua,
    fda_listing,
    fda_registration,
    mfds_device,
    niosh_approval,
    notified_body,
    tfda_licence,
    tfda_mainland_licence,
    udi_di,
)
from supplycheck.identifiers._text import bare


@pytest.mark.parametrize(
    ("module", "text", "compact", "printed"),
    [
        (fda_510k, "k201234", "K201234", "K201234"),
        (fda_510k, "BK 200501", "BK200501", "BK200501"),
        (fda_eua, "EUA200001", "EUA200001", "EUA200001"),
        (fda_eua, "EUA200001 / S001", "EUA200001S001", "EUA200001/S001"),
        (fda_eua, "EUA200001-A012", "EUA200001A012", "EUA200001/A012"),
        (fda_registration, "3002809487", "3002809487", "3002809487"),
        (fda_registration, "9612018", "9612018", "9612018"),
        (fda_listing, "d470976", "D470976", "D470976"),
        (niosh_approval, "TC-84A-4329", "TC84A4329", "TC-84A-4329"),
        (niosh_approval, "tc–84a–10329", "TC84A10329", "TC-84A-10329"),
        (niosh_approval, "TC 84A 4329P", "TC84A4329P", "TC-84A-4329P"),
        (notified_body, "CE0194", "0194", "0194"),
        (notified_body, "NB 2163", "2163", "2163"),
        (eudamed_srn, "NL-MF-000010933", "NLMF000010933", "NL-MF-000010933"),
        (chrn, "chrn-ar-20000123", "CHRNAR20000123", "CHRN-AR-20000123"),
        (mfds_device, "체외 수허 20-123 호", "체외수허20123", "체외 수허 20-123 호"),
        (mfds_device, "(체외)수인21-4567호", "체외수인214567", "체외 수인 21-4567 호"),
        (mfds_device, "허가번호: 수허 22-253 호", "수허22253", "수허 22-253 호"),
        (mfds_device, "품목허가번호 제신 22-1", "제신221", "제신 22-1 호"),
        (tfda_licence, "衛署醫器輸字第012345號", "衛署醫器輸字第012345號", "衛署醫器輸字第012345號"),
        (tfda_licence, "卫部医器输壹登字第 021066 号", "衛部醫器輸壹登字第021066號", "衛部醫器輸壹登字第021066號"),
        (tfda_licence, "衛部(署)醫器陸輸字000001", "衛部署醫器陸輸字第000001號", "衛部署醫器陸輸字第000001號"),
        (tfda_licence, "許可證字號：衛部罕醫器輸字第000001號", "衛部罕醫器輸字第000001號", "衛部罕醫器輸字第000001號"),
        (
            tfda_mainland_licence,
            "卫部医器陆输壹字第003456号",
            "衛部醫器陸輸壹字第003456號",
            "衛部醫器陸輸壹字第003456號",
        ),
        (udi_di, "06942221705071", "06942221705071", "06942221705071"),
        (udi_di, "0106972253600013", "06972253600013", "06972253600013"),
        (udi_di, "(01) 08717648200274", "08717648200274", "08717648200274"),
        (udi_di, "036000291452", "036000291452", "036000291452"),
    ],
)
def test_numbers(module: ModuleType, text: str, compact: str, printed: str) -> None:
    assert module.validate(text) == compact
    assert module.format(text) == printed


@pytest.mark.parametrize(
    ("module", "text", "reason"),
    [
        (fda_510k, "", "format"),
        (fda_510k, "K20123", "length"),
        (fda_510k, "K2012345", "length"),
        (fda_510k, "DEN060009", "format"),
        (fda_510k, "P200123", "format"),
        (fda_510k, "K20123O", "format"),
        (fda_eua, "EUA2000", "length"),
        (fda_eua, "EUA200001/B001", "format"),
        (fda_eua, "200001", "format"),
        (fda_registration, "300280", "length"),
        (fda_registration, "300280948X", "format"),
        (fda_listing, "D12345", "length"),
        (fda_listing, "E123456", "format"),
        (niosh_approval, "TC-84A-12", "length"),
        (niosh_approval, "TC-21C-0123", "component"),
        (niosh_approval, "84A-4329", "format"),
        (notified_body, "194", "length"),
        (notified_body, "19400", "length"),
        (notified_body, "O194", "format"),
        (notified_body, "0000", "component"),
        (eudamed_srn, "CN-MF-00001234", "length"),
        (eudamed_srn, "CN-SP-000012345", "component"),
        (eudamed_srn, "C1-MF-000012345", "format"),
        (eudamed_srn, "CHRN-AR-20000123", "length"),
        (chrn, "CN-AR-000012345", "length"),
        (chrn, "CHRN-AR-10000123", "format"),
        (chrn, "CHRN-SP-20000123", "component"),
        (mfds_device, "수허 20-", "length"),
        (mfds_device, "수허 20-123456", "length"),
        (mfds_device, "수호 20-123", "format"),
        (tfda_licence, "衛部醫器輸字第12345號", "length"),
        (tfda_licence, "衛部醫器進字第012345號", "format"),
        (tfda_licence, "衛部藥輸字第012345號", "format"),
        (tfda_mainland_licence, "衛部醫器輸壹字第003456號", "component"),
        (tfda_mainland_licence, "衛部醫器陸輸字第3456號", "length"),
        (tfda_mainland_licence, "衛部藥陸輸字第003456號", "format"),
        (udi_di, "06942221705072", "checksum"),
        (udi_di, "6942221705", "length"),
        (udi_di, "0694222170507X", "format"),
        (udi_di, "+H123PARTNO1234567890120", "length"),
    ],
)
def test_what_is_no_number(module: ModuleType, text: str, reason: str) -> None:
    with pytest.raises(InvalidIdentifier) as caught:
        module.validate(text)
    assert caught.value.reason == reason


def test_one_key_for_the_lengths_of_a_gtin() -> None:
    assert udi_di.gtin14("6942221705071") == udi_di.gtin14("(01)06942221705071") == "06942221705071"
    assert udi_di.gtin14("036000291452") == "00036000291452"


def test_series_and_roles() -> None:
    assert tfda_licence.is_mainland("卫部医器陆输字第003456号")
    assert not tfda_licence.is_mainland("衛部醫器製字第003456號")
    assert mfds_device.is_imported("수신 20-1")
    assert not mfds_device.is_imported("체외 제허 20-123 호")
    assert chrn.role("CHRN-IM-20000123") == "IM"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("345219", "345219"),
        ("No. 345219", "345219"),
        ("№ 345219", "345219"),
        ("N° 345219", "345219"),
        ("Nº：345219", "345219"),
        ("登记号：345219", "345219"),
        ("登録番号345219", "345219"),
        ("第345219号", "345219"),
        ("编号：第 345219 號", "345219"),
        ("３４５２１９．", "345219"),
        # The letters of another number are no label, and neither is a text with digits.
        ("K345219", "K345219"),
        ("CE345219", "CE345219"),
        ("K201234: 345219", "K201234:345219"),
        ("345219A", "345219A"),
        ("第三者345219号机", "第三者345219号机"),
    ],
)
def test_labels_of_a_number(text: str, number: str) -> None:
    assert bare(text, re.compile("[0-9]{6}")) == number


def test_parts_of_an_srn() -> None:
    assert (eudamed_srn.country("cn-ar-000012345"), eudamed_srn.role("cn-ar-000012345")) == ("CN", "AR")


@pytest.mark.parametrize(
    ("mark", "number"),
    [
        ("CE 0194", "0194"),
        ("CE0123", "0123"),
        ("ce0123", "0123"),
        ("ＣＥ　1282", "1282"),
        ("CE-2163", "2163"),
        ("CE\u20112163", "2163"),
        ("C E 2797", "2797"),
        ("CE: 0194", "0194"),
        ("CE (0194)", "0194"),
        ("CE NB 0194", "0194"),
        ("CE mark No. 0194", "0194"),
        ("CE标志 0194", "0194"),
        ("包装上有CE0194标志", "0194"),
        ("FFP2 NR EN 149:2001+A1:2009 CE 2163", "2163"),
        ("CE 0194 EN 149:2001", "0194"),
        ("CE, CE 0194", "0194"),
        ("CE 0194 2020-05", "0194"),
        ("CE 2037", "2037"),
        ("CE", None),
        ("", None),
        ("CE EN 14683:2019", None),
        ("CE 14683:2019", None),
        ("CE EN149", None),
        ("CE 0469:2011", None),
        ("CE 2020-05", None),
        ("CE 2020/5", None),
        ("CE 2020.05.06", None),
        ("CE 2020 - 05", None),
        ("CE 2020年5月", None),
        ("CE 20200506", None),
        ("CE 2016/425", None),
        ("CE (EU) 2016/425", None),
        ("CE 93/42/EEC", None),
        ("CE 019", None),
        ("UKCA 0086", None),
        ("CE UKCA 0086", None),
        ("ICE 0194", None),
        ("FACE 1234", None),
        ("CERT 1234", None),
        ("CE 0194 0598", "0194"),
    ],
)
def test_number_beside_a_mark(mark: str, number: str | None) -> None:
    assert notified_body.in_mark(mark) == number
