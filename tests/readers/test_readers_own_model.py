"""JSON, JSON lines and dossiers: every key kept or told, every bad value left out alone."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from supplycheck.declaration import Contract, Document, Label, LabelPlace, Licence, Party, Statement, StatementItem

LINE = {
    "number": 1,
    "hs_code": "6307900010",
    "name": "医用外科口罩",
    "model": "1|0|聚丙烯",
    "brand": "样例",
    "quantity": "100000",
    "unit": "007",
    "unit_price": 0.35,
    "total": 35000,
    "currency": "USD",
    "origin": "CN",
    "destination": "DE",
    "manufacturer": {"name": "示例医疗用品制造有限公司", "uscc": "91999999MA0000002R"},
    "lot": "20200418",
    "produced_on": "2020-04-18",
    "certificate_number": "苏械注准20182140611",
    "standard": "YY 0469-2011",
    "medical": True,
    "mask_standard_basis": "foreign",
}
DECLARATION = {
    "id": "224820200000000001",
    "direction": "export",
    "declared_on": "2020-05-08",
    "customs_office": "2248",
    "trade_mode": "0110",
    "contract_number": "HT-1",
    "destination": "XI",
    "trading_country": "GB",
    "consignor": {"name": "示例进出口有限公司", "customs_code": "9999960001"},
    "consignee": {"name": "Example Ltd", "name_en": "Example Ltd"},
    "attachments": ["50000002:a.pdf"],
    "licences": [{"type_code": "B", "number": "1"}],
    "lines": [{**LINE, "destination": "XI"}],
}
DOSSIER = {
    "declared_on": "2020-05-06",
    "arrives_on": "2020-05-20",
    "contract": {"number": "DEMO-1", "signed_on": "2020-04-20"},
    "statements": [
        {
            "form": "announcement-5",
            "issuer": "示例进出口有限公司",
            "signed_on": "2020-05-05",
            "lines": [1],
            "items": [{"product": "医用外科口罩", "quantity": 100000, "unit": "个", "destination": "DE"}],
        },
        {"form": "announcement-12-joint", "importer_signed": True, "standard_basis": "foreign"},
    ],
    "lines": {
        "1": {
            "manufacturer": {"name": "示例医疗用品制造有限公司"},
            "medical": True,
            "subtype": "surgical_mask",
            "setting": "clinical",
            "standards": ["YY 0469-2011"],
            "documents": [
                {"kind": "nmpa-registration", "number": "沪械注准20202140000", "expires_on": "2025-02-28"},
                {"kind": "test-report", "tier": "IIR", "result": "pass"},
            ],
            "label": {"texts": ["医用"], "marks": ["CE 0194"], "places": [{"place": "carton", "lot": "202002"}]},
        }
    },
}


def own(**changes):
    return json.dumps({**DECLARATION, **changes}, ensure_ascii=False)


def read_dossier(kit, dossier):
    text = dossier if isinstance(dossier, str) else json.dumps(dossier, ensure_ascii=False)
    return kit.one(kit.message(), "a.xml", text)


def test_a_declaration(kit):
    declaration = kit.one(own(), "a.json")
    line = declaration.lines[0]
    assert declaration.notes == []
    assert (declaration.id, declaration.declared_on, declaration.destination) == (
        "224820200000000001",
        date(2020, 5, 8),
        "XI",
    )
    assert declaration.consignor == Party("示例进出口有限公司", customs_code="9999960001")
    assert declaration.licences == [Licence("B", "1")]
    assert (line.quantity, line.unit_price, line.total) == (Decimal(100000), Decimal("0.35"), Decimal(35000))
    assert line.manufacturer.uscc == "91999999MA0000002R"
    assert (line.medical, line.mask_standard_basis, line.produced_on) == (True, "foreign", date(2020, 4, 18))
    assert line.at["hs_code"] == "a.json:lines[0].hs_code"
    assert declaration.dossier is None


def test_a_firm_that_comes_again_is_read_as_at_first(kit):
    clean = {"name": "示例甲有限公司", "uscc": "91999999MA0000001N"}
    first, again = (kit.one(own(consignor=clean, producer=dict(clean)), "a.json") for _ in range(2))
    assert first.consignor == first.producer == again.consignor == Party("示例甲有限公司", uscc="91999999MA0000001N")
    first.consignor.name = "another"  # what a caller does to one is not done to others
    assert again.consignor == kit.one(own(consignor=clean), "a.json").consignor == first.producer
    for odd in ({"name": 1}, {"name": True}, {"name": ["a"]}, {"name": " 示例 13800000000"}, {"name": "a", "x": "b"}):
        told = [kit.one(own(consignor=odd), "a.json").notes for _ in range(60)]
        assert told[0]
        assert all(notes == told[0] for notes in told)


def test_a_dossier(kit):
    for declaration in (read_dossier(kit, DOSSIER), kit.one(own(dossier=DOSSIER), "a.json")):
        dossier = declaration.dossier
        assert declaration.notes == []
        assert dossier.complete
        assert (dossier.declared_on, dossier.arrives_on) == (date(2020, 5, 6), date(2020, 5, 20))
        assert dossier.contract == Contract("DEMO-1", date(2020, 4, 20))
        first, second = dossier.statements
        assert (first.form, first.lines, first.signed_on) == ("announcement-5", [1], date(2020, 5, 5))
        assert first.items == [StatementItem("医用外科口罩", "100000", "个", destination="DE")]
        assert second == Statement(form="announcement-12-joint", importer_signed=True, standard_basis="foreign")
        line = dossier.lines[1]
        assert (line.medical, line.subtype, line.setting, line.standards) == (
            True,
            "surgical_mask",
            "clinical",
            ["YY 0469-2011"],
        )
        assert line.documents[0] == Document("nmpa-registration", "沪械注准20202140000", expires_on=date(2025, 2, 28))
        assert line.label == Label(["医用"], ["CE 0194"], [LabelPlace("carton", "202002")])


def test_an_empty_dossier_is_a_complete_account(kit):
    assert read_dossier(kit, {}).dossier.complete
    assert not read_dossier(kit, {"complete": False}).dossier.complete
    assert kit.xml().dossier is None


def bad_values():
    document = {"kind": "nmpa-registration"}
    for changed, path, code in [
        ({"declared_on": "2020-02-30"}, "declared_on", "D24"),
        ({"declared_on": 1588723200}, "declared_on", "D24"),
        ({"declared_on": True}, "declared_on", "wrong-type"),
        ({"complete": "perhaps"}, "complete", "not-one-of"),
        ({"contract": "DEMO-1"}, "contract", "wrong-type"),
        ({"statements": {}}, "statements", "wrong-type"),
        ({"statements": [7]}, "statements[0]", "wrong-type"),
        ({"statements": [{"form": "announcement-7"}]}, "statements[0].form", "not-one-of"),
        ({"statements": [{"lines": ["eins"]}]}, "statements[0].lines[0]", "wrong-type"),
        ({"statements": [{"standard_basis": "both"}]}, "statements[0].standard_basis", "not-one-of"),
        ({"lines": []}, "lines", "wrong-type"),
        ({"lines": {"eins": {}}}, "lines.eins", "line-key"),
        ({"lines": {"1": 5}}, "lines.1", "wrong-type"),
        ({"lines": {"1": {"subtype": "mask"}}}, "lines.1.subtype", "not-one-of"),
        ({"lines": {"1": {"setting": "hospital"}}}, "lines.1.setting", "not-one-of"),
        ({"lines": {"1": {"medical": 1}}}, "lines.1.medical", "wrong-type"),
        ({"lines": {"1": {"standards": {"a": 1}}}}, "lines.1.standards", "wrong-type"),
        (
            {"lines": {"1": {"documents": [{**document, "expires_on": "5/6/2025"}]}}},
            "lines.1.documents[0].expires_on",
            "D24",
        ),
        ({"lines": {"1": {"documents": [{**document, "number": ["x"]}]}}}, "lines.1.documents[0].number", "wrong-type"),
        ({"lines": {"1": {"label": {"places": [{"lot": False}]}}}}, "lines.1.label.places[0].lot", "wrong-type"),
    ]:
        yield pytest.param(changed, path, code, id=path)


@pytest.mark.parametrize(("changed", "path", "code"), list(bad_values()))
def test_a_bad_value_is_left_out_alone_and_named(kit, changed, path, code):
    declaration = read_dossier(kit, {**DOSSIER, **changed})
    assert [(note.code, note.severity) for note in declaration.notes] == [(code, "error")]
    assert declaration.notes[0].where == f"dossier.json:{path}"
    assert declaration.unreadable == [f"dossier.{path}"]
    assert declaration.dossier.arrives_on == date(2020, 5, 20)
    inline = kit.one(own(dossier={**DOSSIER, **changed}), "a.json")
    assert inline.unreadable == [f"dossier.{path}"]
    assert inline.notes[0].where == f"a.json:dossier.{path}"


@pytest.mark.parametrize(
    ("dossier", "where"),
    [
        ({"colour": 1}, "colour"),
        ({"lines": {"1": {"documents": [{"kind": "test-report", "stamp": "x"}]}}}, "lines.1.documents[0].stamp"),
        ({"statements": [{"named_only": True}]}, "statements[0].named_only"),
    ],
)
def test_an_unknown_key_is_told(kit, dossier, where):
    declaration = read_dossier(kit, dossier)
    assert [(n.code, n.severity, n.where) for n in declaration.notes] == [
        ("unknown-key", "warning", f"dossier.json:{where}")
    ]


@pytest.mark.parametrize("key", ["at", "notes", "unreadable", "source", "position", "colour"])
def test_what_readers_write_themselves_is_no_input(kit, key):
    declaration = kit.one(own(**{key: "x"}), "a.json")
    assert [note.code for note in declaration.notes] == ["unknown-key"]
    assert declaration.source == "a.json"


def test_a_key_that_stands_there_twice(kit):
    declaration = read_dossier(kit, '{"complete": true, "complete": false}')
    assert not declaration.dossier.complete
    assert [note.code for note in declaration.notes] == ["duplicate-key"]
    assert [n.code for n in kit.one(own()[:-1] + ', "id": "2"}', "a.json").notes] == ["duplicate-key"]


def test_other_kinds_of_documents_keep_their_words(kit):
    documents = [{"kind": "letter of comfort", "text": "kind regards"}, {"number": "7"}, {"kind": "other", "text": "x"}]
    declaration = read_dossier(kit, {"lines": {"1": {"documents": documents}}})
    found = declaration.dossier.lines[1].documents
    assert [(d.kind, d.text) for d in found] == [
        ("other", "letter of comfort: kind regards"),
        ("other", None),
        ("other", "x"),
    ]
    assert [(note.code, note.severity) for note in declaration.notes] == [("other-kind", "info")] * 2


def test_empty_texts_and_nulls_are_nothing(kit):
    document = {"kind": "test-report", "number": "", "holder": None, "body": "  "}
    declaration = read_dossier(
        kit, {"lines": {"1": {"documents": [document], "subtype": "", "medical": None}}, "contract": None}
    )
    assert declaration.notes == []
    assert declaration.dossier.lines[1].documents == [Document("test-report")]
    assert declaration.dossier.contract is None


def test_repairs_in_json(kit):
    line = {
        **LINE,
        "quantity": "1,000",
        "produced_on": "20200418",
        "lot": 20200418,
        "hs_code": 6307900010,
        "unit": "个",
    }
    line |= {"manufacturer": "示例医疗用品制造有限公司", "medical": "是", "destination": "Germany"}
    declaration = kit.one(own(lines=[line], destination="DEU"), "a.json")
    read = declaration.lines[0]
    assert (read.quantity, read.produced_on, read.lot, read.hs_code) == (
        Decimal(1000),
        date(2020, 4, 18),
        "20200418",
        "6307900010",
    )
    assert (read.unit, read.medical, read.destination, declaration.destination) == ("007", True, "DE", "DE")
    assert read.manufacturer == Party("示例医疗用品制造有限公司")
    codes = sorted(note.code for note in declaration.notes)
    assert codes == ["D13", "D21", "D24", "D34", "wrong-type", "wrong-type", "wrong-type"]
    assert {note.severity for note in declaration.notes if note.code != "D34"} == {"info"}


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "-1", "0", "1e400", "1e999999999", "[]", '"viele"'])
def test_numbers_that_are_none(kit, text):
    data = own().replace('"quantity": "100000"', f'"quantity": {text}')
    declaration = kit.one(data, "a.json")
    assert declaration.lines[0].quantity is None
    assert declaration.unreadable == ["lines[0].quantity"]


def test_a_ruined_credit_code_in_json(kit):
    declaration = kit.one(own(consignor={"name": "示例", "uscc": 9.13102e17}), "a.json")
    assert declaration.consignor == Party("示例")
    assert declaration.unreadable == ["consignor.uscc"]
    assert "913102000000000000" not in repr(declaration)


def test_lone_surrogates_do_not_reach_the_output(kit):
    declaration = kit.one(own().replace("医用外科口罩", "\\ud83d口罩").replace('"id"', '"\\udc00": 1, "id"'), "a.json")
    repr(declaration).encode()
    assert declaration.lines[0].name is None
    assert declaration.unreadable == ["lines[0].name"]
    assert {"D03", "unknown-key"} <= {note.code for note in declaration.notes}


def test_several_declarations_and_json_lines(kit):
    array = f"[{own()}, 5, {own(id='2')}]"
    results = kit.results(array, "a.json")
    assert [getattr(r, "code", None) or r.id for r in results] == ["224820200000000001", "not-a-declaration", "2"]
    lines = f"{own()}\n\n{{broken\n{own(id='2')}\n{own()[:-5]}"
    for name in ("a.jsonl", "a.ndjson"):
        results = kit.results(lines, name)
        assert [getattr(r, "where", "ok") for r in results] == ["ok", "line 3, column 2", "ok", results[3].where]
        assert [r.position for r in results if hasattr(r, "position")] == [1, 3]
        assert results[2].lines[0].at["name"] == f"{name}:4:lines[0].name"
    assert len(kit.results(f"{own()}\n{own()}\n", "a.json")) == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("{}", "not-a-declaration"),
        ("[]", "no-lines"),
        ("7", "not-a-declaration"),
        ('{"lines": {"1": {}}}', "not-a-declaration"),
        ('{"lines": []}', "no-lines"),
        ('{"lines": [1]}', "wrong-type"),
        ('{"lines": [', "D04"),
        ('{"lines": [}', "json"),
        ("[" * 100_000, "D40"),
        ('{"a":' * 100_000, "D40"),
        ("[" + "1" * 5000 + "]", "json"),
        ("", "empty"),
    ],
)
def test_what_is_no_declaration(kit, data, code):
    assert kit.broken(data, "a.json").code == code


def test_a_value_nested_deeply_is_not_printed(kit):
    deep = "[" * 500 + "]" * 500
    declaration = kit.one(own().replace('"2248"', deep), "a.json")
    assert declaration.unreadable == ["customs_office"]
    assert len(declaration.notes[0].en) < 100


@pytest.mark.parametrize(
    ("dossier", "code"),
    [("{", "D04"), ("[]", "wrong-type"), ("nonsense", "json"), ("", "D04"), ("[" * 100_000, "D40")],
)
def test_a_broken_dossier_leaves_the_declaration(kit, dossier, code):
    declaration = read_dossier(kit, dossier)
    assert declaration.dossier is None
    assert [(note.code, note.severity) for note in declaration.notes] == [(code, "error")]
    assert declaration.unreadable == ["dossier"]


def test_a_dossier_for_goods_that_are_not_declared(kit):
    declaration = read_dossier(kit, {"lines": {"1": {}, "7": {}}})
    assert [note.code for note in declaration.notes] == ["dossier-line"]


def test_a_dossier_inside_wins_over_one_beside(kit):
    declaration = kit.one(own(dossier={"complete": False}), "a.json", "{}")
    assert not declaration.dossier.complete
    assert [note.code for note in declaration.notes] == ["dossier-twice"]
    assert kit.one(own(), "a.json", "{}").dossier.complete


def test_one_dossier_and_several_declarations(kit):
    text = kit.csv({"合同协议号": "A"}, {"合同协议号": "B"}, drop=["随附声明"])
    unsaid = kit.results(text, "a.csv", "{}")
    assert [d.dossier for d in unsaid] == [None, None]
    assert [d.notes[-1].code for d in unsaid] == ["dossier-unassigned"] * 2
    first, second = kit.results(text, "a.csv", '{"contract": {"number": "B"}}')
    assert first.dossier is None
    assert second.dossier is not None
    assert second.notes == []
