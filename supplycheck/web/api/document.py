"""The OpenAPI 3.1 document: made from the report's own schema, the answers' classes and the readers' fields.

A value of a declaration has no type here, because readers take more than one spelling and note what they cannot read;
its description says what is meant.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from supplycheck._version import __version__
from supplycheck.declaration import SUBTYPES, Declaration, Dossier, DossierLine, Line, Party
from supplycheck.facts.destinations import known
from supplycheck.readers import own_model
from supplycheck.report import Report
from supplycheck.requirements import Checklist
from supplycheck.rules import catalogue
from supplycheck.web.api import answers, limits
from supplycheck.web.api.problems import MEDIA_TYPE, PROBLEMS

PATH = "/v1/openapi.json"
JSON, LINES, XML, CSV = "application/json", "application/x-ndjson", "application/xml", "text/csv"
FILED = "application/vnd.supplycheck.filed+json"
"""A Single Window message or table as text, with its dossier: `{"xml": …, "dossier": {…}}`."""

_DATE = {"type": "string", "format": "date", "pattern": r"^(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}$"}
_TEXTS = frozenset({"message", "fix", "label", "title", "instruments", "snapshots"})

Schema = dict[str, Any]


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _placed(name: str, schema: Schema) -> dict[str, Schema]:
    """A schema with its definitions, as components."""
    text = json.dumps(schema).replace("#/$defs/", "#/components/schemas/").replace('"from_"', '"from"')
    whole: Schema = json.loads(text)
    parts: dict[str, Schema] = whole.pop("$defs", {})
    return {**parts, name: whole}


def _lean(schemas: Mapping[str, Schema]) -> dict[str, Schema]:
    """The same schemas for lean reports: without the fields that hold only texts."""
    text = json.dumps(schemas)
    for name in schemas:
        text = text.replace(f'#/components/schemas/{name}"', f'#/components/schemas/Lean{name}"')
    lean: dict[str, Schema] = {f"Lean{name}": schema for name, schema in json.loads(text).items()}
    for schema in lean.values():
        if "properties" in schema and schema["title"] != "Text":
            schema["properties"] = {k: v for k, v in schema["properties"].items() if k not in _TEXTS}
            schema["required"] = [k for k in schema.get("required", ()) if k not in _TEXTS]
    return lean


def _checklist() -> dict[str, Schema]:
    found = _placed("Checklist", TypeAdapter(Checklist).json_schema())
    way = found["Way"]
    del way["properties"]["start_unknown"]
    way["required"].remove("start_unknown")
    way["properties"]["from"]["anyOf"].append({"const": "unknown"})
    texts = {"type": "array", "items": {"type": "string"}}
    found["Accepted"] = {
        "type": "object",
        "properties": {"standard": {"type": "string"}, "editions": texts, "tiers": texts},
        "required": ["standard", "editions", "tiers"],
    }
    return found


def _meant(made: type, names: Iterable[str]) -> Schema:
    """Properties with what is meant by each, as the library's class says it."""
    types = {f.name: str(f.type) for f in fields(made)}
    return {name: {"description": types.get(name, "").removesuffix(" | None")} for name in names}


def _declaration() -> Schema:
    line = {
        "type": "object",
        "description": "One goods line. An unknown key is noted, a value that cannot be read is noted and asks for a look.",
        "properties": _meant(Line, own_model._LINE.fields),
    }
    return {
        "title": "Declaration",
        "description": "A declaration in the own model. A party is "
        f"{{{', '.join(f.name for f in fields(Party))}}}; the dossier {{{', '.join(f.name for f in fields(Dossier))}}}, "
        f"its lines by number {{{', '.join(f.name for f in fields(DossierLine))}}}.",
        "type": "object",
        "properties": {
            **_meant(Declaration, own_model._DECLARATION.fields),
            "lines": {"type": "array", "minItems": 1, "items": line},
        },
        "required": ["lines"],
    }


@cache
def schemas() -> dict[str, Schema]:
    """All named schemas."""
    report = _placed("Report", Report.model_json_schema())
    found = {**report, **_lean(report), **_checklist(), "Declaration": _declaration()}
    for name, made in (
        ("Rule", answers.RuleAnswer),
        ("Registries", answers.RegistriesAnswer),
        ("Health", answers.HealthAnswer),
        ("Live", answers.LiveAnswer),
        ("Problem", answers.ProblemAnswer),
    ):
        found = {**_placed(name, TypeAdapter(made).json_schema()), **found}
    found["Checked"] = {
        "type": "object",
        "description": "What `check --format json` prints.",
        "properties": {
            "schema_version": {"type": "integer"},
            "run": {"type": "object"},
            "summary": {"type": "object"},
            "reports": {"type": "array", "items": {"anyOf": [_ref("Report"), _ref("LeanReport")]}},
        },
        "required": ["schema_version", "run", "summary", "reports"],
    }
    found["Filed"] = {
        "type": "object",
        "description": "A message or a table as text, with the dossier beside it.",
        "properties": {"xml": {"type": "string"}, "csv": {"type": "string"}, "dossier": {"type": "object"}},
        "oneOf": [{"required": ["xml"]}, {"required": ["csv"]}],
        "additionalProperties": False,
    }
    return found


def _query(name: str, schema: Schema, said: str, *, required: bool = False) -> Schema:
    return {"name": name, "in": "query", "required": required, "description": said, "schema": schema}


def _answers(ok: Schema, *codes: str, guarded: bool) -> Schema:
    """The answers of an operation: the good one, and its refusals by status."""
    every = [*codes, "from-a-page", "wrong-host", "head-too-large", "internal", *(["no-token"] if guarded else [])]
    problem = {MEDIA_TYPE: {"schema": _ref("Problem")}}
    refused: dict[str, list[str]] = {}
    for code in every:
        refused.setdefault(str(PROBLEMS[code][0]), []).append(f"{PROBLEMS[code][1].en} {PROBLEMS[code][1].zh}")
    told = {
        status: {"description": " ".join(said), "content": problem, "headers": {"x-request-id": _ref_id()}}
        for status, said in sorted(refused.items())
    }
    return {"200": {**ok, "headers": {"x-request-id": _ref_id()}}, **told}


def _ref_id() -> Schema:
    return {"$ref": "#/components/headers/RequestId"}


def _json(name: str) -> Schema:
    return {"description": "OK", "content": {JSON: {"schema": _ref(name)}}}


def _check(guarded: bool) -> Schema:
    array = {"type": "array", "minItems": 1, "description": "Declarations; an entry that is none is `unreadable`."}
    text = {"type": "string"}
    sent = {
        JSON: {"schema": {"anyOf": [_ref("Declaration"), array]}},
        LINES: {"schema": {**text, "description": "A declaration of the own model in each line."}},
        XML: {"schema": {**text, "description": "A Single Window message, DecMessage 3.1 to 5.0."}},
        "text/xml": {"schema": text},
        CSV: {"schema": {**text, "description": "A table, one row for each goods line."}},
        FILED: {"schema": _ref("Filed")},
    }
    ok = {
        "description": "Reports, in the order of the declarations. JSON lines are answered by JSON lines, each as soon as it "
        "is checked; what cannot be read is `unreadable` in its place.",
        "content": {
            JSON: {"schema": _ref("Checked")},
            LINES: {"schema": {"type": "string", "description": "A Report in each line."}},
        },
    }
    refusals = (
        "slow",
        "too-large",
        "too-many",
        "media-type",
        "parameter",
        "unreadable",
        "busy",
        "not-ready",
        "too-long",
    )
    return {
        "operationId": "check",
        "summary": "Check declarations. 核对报关单。",
        "parameters": [
            _query("date", _DATE, "Declaration date where neither file nor dossier gives one."),
            _query("detail", {"enum": ["full", "lean"], "default": "full"}, "`lean` leaves texts out."),
        ],
        "requestBody": {"required": True, "content": sent},
        "responses": _answers(ok, *refusals, guarded=guarded),
    }


def _get(id_: str, said: str, ok: Schema, *codes: str, guarded: bool, parameters: tuple[Schema, ...] = ()) -> Schema:
    return {
        "operationId": id_,
        "summary": said,
        **({"parameters": [*parameters]} if parameters else {}),
        "responses": _answers(ok, *codes, guarded=guarded),
    }


def openapi(*, guarded: bool) -> Schema:
    """The document. `guarded`: a bearer token is needed."""
    code = {"name": "code", "in": "path", "required": True, "schema": {"enum": [r.code for r in catalogue.rules()]}}
    needs = (
        _query("product", {"enum": [*SUBTYPES]}, "A subtype.", required=True),
        _query("to", {"enum": known()}, "Destination, ISO 3166-1 alpha-2.", required=True),
        _query("on", _DATE, "The day of arrival; today where it is not given."),
    )
    day = (_query("on", _DATE, "As of this day; today where it is not given."),)
    health = _get("health", "Is it ready, and with which lists? 是否就绪，用哪些名单？", _json("Health"), guarded=False)
    health["responses"]["503"] = {**_json("Health"), "description": "Not ready."}
    live = _get("live", "Does it live? 是否存活？", _json("Live"), guarded=False)
    described = {"description": "OK", "content": {JSON: {"schema": {"type": "object"}}}}
    paths: dict[str, Schema] = {
        "/v1/check": {"post": _check(guarded)},
        "/v1/requirements": {
            "get": _get(
                "requirements",
                "What is needed for a product and a destination. 某产品出口到某地需要什么。",
                _json("Checklist"),
                "parameter",
                guarded=guarded,
                parameters=needs,
            )
        },
        "/v1/rules/{code}": {
            "get": _get(
                "rule", "A rule. 一条规则。", _json("Rule"), "no-such-rule", guarded=guarded, parameters=(code,)
            )
        },
        "/v1/registries": {
            "get": _get(
                "registries",
                "Registries and their snapshots. 名单及其快照。",
                _json("Registries"),
                "parameter",
                "not-ready",
                guarded=guarded,
                parameters=day,
            )
        },
        PATH: {"get": _get("openapi", "This document. 本文件。", described, guarded=guarded)},
        "/health": {"get": {**health, "security": []}},
        "/health/live": {"get": {**live, "security": []}},
    }
    components: Schema = {
        "schemas": schemas(),
        "headers": {
            "RequestId": {
                "description": "The caller's `x-request-id` where it is 1 to 64 of A-Z a-z 0-9 . _ -, else one made for it.",
                "schema": {"type": "string"},
            }
        },
    }
    if guarded:
        components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "supplycheck",
            "version": __version__,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            "description": "Checks Chinese export declarations of epidemic supplies. 核对防疫物资出口报关单。 "
            f"Limits: documents {limits.MAX_BODY // limits.MIB} MiB, lines {limits.MAX_LINE // limits.MIB} MiB.",
        },
        "security": [{"token": []}] if guarded else [],
        "paths": paths,
        "components": components,
    }
