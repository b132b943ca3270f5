"""Small registers as their publishers' interfaces give them, with invented firms."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any, NamedTuple

from publishing import Answer, Asked, Publisher, answer, html

FIRM = "Shili Boche Medical Co., Ltd."
OTHER = "Yangben Yunxiu Devices Inc."
PHONE = "555-0100-SECRET"


class Register(NamedTuple):
    """An interface of a publisher.

    Attributes:
        source: the module that speaks it.
        path: where it is on the publisher's machine.
        options: for the definition.
        make: what serves it, for a publisher (whose port its links name).
        number: one that it lists; None where it is not asked.
        absent: one that it does not list.
        fetches: whether it gives a list, with how many rows.
    """

    source: str
    path: str
    options: dict[str, Any]
    make: Callable[[Publisher], Callable[[Asked], Answer]]
    number: str | None
    absent: str
    fetches: int


# --- openFDA -------------------------------------------------------------------------------------------------------


def clearance(number: int, code: str = "FXX", applicant: str = FIRM) -> dict[str, Any]:
    """A 510(k) as openFDA gives it."""
    return {
        "k_number": f"K2{number:05d}",
        "applicant": applicant,
        "contact": PHONE,
        "device_name": "Surgical Mask",
        "decision_date": "2020-05-06",
        "product_code": code,
        "openfda": {"registration_number": ["1", "2"], "device_class": "2"},
    }


CLEARANCES = [clearance(1), clearance(2, "MSH"), clearance(3), clearance(4, applicant=OTHER), clearance(5)]
NO_MATCHES = answer({"error": {"code": "NOT_FOUND", "message": "No matches found!"}}, 404)


def openfda_page(results: list[Any], total: int, updated: str = "2026-09-14", link: str = "") -> Answer:
    """A page of results."""
    meta = {"last_updated": updated, "results": {"skip": 0, "limit": 2, "total": total}}
    return answer({"meta": meta, "results": results}, **({"Link": f'<{link}>; rel="next"'} if link else {}))


def openfda(publisher: Publisher) -> Callable[[Asked], Answer]:
    """Serves CLEARANCES, searched by one field, with links to further pages."""

    def serve(asked: Asked) -> Answer:
        if asked.query.keys() - {"search", "limit", "skip", "search_after", "sort"}:
            return answer({"error": {"code": "BAD_REQUEST", "message": "Invalid parameter"}}, 400)
        if asked.query.get("search", "").startswith("_exists_:"):
            has = [each for each in CLEARANCES if asked.query["search"].removeprefix("_exists_:") in each]
            return openfda_page(has[:1], len(has)) if has else NO_MATCHES
        name, _, terms = asked.query.get("search", "").partition(":")
        wanted = {terms.strip('"')} if '"' in terms else set(terms.strip("()").split(" OR "))
        found = [c for c in CLEARANCES if not name or any(word and word in c[name] for word in wanted)]
        limit = int(asked.query["limit"])
        start = int(asked.query.get("search_after", asked.query.get("skip", "0")))
        page = found[start : start + limit]
        if not page:
            return NO_MATCHES
        link = ""
        if start + limit < len(found):
            rest = re.sub(r"&search_after=\d+", "", asked.raw_query)
            link = publisher.address(f"{asked.path}?{rest}&search_after={start + limit}")
        return openfda_page(page, len(found), link=link)

    return serve


# --- EUDAMED -------------------------------------------------------------------------------------------------------

DEVICES = [
    {"PRIMARY_DI": f"0490000000{n:04d}", "MF_SRN": "CN-MF-000000001", "MF_NAME": FIRM, "CONTACT": PHONE}
    for n in range(5)
]


def data_lake(publisher: Publisher) -> Callable[[Asked], Answer]:
    """Serves DEVICES, two a page."""

    def serve(asked: Asked) -> Answer:
        filters = {k: v for k, v in asked.query.items() if k not in ("format", "api-version", "$after")}
        if unknown := filters.keys() - {"PRIMARY_DI", "MF_SRN"}:
            message = f"Invalid Query Parameter: {', '.join(unknown)}"
            return answer({"error": {"code": "BadRequest", "message": message, "status": 400}}, 400)
        found = [d for d in DEVICES if all(d[k] == v for k, v in filters.items())]
        start = int(asked.query.get("$after", "0"))
        rest = "&".join(part for part in asked.raw_query.split("&") if "after" not in part)
        more = publisher.address(f"{asked.path}?{rest}&$after={start + 2}") if start + 2 < len(found) else None
        return answer({"value": found[start : start + 2], **({"nextLink": more} if more else {})})

    return serve


# --- AccessGUDID ---------------------------------------------------------------------------------------------------


def gudid_device(di: str) -> dict[str, Any]:
    """A device as AccessGUDID gives it."""
    device = {
        "identifiers": {"identifier": [{"deviceId": di, "deviceIdType": "Primary"}]},
        "brandName": "Shili",
        "companyName": FIRM,
        "contacts": {"customerContact": [{"phone": PHONE, "email": PHONE}]},
    }
    return {"gudid": {"device": device}, "productCodes": [{"productCode": "FXX"}]}


def accessgudid(publisher: Publisher) -> Callable[[Asked], Answer]:
    """Serves one device, and the one of the documentation."""

    def serve(asked: Asked) -> Answer:
        if asked.query.get("di") in ("04900000000001", "08717648200274"):
            return answer(gudid_device(asked.query["di"]))
        return answer({"error": "Device not found"}, 404)

    return serve


# --- MDALL ---------------------------------------------------------------------------------------------------------

LICENCES = [
    {
        "original_licence_no": 100 + n,
        "licence_status": "I",
        "licence_name": "MASK",
        "company_id": 7 + n % 2,
        "end_date": None,
    }
    for n in range(4)
]
COMPANIES = [
    {"company_id": 7, "company_name": FIRM, "country_cd": "CN", "addr_line_1": "1 Road", "company_status": "A"},
    {"company_id": 8, "company_name": OTHER, "country_cd": "US", "addr_line_1": "2 Road", "company_status": "A"},
]


def mdall(publisher: Publisher) -> Callable[[Asked], Answer]:
    """Serves LICENCES and COMPANIES; passes over filters it does not know."""

    def serve(asked: Asked) -> Answer:
        table, key = (COMPANIES, "company_id") if "company" in asked.path else (LICENCES, "original_licence_no")
        found = [row for row in table if asked.query.get("id", str(row[key])) == str(row[key])]
        return answer(found)

    return serve


# --- ARTG ----------------------------------------------------------------------------------------------------------

ENTRIES = [
    {
        "LicenceId": str(300_000 + n),
        "Name": "Mask",
        "EntryType": "Medical Device",
        "Status": "A",
        "Sponsor": {"Name": FIRM, "Phone": PHONE},
    }
    for n in range(5)
]


def artg(publisher: Publisher) -> Callable[[Asked], Answer]:
    """Serves ENTRIES, counted from 1, both ends included."""

    def serve(asked: Asked) -> Answer:
        if "/JSON/" not in asked.path:
            return html()
        wanted = asked.query["licenceid"]
        found = [entry for entry in ENTRIES if not wanted or entry["LicenceId"] == wanted]
        start, end = int(asked.query["pagestart"]), int(asked.query["pageend"])
        return artg_page(found[start - 1 : end], start, end, len(found))

    return serve


def artg_page(results: list[Any], start: int, end: int, total: int) -> Answer:
    """A page of results."""
    return answer({"RequestedPageStart": start, "RequestedPageEnd": end, "TotalRecords": total, "Results": results})


# --- JRC -----------------------------------------------------------------------------------------------------------

TESTS = [
    {
        "id_device": f"{n}",
        "commercial_name": "Shili Antigen",
        "manufacturer": {"id_manufacturer": "9", "name": FIRM, "country": "CN"},
        "hsc_common_list": True,
        "hsc_list_history": [{"list_date": "2021-05-10 00:00:00 CET", "in_common_list": True}],
    }
    for n in range(1, 4)
]


def jrc(publisher: Publisher) -> Callable[[Asked], Answer]:
    """Serves TESTS."""
    return lambda asked: answer({"extracted_on": "2026-09-01 08:30:00 CET", "deviceList": TESTS})


# --- NMPA ----------------------------------------------------------------------------------------------------------

UDID = (
    '<?xml version="1.0" encoding="UTF-8"?><udid version="1.0"><devices><device><zxxsdycpbs>06900000000001</zxxsdycpbs>'
    "<ylqxzcrbarmc>深圳示例朴澈电子有限公司</ylqxzcrbarmc></device></devices></udid>"
)


def archive(**files: str) -> bytes:
    """An archive of files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, text in files.items():
            file.writestr(name.replace("__", "."), text)
    return made.getvalue()


def feed(*items: tuple[str, str]) -> Answer:
    """A feed of releases."""
    listed = "".join(f"<item><title>{title}</title><link>{link}</link></item>" for title, link in items)
    text = f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{listed}</channel></rss>'
    return Answer(text.encode(), 200, {"Content-Type": "application/xml"})


def udid_feed(publisher: Publisher) -> Callable[[Asked], Answer]:
    """Serves a feed with two full releases and the archives."""
    released = {"ETag": '"udid"', "Last-Modified": "Tue, 15 Sep 2026 10:00:00 GMT"}

    def serve(asked: Asked) -> Answer:
        if asked.path == "/download":
            if asked.headers.get("if-none-match") == '"udid"':
                return Answer(b"", 304, released)
            return Answer(archive(UDID_FULL_RELEASE_PART1__xml=UDID), 200, released)
        names = ("UDID_FULL_RELEASE_20260801.zip", "UDID_FULL_RELEASE_20260901.zip", "UDID_DAY_UPDATE_20260915.zip")
        return feed(*((name, publisher.address(f"/download?path={name[-10:]}")) for name in names))

    return serve


# --- one file ------------------------------------------------------------------------------------------------------

TABLE = f"licence;firm;PHONE\n80000001;{FIRM};{PHONE}\n80000002;{OTHER};{PHONE}\n".encode()


def one_file(publisher: Publisher) -> Callable[[Asked], Answer]:
    """Serves TABLE."""
    return lambda asked: Answer(TABLE, 200, {"Last-Modified": "Tue, 15 Sep 2026 10:00:00 GMT", "ETag": '"table"'})


REGISTERS = [
    Register(
        "openfda",
        "/device/510k.json",
        {
            "normaliser": "k-number",
            "columns": {"number": ["k_number"], "holder": ["applicant"], "product": ["device_name"]},
            "whole": {"search": "product_code:(FXX OR MSH)"},
            "ask": {"number": "k_number", "holder": "applicant"},
        },
        openfda,
        "K200001",
        "K299999",
        5,
    ),
    Register(
        "eudamed_data_lake",
        "/eudamed/udi",
        {
            "columns": {"number": ["PRIMARY_DI"], "holder": ["MF_NAME"], "srn": ["MF_SRN"]},
            "whole": {"MF_SRN": "CN-MF-000000001"},
            "ask": {"number": "PRIMARY_DI", "srn": "MF_SRN"},
        },
        data_lake,
        "04900000000001",
        "04900000009999",
        5,
    ),
    Register(
        "accessgudid",
        "/api/v3/devices/lookup.json",
        {
            "columns": {
                "number": ["gudid.device.identifiers.identifier.deviceId"],
                "holder": ["gudid.device.companyName"],
            },
            "ask": {"number": "di"},
        },
        accessgudid,
        "04900000000001",
        "04900000009999",
        0,
    ),
    Register(
        "mdall",
        "/api/medical-devices/licence/",
        {
            "columns": {"number": ["original_licence_no"], "holder": ["company_name"], "product": ["licence_name"]},
            "whole": {"state": "active"},
            "ask": {"number": "id", "product": "licence_name"},
        },
        mdall,
        "101",
        "999",
        4,
    ),
    Register(
        "artg",
        "/ARTGSearch/ARTGWebService.svc/JSON/ARTGValueSearch/",
        {
            "columns": {"number": ["LicenceId"], "holder": ["Sponsor.Name"]},
            "whole": {"entrytype": "Medical Device"},
            "ask": {"number": "licenceid", "holder": "sponsor"},
        },
        artg,
        "300001",
        "399999",
        5,
    ),
    Register(
        "jrc",
        "/devices/hsc-common-recognition-rat",
        {
            "format": "hsc",
            "columns": {"number": ["id_device"], "holder": ["manufacturer"], "product": ["commercial_name"]},
            "ask": {"number": "id_device", "holder": "manufacturer"},
        },
        jrc,
        "2",
        "99",
        3,
    ),
    Register(
        "nmpa_udid_feed",
        "/rss/download.html",
        {
            "format": "udid",
            "columns": {"number": ["zxxsdycpbs"], "holder": ["ylqxzcrbarmc"]},
        },
        udid_feed,
        None,
        "",
        1,
    ),
    Register(
        "file_download",
        "/dados/TA_PRODUTO_SAUDE_SITE.csv",
        {"columns": {"number": ["licence"], "holder": ["firm"]}},
        one_file,
        None,
        "",
        2,
    ),
]
