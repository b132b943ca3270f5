"""The lists as they were really published: counts, and some fields that a person has looked up in the files."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from reading import read

from supplycheck.errors import RegistryUnavailable
from supplycheck.registry import definition, profile

REPOSITORY = Path(__file__).parents[2]
DATA = Path(os.environ.get("SUPPLYCHECK_SHARED", REPOSITORY.parent / "shared")) / "data"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not DATA.is_dir(), reason="the recorded files are not there"),
]


def recorded(place: str) -> bytes:
    return (DATA / place).read_bytes()


def example(endpoint: str, key: str) -> str:
    """The annotated record of an endpoint, wrapped as the interface wraps it."""
    content = json.loads(recorded(f"fda_openfda/docs_examples/{endpoint}._examples.json"))
    record = content[key]
    return json.dumps({"meta": {}, "results": record.get("results", [record])})


def first_as_text(place: str) -> bytes:
    return recorded(place).decode("utf-8").encode("latin-1", "replace")


def test_a_month_of_clearances() -> None:
    found = read("fda-510k", recorded("fda_510k/pmnlstmn_2020-09_contact_blanked.txt"))
    assert (len(found.rows), found.damaged) == (372, 0)
    by_number = {row["number"]: row for row in found.rows}
    assert by_number["K201380"]["product"] == "Livocare Surgical Mask"
    assert by_number["K201380"]["product_code"] == "FXX"
    assert sum(row.get("country") == "CN" for row in found.rows) == 39
    # The file comes in the encoding of its publisher too.
    assert len(read("fda-510k", first_as_text("fda_510k/pmnlstmn_2020-09_contact_blanked.txt")).rows) == 372


def test_the_classification() -> None:
    found = read("fda-classification", recorded("fda_classification/foiclass_trimmed.txt"))
    by_code = {row["number"]: row for row in found.rows}
    assert len(by_code) == 102
    assert (by_code["MSH"]["class"], by_code["MSH"]["regulation"]) == ("2", "878.4040")


@pytest.mark.parametrize(("day", "count"), [("2021-04-27", 26), ("2021-05-27", 72), ("2021-07-01", 88)])
def test_the_value_sets(day: str, count: int) -> None:
    found = read("eu-hsc", recorded(f"eu_hsc/test-manf_{day}.json"))
    assert (len(found.rows), found.damaged) == (count, 0)
    assert all(row["holder"] and row["product"] for row in found.rows)


def test_the_extracts_say_what_the_files_say() -> None:
    """Each row of a bundled extract is in the file it was taken from, with the same values."""
    sources = {
        "fda-510k": "fda_510k/pmnlstmn_2020-09_contact_blanked.txt",
        "fda-classification": "fda_classification/foiclass_trimmed.txt",
        "eu-hsc": "eu_hsc/test-manf_2021-07-01.json",
    }
    for name, place in sources.items():
        (path,) = (definition.lists_root() / name).glob("extract-*")
        whole = read(name, recorded(place)).rows
        for row in read(name, path.read_bytes()).rows:
            assert any(row.items() <= other.items() for other in whole), (name, row)


def test_device_identifiers_of_the_release() -> None:
    found = read("gudid", recorded("gudid/gudid_trimmed_ventilator_mask_thermometer.xml"))
    assert (len(found.rows), found.damaged) == (103, 0)
    assert sum("CBK" in row.get("product_codes", "") for row in found.rows) == 81
    row = next(row for row in found.rows if row["number"] == "00840682102360")
    assert (row["holder"], row["product"], row["model"]) == (
        "DATEX-OHMEDA INC",
        "Aestiva GS",
        "7900 3 vap art arm",
    )
    assert not any("@" in value for row in found.rows for field, value in row.items() if field != "description")


def test_the_pipelines_own_sample_of_device_identifiers() -> None:
    found = read("gudid", recorded("fda_openfda/test_data/gudid_device_udi_test.xml"))
    assert found.rows
    assert all(row["number"] and row["holder"] for row in found.rows)


def test_answers_of_the_lookup_interface() -> None:
    folder = DATA / "gudid" / "accessgudid_api"
    for path in sorted(folder.glob("json_devices_lookup_*.json")):
        (row,) = read("gudid", path.read_bytes()).rows
        assert row["number"]
        assert row["holder"]
    (row,) = read("gudid", recorded("gudid/accessgudid_api/json_devices_lookup_by_device_identifier_code.json")).rows
    assert (row["number"], row["product"], row["product_codes"]) == ("08717648200274", "XIENCE ALPINE", "NIQ")


def test_openfda_examples() -> None:
    (row,) = read("fda-510k", example("510k", "record")).rows
    assert (row["number"], row["holder"]) == ("K872032", "VENTREX LABORATORIES, INC.")
    (row,) = read("fda-registration", example("registrationlisting", "anatomy")).rows
    assert (row["number"], row["owner_operator"], row["product_codes"]) == ("9610240", "9051149", "LOM")
    assert "REDACTED" not in str(row)
    (row,) = read("gudid", example("udi", "anatomy")).rows
    assert (row["number"], row["product_codes"]) == ("00887517567062", "MAX；MQP")
    (row,) = read("fda-classification", example("classification", "header")).rows
    assert (row["number"], row["class"]) == ("EHE", "1")
    (row,) = read("fda-recall", example("recall", "record")).rows
    assert (row["number"], row["k_number"]) == ("Z-0359-2013", "K082332")
    assert "REDACTED" not in str(read("fda-recall", example("recall", "anatomy")).rows[0].keys())


@pytest.mark.parametrize("name", ["biomcp_device_510k_brca1_20260811.json", "biomcp_device_pma_brca1_20260811.json"])
def test_an_answer_that_finds_nothing_is_no_list(name: str) -> None:
    with pytest.raises(RegistryUnavailable):
        read("fda-510k", recorded(f"fda_openfda/test_data/{name}"))


def test_swiss_mandates() -> None:
    found = read("swissdamed", recorded("swissdamed/srn_unique.csv"))
    assert (len(found.rows), found.damaged) == (4203, 0)
    # Two are written without the second hyphen, which numbers are compared without.
    assert sum(row["srn"].startswith("CN-MF") for row in found.rows) == 409
    assert sum(row["srn"].startswith("CN-MF-") for row in found.rows) == 407
    # One representative stands in for many makers.
    assert len({row["number"] for row in found.rows}) < len(found.rows) / 2


def test_a_scrape_with_its_columns_shifted() -> None:
    """What somebody else gathered is read with a column profile: there `name` holds the number, `srn` the name."""
    shifted = {"number": "name", "holder": "srn", "role": "country", "version": "details", "country": "-"}
    made = profile.with_headings(definition.load("eudamed-actors"), shifted)
    found = read(made, recorded("eudamed/eudamed_actors_ar_pr_scrape_2026-02-21.json"))
    assert len(found.rows) == 4215
    # Whoever gathered it took "Inactive" for a part of some numbers.
    numbers = [row["number"].partition("\n")[0] for row in found.rows]
    assert all(re.fullmatch("[A-Z]{2}-(AR|PR)-[0-9]{9}", number) for number in numbers)
    assert sum(row["number"].startswith("CN-PR-") for row in found.rows) == 52


def test_brazilian_heading_and_row() -> None:
    found = read("anvisa", recorded("anvisa/TA_PRODUTO_SAUDE_SITE_header_plus_one_row.csv"))
    assert found.damaged == 0
    (row,) = found.rows
    assert (row["number"], row["maker"], row["published_on"]) == ("10330710009", "COOK INCORPORATED", "09/05/2000")
    assert row["product"] == "AGULHA PARA PUNÇÃO COM ACESSO PERCUTÂNEA RENAL"


def test_canadian_licences() -> None:
    content = json.loads(recorded("mdall/sample_records.json"))
    names = {company["company_id"]: company["company_name"] for company in content["company"]}
    plain = read("mdall", json.dumps(content["licence"])).rows
    assert [(row["number"], row["status"]) for row in plain] == [("102449", "I"), ("1561", "O"), ("82237", "I")]
    named = [{**row, "company_name": names.get(row["company_id"])} for row in content["licence"]]
    assert [row.get("holder") for row in read("mdall", json.dumps(named)).rows] == [
        "DEXCOM, INC.",
        "BIODEX MEDICAL SYSTEMS INC.",
        None,
    ]


def test_device_identifiers_of_the_national_database() -> None:
    found = read("nmpa-udi", recorded("nmpa_udi/udid_shape_sample.xml"))
    assert [row["number"] for row in found.rows] == ["06972253600013", "06942221705071；2694"]
    assert [row["registration"] for row in found.rows] == ["国械注准20193030166", "粤潮械备20140023"]


def test_prequalified_tests() -> None:
    rows = read("who-pq", recorded("who_eul/who_ivd_fixture.csv")).rows
    assert [row["number"] for row in rows] == ["0372-017-00", "10307-04545-00", "13192-160-00"]


def _known(name: str) -> set[str]:
    return {heading for headings in definition.load(name).columns.values() for heading in headings}


def test_names_of_columns_are_those_of_the_publishers() -> None:
    schema: dict[str, Any] = json.loads(recorded("tfda/schema_license_infoid68.json"))
    assert _known("tfda") <= set(schema["known_fields"])
    elements = {row["element"].rpartition("/")[2] for row in json.loads(recorded("nmpa_udi/udid_elements.json"))}
    own = {heading for heading in _known("nmpa-udi") if heading.isascii()}
    # Those that are no elements are keys of the free search.
    assert own - elements == {"primaryDeviceId", "companyName", "productName", "specification", "versionStatus"}
    api = set(re.findall("^ +([A-Z_]+):$", recorded("eudamed/eudamed_datalake_openapi.yaml").decode(), re.MULTILINE))
    for name in ("eudamed-actors", "eudamed-devices"):
        assert {heading for heading in _known(name) if re.fullmatch("[A-Z_]{4,}", heading)} <= api
