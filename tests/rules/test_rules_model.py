"""Declared models against those of a certificate: other notations of one model agree, other models do not."""

from __future__ import annotations

import pytest

from supplycheck.rules.china.model_is_not_on_certificate import agrees


@pytest.mark.parametrize(
    ("declared", "certified"),
    [
        ("PT-1", "PT-1 PT-2"),
        ("PT-1型", "PT-1 PT-2"),
        ("平面型17.5*9.5cm", "平面型 17.5cm×9.5cm"),
        ("平面型 175mm×95mm", "平面型 17.5cm×9.5cm"),
        ("平面 17.5×9.5", "平面型 17.5cm × 9.5cm"),
        ("平面耳挂式", "平面型 耳挂式"),
        ("耳挂式", "平面型、耳挂式"),
        ("连体式 175", "连体式 165-190"),
        ("连体式175", "连体式 165-190"),
    ],
)
def test_one_model_in_two_notations(declared: str, certified: str) -> None:
    assert agrees(declared, certified) is True


@pytest.mark.parametrize(
    ("declared", "certified"),
    [
        ("PT1", "PT-1 PT-2"),
        ("连体式 195", "连体式 165-190"),
        ("平面型 14.5cm×9.5cm", "平面型 17.5cm×9.5cm"),
        ("儿童型", "平面型 17.5cm×9.5cm"),
        ("平面型 17.5cm×9.5cm", "平面型 17.5cm×19.5cm"),
    ],
)
def test_for_a_person_to_judge(declared: str, certified: str) -> None:
    assert agrees(declared, certified) is None


@pytest.mark.parametrize(("declared", "certified"), [("PT-3", "PT-1 PT-2"), ("YB-11", "YB-1")])
def test_another_model(declared: str, certified: str) -> None:
    assert agrees(declared, certified) is False
