"""All rules in the order in which their findings are shown, and which rules check which kind of requirement."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from supplycheck.errors import UsageError
from supplycheck.facts.law import Requirement
from supplycheck.plugins import loaded
from supplycheck.rules.china import (
    aid_task_letter_missing,
    category_digits_are_odd,
    certificate_has_expired,
    certificate_missing,
    certificate_numbers_differ,
    certificate_paper_differs,
    company_is_barred,
    device_class_does_not_fit,
    device_declared_as_non_medical,
    filing_is_not_registration,
    goods_are_not_recognised,
    goods_are_several,
    goods_cannot_be_told,
    holder_is_not_manufacturer,
    hs_code_does_not_fit,
    hs_code_not_in_force,
    importer_has_not_signed,
    inspection_applies,
    maker_is_not_listed,
    maker_is_unqualified,
    medical_declared_as_non_medical,
    medical_or_not_is_unknown,
    model_is_not_on_certificate,
    non_medical_declared_as_medical,
    number_is_malformed,
    number_is_not_registered,
    power_of_attorney_missing,
    product_is_not_on_certificate,
    registration_advice,
    special_articles_approval_missing,
    standard_basis_differs,
    statement_contents_differ,
    statement_is_missing,
    statement_is_signed_late,
    statement_issuer_is_wrong,
    trade_mode_is_closed,
)
from supplycheck.rules.consistency import (
    credit_code_check_digit_fails,
    credit_code_is_malformed,
    dossier_contradicts_declaration,
    field_is_unreadable,
    goods_do_not_fit_the_use,
    label_bears_another_number,
    label_dates_differ,
    label_lacks_standard_number,
    label_lots_differ,
    label_mark_is_no_certificate,
    label_names_another_maker,
    party_is_missing,
    standard_edition_is_wrong,
    standard_is_misquoted,
)
from supplycheck.rules.destination import (
    authority_decision_needs_a_look,
    claim_changes_the_rules,
    condition_is_unknown,
    destination_is_unknown,
    document_is_missing,
    document_is_not_in_registry,
    law_is_unverified,
    listing_is_information,
    mark_is_wrong,
    notified_body_is_not_designated,
    number_is_known_to_be_abused,
    paper_has_no_legal_value,
    route_has_ended,
    standard_is_not_accepted,
    start_is_unknown,
)
from supplycheck.rules.rule import Rule, Scope

RULES: tuple[Rule, ...] = tuple(
    module.RULE
    for module in (
        medical_declared_as_non_medical,
        device_declared_as_non_medical,
        non_medical_declared_as_medical,
        medical_or_not_is_unknown,
        goods_are_not_recognised,
        goods_are_several,
        goods_cannot_be_told,
        hs_code_not_in_force,
        hs_code_does_not_fit,
        certificate_missing,
        filing_is_not_registration,
        number_is_malformed,
        number_is_not_registered,
        holder_is_not_manufacturer,
        product_is_not_on_certificate,
        model_is_not_on_certificate,
        certificate_has_expired,
        certificate_numbers_differ,
        certificate_paper_differs,
        category_digits_are_odd,
        device_class_does_not_fit,
        registration_advice,
        maker_is_not_listed,
        maker_is_unqualified,
        company_is_barred,
        statement_is_missing,
        statement_issuer_is_wrong,
        importer_has_not_signed,
        standard_basis_differs,
        statement_contents_differ,
        statement_is_signed_late,
        power_of_attorney_missing,
        aid_task_letter_missing,
        special_articles_approval_missing,
        trade_mode_is_closed,
        inspection_applies,
        standard_edition_is_wrong,
        standard_is_misquoted,
        label_lots_differ,
        label_dates_differ,
        label_lacks_standard_number,
        label_mark_is_no_certificate,
        label_names_another_maker,
        label_bears_another_number,
        party_is_missing,
        credit_code_is_malformed,
        credit_code_check_digit_fails,
        dossier_contradicts_declaration,
        field_is_unreadable,
        goods_do_not_fit_the_use,
        destination_is_unknown,
        route_has_ended,
        start_is_unknown,
        condition_is_unknown,
        document_is_missing,
        document_is_not_in_registry,
        number_is_known_to_be_abused,
        standard_is_not_accepted,
        notified_body_is_not_designated,
        paper_has_no_legal_value,
        mark_is_wrong,
        authority_decision_needs_a_look,
        claim_changes_the_rules,
        listing_is_information,
        law_is_unverified,
    )
)

_BY_CODE = {rule.code: rule for rule in RULES}
_ORDER = {rule.code: n for n, rule in enumerate(RULES)}

KINDS: dict[str, tuple[str, ...]] = {
    "document": ("DEST-DOCUMENT", "DEST-NUMBER"),
    "standard": ("DEST-STANDARD",),
    "notified-body": ("DEST-NOTIFIED-BODY",),
    "mark": ("DEST-MARK",),
    "authority-decision": ("DEST-DECISION",),
    "claim": ("DEST-CLAIM",),
    "listing-info": ("DEST-LISTING",),
}
"""Which rules check which kind of requirement of a destination."""


def rule(code: str) -> Rule:
    """The rule of a code.

    Raises:
        UsageError: there is no such rule.
    """
    if code in _BY_CODE:
        return _BY_CODE[code]
    for brought in loaded.rules:
        if brought.code == code:
            return cast(Rule, brought)
    raise UsageError(f"there is no rule {code}")


def rules() -> tuple[Rule, ...]:
    """All rules: our own, then those of plug-ins."""
    return (*RULES, *loaded.rules)


def is_own(rule: Rule) -> bool:
    """Whether a rule is ours, and so known to look at nothing but its case; a plug-in's may look elsewhere."""
    return _BY_CODE.get(rule.code) is rule


def order(code: str) -> int:
    """Where a rule's findings stand among the others."""
    return _ORDER.get(code, len(_ORDER))


_OF_REQUIREMENT: dict[str, tuple[Rule, ...]] = {}


def rules_of(requirement: Requirement) -> tuple[Rule, ...]:
    """The rules that check a requirement; remembered by its id, which stands for one kind of check."""
    found = _OF_REQUIREMENT.get(requirement.id)
    if found is None:
        found = tuple(_BY_CODE[c] for c in requirement.rules or KINDS[requirement.kind])
        _OF_REQUIREMENT[requirement.id] = found
    return found


def standing(scope: Scope) -> tuple[Rule, ...]:
    """The rules that run without being asked for by a requirement, for each line or once for the declaration."""
    return _standing(scope, len(loaded.rules))


@lru_cache(maxsize=8)
def _standing(scope: Scope, brought: int) -> tuple[Rule, ...]:
    return (*(r for r in RULES if r.scope == scope), *(r for r in loaded.rules[:brought] if r.scope == scope))
