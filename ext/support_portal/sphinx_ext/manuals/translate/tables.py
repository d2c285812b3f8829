"""Tables: heads that come again on the next page, cells over several rows, columns as wide as their words need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from support_portal.sphinx_ext.manuals.source import array, call, content
from support_portal.sphinx_ext.manuals.translate.base import Base, elements, is_picture, passed

if TYPE_CHECKING:
    from collections.abc import Sequence

# The letters that fit beside each other on the paper of a book: narrower tables are only as wide as they must be.
_LINE = 78
_ALIGN = {"text-left": "left", "text-center": "center", "text-right": "right"}


class Tables(Base):
    """Tables of docutils, whichever directive or pipes they were written with."""

    def visit_table(self, node: nodes.Element) -> None:
        """Print a table, and number it if it has a title."""
        group = next(node.findall(nodes.tgroup), None)
        if group is None:
            self.fallback(node)
            return
        table = self._table(node, group)
        title = next((child for child in node.children if isinstance(child, nodes.title)), None)
        if title is None:
            self.block(self.anchors(node) + table)
        else:
            arguments = [self.value(title), *self.named(node), content(table)]
            self.block(self.anchors(node, but=1) + call("titled-table", *arguments))
        raise nodes.SkipNode

    def _table(self, node: nodes.Element, group: nodes.Element) -> str:
        columns = [child for child in group.children if isinstance(child, nodes.colspec)]
        head = [row for part in group.findall(nodes.thead) if part.parent is group for row in elements(part)]
        rows = [row for part in group.findall(nodes.tbody) if part.parent is group for row in elements(part)]
        stubs = {place for place, column in enumerate(columns) if column.get("stub")}
        cell = "table.cell" if head else "grid.cell"
        return call(
            "tbl",
            f"columns: {array(self._widths(node, columns, [*head, *rows]))}",
            f"align: {array(self._alignments(len(columns), rows or head))}",
            f"head: {array(drawn for row in head for drawn in self._cells(row, set(), 'th'))}",
            f"rows: {array(drawn for row in rows for drawn in self._cells(row, stubs, cell))}",
        )

    def _cells(self, row: nodes.Element, stubs: set[int], function: str) -> list[str]:
        cells = []
        for place, entry in enumerate(elements(row)):
            # A cell with a paragraph alone is that paragraph, without a line's end behind it.
            inner = elements(entry)
            lone = len(inner) == 1 and isinstance(inner[0], nodes.paragraph)
            body = self.inside(inner[0] if lone else entry)
            if place in stubs:
                body = call("strong", body=body)
            # Cells are laid out twice, for their height and in place.  The compiler remembers the lines of paragraphs
            # alone: as such, a table costs two thirds.
            if lone and body and not all(is_picture(child) for child in inner[0].children):
                body = call("p", body=body)
            spans = [
                f"{name}: {int(entry[key]) + 1}"
                for name, key in (("colspan", "morecols"), ("rowspan", "morerows"))
                if entry.get(key)
            ]
            plain = function != "th" and not spans
            cells.append(content(body) if plain else call(function, *spans, body=body).removeprefix("#"))
        return cells

    @staticmethod
    def _alignments(count: int, rows: list[nodes.Element]) -> list[str]:
        """Return the alignment of each column, as the first row with a cell for each has it."""
        for row in rows:
            if len(row.children) == count:
                classes: list[list[str]] = [cell.get("classes", []) for cell in elements(row)]
                return [next((_ALIGN[name] for name in names if name in _ALIGN), "left") for names in classes]
        return ["left"] * count

    @staticmethod
    def _widths(node: nodes.Element, columns: Sequence[nodes.Element], rows: list[nodes.Element]) -> list[str]:
        """Return each column's width: as the author gave it, as its words need, or its share of the line."""
        if "colwidths-given" in node.get("classes", ()):
            return [f"{max(int(column.get('colwidth', 1)), 1)}fr" for column in columns]
        longest, word, total = ([1] * len(columns) for _ in range(3))
        for row in rows:
            if len(row.children) != len(columns):
                continue
            for place, cell in enumerate(row.children):
                text = cell.astext()
                longest[place] = max(longest[place], len(text))
                total[place] += len(text)
                word[place] = max(word[place], max(map(len, text.split()), default=1))
        if sum(longest) <= _LINE - 4 * len(columns):
            return ["auto"] * len(columns)
        # The square root keeps a column of short entries beside one of sentences readable.
        shares = (max(min(w, 24) * 0.6, (t / max(len(rows), 1)) ** 0.5 * 2) for w, t in zip(word, total, strict=True))
        return [f"{share:.2f}fr" for share in shares]

    visit_tgroup = visit_thead = visit_tbody = visit_row = visit_entry = visit_colspec = passed
