"""Registries that are published as tables of a database: the FDA's registrations, the delimited release of device identifiers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import archive, read

from supplycheck.errors import RegistryUnavailable

REGISTRATION = (
    "REG_KEY|REGISTRATION_NUMBER|FEI_NUMBER|REG_STATUS_ID|INITIAL_IMPORTER_FLAG|REG_EXPIRY_DATE_YEAR|ADDRESS_TYPE_ID"
    "|NAME|ADDRESS_LINE_1|ADDRESS_LINE_2|CITY|STATE_ID|ISO_COUNTRY_CODE|ZIP_CODE|POSTAL_CODE\r\n"
)
MAKER = "11|3099999001|3099999001|1|N|2026|F|SHILI MEDICAL CO., LTD.|1 Road||Shanghai||CN||200000\r\n"
AGENT_ADDRESS = "11|3099999001|3099999001|1|N|2026|U|A PERSON|2 Street||Town|MD|US|00000|\r\n"
OTHER = "12|3099999002|3099999002|5|N|2026|F|Söhne 1.0 GmbH|Weg 3||Berlin||DE||10115\r\n"
TABLES = {
    "Registration.txt": (REGISTRATION + MAKER + AGENT_ADDRESS + OTHER).encode("latin-1"),
    "Owner_Operator.txt": "REG_KEY|CONTACT_ID|FIRM_NAME|OWNER_OPERATOR_NUMBER\r\n11|5|Shili Group|10099999\r\n",
    "registration_listing.txt": "REGISTRATION_LISTING_ID|REG_KEY|KEY_VAL|PREMARKET_SUBMISSION_NUMBER\r\n"
    "1|11.0|701.0|K999901\r\n2|11.0|702.0|\r\n3|12|703|\r\n",
    "Listing_PCD.txt": "key_val|PRODUCT_CODE|CREATED_DATE|OWNER_OPERATOR_NUMBER|EXEMPT\r\n"
    "701|FXX|01/02/2020|10099999|\r\n702|LYU|01/02/2020|10099999|Y\r\n702|FXX|01/02/2020|10099999|Y\r\n",
    "Listing_Proprietary_Name.txt": "LISTING_PROP_NAME_ID|key_val|PROPRIETARY_NAME\r\n1|701.0|Shili Mask|\r\n",
    "Official_Correspondent.txt": "REG_KEY|CONTACT_ID|FIRST_NAME|LAST_NAME\r\n11|5|Some|Person\r\n",
    "us_agent.txt": "REG_KEY|NAME|EMAIL_ADDRESS\r\n11|Some Agent|agent@example.invalid\r\n",
    "estabtypes.txt": "1|MANUFACTURE|Manufacture Medical Device\r\n",
}


def test_registrations_joined_with_their_listings() -> None:
    found = read("fda-registration", archive(TABLES))
    assert found.rows == [
        {
            "number": "3099999001",
            "holder": "SHILI MEDICAL CO., LTD.",
            "fei": "3099999001",
            "country": "CN",
            "status": "1",
            "expires_year": "2026",
            "owner": "Shili Group",
            "owner_operator": "10099999",
            "product_codes": "FXX；LYU",
            "product": "Shili Mask",
            "k_number": "K999901",
        },
        {
            "number": "3099999002",
            "holder": "Söhne 1.0 GmbH",
            "fei": "3099999002",
            "country": "DE",
            "status": "5",
            "expires_year": "2026",
        },
    ]
    # The row of proprietary names has a bar too many.
    assert found.places == ["listing_proprietary_name line 2: 4 cells, 3 headings"]


def test_persons_are_not_read() -> None:
    text = str(read("fda-registration", archive(TABLES)))
    assert not any(word in text for word in ("Person", "Agent", "PERSON", "Street", "example.invalid"))


def test_each_table_in_an_archive_of_its_own() -> None:
    packed = {name.replace(".txt", ".zip"): archive({name: content}) for name, content in TABLES.items()}
    assert read("fda-registration", archive(packed)).rows == read("fda-registration", archive(TABLES)).rows


def test_the_main_table_alone() -> None:
    rows = read("fda-registration", archive({"Registration.txt": TABLES["Registration.txt"]})).rows
    assert [row["number"] for row in rows] == ["3099999001", "3099999002"]
    assert "product_codes" not in rows[0]


def test_a_table_on_the_way_is_missing() -> None:
    without = {name: content for name, content in TABLES.items() if name != "registration_listing.txt"}
    row = read("fda-registration", archive(without)).rows[0]
    assert row["owner_operator"] == "10099999"
    assert "product_codes" not in row


def test_extra_bars_in_an_address() -> None:
    shifted = MAKER.replace("1 Road|", "Suite 1 | 1 Road|")
    found = read("fda-registration", archive({"Registration.txt": REGISTRATION + shifted}))
    assert found.rows[0]["holder"] == "SHILI MEDICAL CO., LTD."
    assert found.damaged == 1


@pytest.mark.parametrize(
    "tables",
    [
        {"Registration.txt": ""},
        {"Registration.txt": "a|b\r\n1|2\r\n"},
        {"Registration.txt": "REG_KEY|ADDRESS_TYPE_ID\r\n1|F\r\n"},
        {"Registration.txt": REGISTRATION},
        {"Registration.txt": REGISTRATION + AGENT_ADDRESS},
        {"Registration.zip": b"PK\x03\x04 nothing"},
        {"Owner_Operator.txt": TABLES["Owner_Operator.txt"]},
    ],
)
def test_archives_without_registrations(tables: dict[str, str | bytes]) -> None:
    with pytest.raises(RegistryUnavailable):
        read("fda-registration", archive(tables))


def test_a_plain_table_of_registrations() -> None:
    text = "registration_number,name,product_code\n3099999001,Shili,FXX\n"
    assert read("fda-registration", text).rows == [
        {"number": "3099999001", "holder": "Shili", "product_codes": "FXX"},
    ]
    assert read("fda-registration", archive({"export.csv": text})).rows == read("fda-registration", text).rows


GUDID = {
    "device.txt": "PrimaryDI|publicDeviceRecordKey|publicVersionNumber|devicePublishDate|deviceCommDistributionEndDate"
    "|deviceCommDistributionStatus|brandName|versionModelNumber|catalogNumber|companyName\n"
    '00999999000015|k-1|3|2016-09-24||In Commercial Distribution|Shili "Vent"|2.0|V-20|Shili Inc.\n'
    "00999999000022|k-2|1|2016-09-24|2020-01-31|Not in Commercial Distribution|Old|1|O|Shili Inc.\n",
    "identifiers.txt": "PrimaryDI|deviceId|deviceIdType|deviceIdIssuingAgency\n"
    "00999999000015|00999999000015|Primary|GS1\n00999999000015|10999999000012|Package|GS1\n",
    "productCodes.txt": "PrimaryDI|productCode|productCodeName\n00999999000015|CBK|Ventilator\n00999999000015|BTL|x\n",
    "premarketSubmissions.txt": "PrimaryDI|submissionNumber|supplementNumber\n00999999000015|K999902|000\n",
    "contacts.txt": "PrimaryDI|phone|phoneExtension|email\n00999999000015|+1(800)|x|someone@example.invalid\n",
    "gmdnTerms.txt": "PrimaryDI|gmdnPTName|gmdnPTDefinition\n00999999000015|licensed words|more\n",
}


def test_the_delimited_release_of_device_identifiers() -> None:
    found = read("gudid", archive({f"release/{name}": content for name, content in GUDID.items()}))
    assert found.damaged == 0
    assert found.rows[0] == {
        "number": "00999999000015；10999999000012",
        "holder": "Shili Inc.",
        "product": 'Shili "Vent"',
        "model": "2.0",
        "catalogue": "V-20",
        "product_codes": "CBK；BTL",
        "k_number": "K999902",
        "status": "In Commercial Distribution",
        "published_on": "2016-09-24",
        "version": "3",
        "record": "k-1",
    }
    assert found.rows[1]["delisted_on"] == "2020-01-31"
    assert "licensed" not in str(found)
    assert "example.invalid" not in str(found)


@given(
    st.sampled_from(["Registration.txt", "registration_listing.txt", "Listing_PCD.txt", "Owner_Operator.txt"]),
    st.binary(max_size=200) | st.text(alphabet='|\r\n"REG_KEYval1.0', max_size=200).map(str.encode),
    st.booleans(),
)
def test_no_table_breaks_the_reader(name: str, data: bytes, headed: bool) -> None:
    known = TABLES[name]
    head = (known if isinstance(known, bytes) else known.encode()).split(b"\r\n")[0] + b"\r\n"
    try:
        assert read("fda-registration", archive({**TABLES, name: head + data if headed else data})).rows
    except RegistryUnavailable:
        assert not headed or name == "Registration.txt"
