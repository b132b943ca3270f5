"""What is declared: a declaration with its lines, and the dossier of evidence beside it.

Plain data with slots: readers build it, rules look at it, nothing in here decides anything. Absent means unknown,
never "no": every optional field is None (or an empty list) where the input did not say.

Dates are `datetime.date`, quantities and money `decimal.Decimal` in the unit that stands beside them. Texts are as the
input had them; comparing code normalises, this module does not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

Severity = Literal["error", "warning", "info"]

SUBTYPES: dict[str, str] = {
    "surgical_mask": "mask",
    "medical_respirator": "mask",
    "disposable_medical_mask": "mask",
    "civil_mask": "mask",
    "coverall": "suit",
    "gown_surgical": "suit",
    "gown_isolation": "suit",
    "civil_suit": "suit",
    "ventilator_invasive": "ventilator",
    "ventilator_noninvasive": "ventilator",
    "ventilator_emergency": "ventilator",
    "ventilator_parts": "ventilator",
    "ir_forehead": "thermometer",
    "ir_ear": "thermometer",
    "civil_thermometer": "thermometer",
    "pcr_kit": "test_kit",
    "antigen_professional": "test_kit",
    "antigen_self_test": "test_kit",
    "antibody_test": "test_kit",
}
"""The 19 subtypes, each with its product type."""

OTHER = "other"
"""The kind of a document that is none of `DOCUMENT_KINDS`."""

DOCUMENT_KINDS: frozenset[str] = frozenset(
    {
        "nmpa-registration",
        "nmpa-filing",
        "nmpa-emergency",
        "special-articles-approval",
        "aid-task-letter",
        "power-of-attorney",
        "fda-510k",
        "fda-eua",
        "fda-de-novo",
        "fda-registration",
        "fda-listing",
        "niosh-approval",
        "eu-declaration-of-conformity",
        "notified-body-certificate",
        "eudamed-srn",
        "udi-di",
        "authorised-representative",
        "uk-registration",
        "uk-responsible-person",
        "ukca-certificate",
        "ctda-approval",
        "artg-entry",
        "mdall-licence",
        "mdel-licence",
        "anvisa-registration",
        "pmda-approval",
        "pmda-certification",
        "mfds-item",
        "tfda-licence",
        "hsa-listing",
        "who-eul",
        "test-report",
        "iso-13485",
        "free-sale-certificate",
        "voluntary-certificate",
    }
)
"""The document kinds that requirements speak of; anything else is read as `other`."""

STATEMENT_FORMS: frozenset[str] = frozenset({"announcement-5", "announcement-12-medical", "announcement-12-joint"})
SETTINGS: frozenset[str] = frozenset({"clinical", "home", "occupational", "consumer"})


@dataclass(slots=True, frozen=True)
class Note:
    """What a reader repaired, doubted or could not read.

    `code` is an input-defect code (D01 …) or a word such as "unknown-key"; `where` names file, line, cell or path.
    An `error` note is about a value that could not be read: what it was needed for is not evaluated.
    """

    code: str
    severity: Severity
    where: str
    zh: str
    en: str


@dataclass(slots=True)
class Party:
    """A company as a paper names it. `customs_code` is the ten-character customs registration code."""

    name: str | None = None
    name_en: str | None = None
    uscc: str | None = None
    customs_code: str | None = None


@dataclass(slots=True)
class Document:
    """One certificate, report or registration. `text` keeps the kind's own words where `kind` is "other"."""

    kind: str
    number: str | None = None
    holder: str | None = None
    product: str | None = None
    body: str | None = None
    legislation: str | None = None
    module: str | None = None
    standard: str | None = None
    tier: str | None = None
    result: str | None = None
    issued_on: date | None = None
    expires_on: date | None = None
    text: str | None = None


@dataclass(slots=True)
class StatementItem:
    """One product of a statement, as the statement's own words have it."""

    product: str | None = None
    quantity: str | None = None
    unit: str | None = None
    certificate: str | None = None
    standard: str | None = None
    lot: str | None = None
    destination: str | None = None
    manufacturer: str | None = None


@dataclass(slots=True)
class Statement:
    """One of the official statements. `form` is None where a table names a statement without saying which.

    `lines` is None where the statement does not say which goods it covers. `named_only`: a table told that the
    statement exists, but nothing of what it says.
    """

    form: str | None = None
    issuer: str | None = None
    signed_on: date | None = None
    lines: list[int] | None = None
    importer: str | None = None
    importer_signed: bool | None = None
    standard_basis: str | None = None
    items: list[StatementItem] = field(default_factory=list)
    named_only: bool = False

    def covers(self, line: int) -> bool:
        """Whether it covers the line with a number: it says so, or does not say which lines it covers."""
        return self.lines is None or line in self.lines


@dataclass(slots=True)
class LabelPlace:
    """What one place (carton, box, certificate of conformity, …) says of the goods."""

    place: str = ""
    lot: str | None = None
    produced_on: date | None = None
    expires_on: date | None = None
    shelf_life: str | None = None
    standard: str | None = None
    manufacturer: str | None = None


@dataclass(slots=True)
class Label:
    """Texts and marks on product, pack and papers in the box."""

    texts: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    places: list[LabelPlace] = field(default_factory=list)


@dataclass(slots=True)
class DossierLine:
    """The evidence for one goods line."""

    manufacturer: Party | None = None
    medical: bool | None = None
    subtype: str | None = None
    setting: str | None = None
    standards: list[str] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    label: Label | None = None
    lot: str | None = None
    produced_on: date | None = None


@dataclass(slots=True)
class Contract:
    """The sales contract."""

    number: str | None = None
    signed_on: date | None = None


@dataclass(slots=True)
class Dossier:
    """What the exporter holds beside the declaration.

    `complete`: a complete account of statements and documents, so that what it does not list does not exist.
    """

    declared_on: date | None = None
    arrives_on: date | None = None
    contract: Contract | None = None
    statements: list[Statement] = field(default_factory=list)
    lines: dict[int, DossierLine] = field(default_factory=dict)
    complete: bool = True


@dataclass(slots=True)
class Licence:
    """A licence or document that the message itself names for a line or the whole declaration."""

    type_code: str | None = None
    number: str | None = None


@dataclass(slots=True)
class Line:
    """One goods item. Codes are as filed; `hs_code` has ten digits where the reader could restore them.

    `produced_on` is the (last) day of production, `production_days` all of them where several are given.
    `mask_standard_basis` is position 1 of `DataSource`: "foreign" or "chinese". `certificate_at` names the field where
    a device number was found. `at` gives, per field name, where in the input the value stands (line or cell).
    """

    number: int = 1
    hs_code: str | None = None
    ciq_code: str | None = None
    name: str | None = None
    model: str | None = None
    specification: str | None = None
    brand: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    unit_price: Decimal | None = None
    total: Decimal | None = None
    currency: str | None = None
    origin: str | None = None
    destination: str | None = None
    manufacturer: Party | None = None
    lot: str | None = None
    produced_on: date | None = None
    production_days: list[date] = field(default_factory=list)
    certificate_number: str | None = None
    certificate_at: str | None = None
    standard: str | None = None
    medical: bool | None = None
    mask_standard_basis: str | None = None
    purpose: str | None = None
    goods_attributes: list[str] = field(default_factory=list)
    licences: list[Licence] = field(default_factory=list)
    at: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Declaration:
    """One export declaration, with the dossier where there is one.

    `id` is the 18-digit customs number where the input has it, else the pre-entry number, the client's number, or the
    contract number. `destination` is ISO 3166-1 alpha-2 (`XI` Northern Ireland); where the input's value has no such
    code, `destination` is None and `destination_as_filed` keeps the text. `statements_told`: a table had a column for
    statements, so that an empty cell means there is none. `unreadable` names fields (paths such as
    "consignor.uscc" or "lines[0].quantity") whose value was there and could not be read.
    """

    id: str | None = None
    direction: str = "export"
    declared_on: date | None = None
    customs_office: str | None = None
    trade_mode: str | None = None
    contract_number: str | None = None
    destination: str | None = None
    destination_as_filed: str | None = None
    trading_country: str | None = None
    consignor: Party | None = None
    producer: Party | None = None
    agent: Party | None = None
    consignee: Party | None = None
    attachments: list[str] = field(default_factory=list)
    licences: list[Licence] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    dossier: Dossier | None = None
    statements_told: bool = False
    source: str = ""
    position: int = 1
    at: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
