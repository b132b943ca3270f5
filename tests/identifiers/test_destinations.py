"""Numbers that destinations ask for: FDA, NIOSH, notified bodies, EUDAMED, UDI."""

from __future__ import annotations

from types import ModuleType

import pytest

from supplycheck.errors import InvalidIdentifier
from supplycheck.identifiers import (
    eudamed_srn,
    fda_510k,
    fda_eua,
    fda_listing,
    fda_registration,
    niosh_approval,
    notified_body,
    udi_di,
)


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
        (fda_registration, "30028094", "length"),
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
