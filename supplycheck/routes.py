"""Which legal ways come into question for a line, and which of them the declaration shows that it takes."""

from __future__ import annotations

from supplycheck.case import Case
from supplycheck.declaration import OTHER, Document
from supplycheck.facts.law import Claim, Route
from supplycheck.products import LOOK_ALIKES

CHINESE_PAPERS = frozenset({"nmpa-registration", "nmpa-filing", "nmpa-emergency"})


def destination_routes(case: Case) -> tuple[Route, ...]:
    """All routes of the destination for the line's subtype, whatever their days."""
    if case.destination is None or case.product.subtype is None:
        return ()
    return case.destination.routes_for(case.product.subtype)


def china_routes(case: Case) -> tuple[Route, ...]:
    """The routes of the Chinese side that are open to the line under the case's regime."""
    product = case.product
    if product.subtype in LOOK_ALIKES or product.subtype == "ventilator_parts" or product.medical is None:
        return ()
    goods = "medical" if product.medical else "civil-mask" if product.product_type == "mask" else ""
    return tuple(
        r
        for r in case.china.routes
        if case.regime in r.regimes
        and r.goods in (goods, "any")
        and (not r.only_if_claimed or claimed(case, r))
        and (goods or r.only_if_claimed)
    )


def claimed(case: Case, route: Route) -> bool:
    """Whether the declaration shows that it takes the route: statement form, papers, flags, supervision mode."""
    c = route.claim
    # A statement that covers other lines only says nothing of this one, unless none covers it.
    statements = case.covering or case.statements
    if c.forms and any(s.form in c.forms for s in statements):
        return True
    if c.bases and (
        case.line.mask_standard_basis in c.bases
        or any(s.standard_basis in c.bases for s in statements if s.standard_basis)
    ):
        return True
    if c.trade_modes and case.declaration.trade_mode in c.trade_modes:
        return True
    if c.licences and any(x.type_code in c.licences for x in case.declaration.licences):
        return True
    # A statement of a known form says which way is taken; a Chinese certificate beside it does not.
    formal = any(s.form for s in statements)
    if c.certificate_number and case.certificates and not formal:
        return True
    return any(_claims(d, c, formal) for d in case.documents) if c.documents or c.acts or c.words else False


def _claims(document: Document, claim: Claim, formal: bool) -> bool:
    if document.kind in claim.documents and not (formal and document.kind in CHINESE_PAPERS):
        return True
    if claim.acts and document.legislation:
        act = document.legislation.replace(" ", "")
        if any(a in act for a in claim.acts):
            return True
    if claim.words and document.kind == OTHER:
        said = " ".join(t for t in (document.number, document.legislation, document.product, document.text) if t)
        return any(w in said.lower() for w in claim.words)
    return False
