"""The words a reader should find in every format of a page, and how to compare them with what a format holds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from docutils import nodes
from sphinx import addnodes


def plain(text: str) -> str:
    """Return letters and digits only: lines and words are broken, hyphenated and joined in print."""
    folded = unicodedata.normalize("NFKD", text)
    return "".join(c for c in folded if c.isalnum()).casefold()


def words_of(doctree: nodes.document) -> Iterator[str]:
    """Yield the texts of a page that a reader of any format should find.

    References without words of their own are filled in later, and what an author hides, or writes for one format
    only, is not for print.
    """
    hidden = (nodes.raw, nodes.comment, nodes.substitution_definition, nodes.target, addnodes.toctree, addnodes.index)
    not_printed = (
        *hidden,
        addnodes.only,
        addnodes.pending_xref,
        nodes.math,
        nodes.math_block,
    )  # formulas are set as formulas
    for text in doctree.findall(nodes.Text):
        above = text.parent
        while above is not None and not isinstance(above, not_printed):
            above = above.parent
        if above is None:
            # A sign no font has is printed as its name; right-to-left text comes out of a PDF in another order.
            yield from re.split(r"[^\x20-\u0500\u2010-\u2030]", text.astext())
