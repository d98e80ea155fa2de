"""The words of the ministry's pages and of ``egov publish``."""

from egov.editions.comparison import Part
from egov.publishing.judging import Fate
from egov.texts import _

FATES = {
    Fate.UNTOUCHED: _("untouched"),
    Fate.MOVES: _("can move by itself"),
    Fate.NEEDS_MAPPING: _("needs a mapping"),
    Fate.FINISHES: _("finishes under its edition"),
}
TAGS = {Fate.UNTOUCHED: "neutral", Fate.MOVES: "green", Fate.NEEDS_MAPPING: "yellow", Fate.FINISHES: "blue"}
PARTS = {
    Part.FORM: _("The form"),
    Part.MONEY: _("What it costs"),
    Part.WORKFLOW: _("The procedure"),
    Part.CERTIFICATE: _("The certificate"),
    Part.WORDS: _("Words"),
    Part.CALCULATION: _("Calculations"),
}
