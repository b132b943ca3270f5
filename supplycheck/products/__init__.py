"""What the goods are: type, subtype, medical or not, sterile or not, from code, words, standards, labels and flags."""

from supplycheck.products.classify import DEVICES_BY_NATURE, LOOK_ALIKES, Classification, Cue, classify
from supplycheck.products.words import is_sterile, medical_cues, type_of_name

__all__ = [
    "DEVICES_BY_NATURE",
    "LOOK_ALIKES",
    "Classification",
    "Cue",
    "classify",
    "is_sterile",
    "medical_cues",
    "type_of_name",
]
