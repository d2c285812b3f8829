"""Turn doctrees into Typst, one family of nodes a module."""

from __future__ import annotations

from support_portal.sphinx_ext.manuals.translate.answers import Answers
from support_portal.sphinx_ext.manuals.translate.blocks import Blocks
from support_portal.sphinx_ext.manuals.translate.code import Code
from support_portal.sphinx_ext.manuals.translate.design import Design
from support_portal.sphinx_ext.manuals.translate.formulas import Formulas
from support_portal.sphinx_ext.manuals.translate.inline import Inline
from support_portal.sphinx_ext.manuals.translate.lists import Lists
from support_portal.sphinx_ext.manuals.translate.pictures import Pictures
from support_portal.sphinx_ext.manuals.translate.portal import PortalNodes
from support_portal.sphinx_ext.manuals.translate.references import References
from support_portal.sphinx_ext.manuals.translate.signatures import Signatures
from support_portal.sphinx_ext.manuals.translate.tables import Tables


class ManualTranslator(
    PortalNodes,
    Answers,
    Design,
    Blocks,
    Lists,
    Tables,
    Code,
    Pictures,
    References,
    Formulas,
    Signatures,
    Inline,
):
    """Translates one page; ``body`` is its Typst afterwards, ``pictures`` and ``characters`` what it needs."""
