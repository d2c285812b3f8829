"""What folds, stands side by side or is a card on a screen: on paper all of it is open, one below the other."""

from __future__ import annotations

from docutils import nodes

from support_portal.sphinx_ext.manuals.source import call, content
from support_portal.sphinx_ext.manuals.translate.base import Base, elements, passed


class Design(Base):
    """The components of sphinx-design, which are containers with a name."""

    visit_PassthroughTextElement = passed  # noqa: N815  the name of sphinx-design's node

    def visit_container(self, node: nodes.Element) -> None:
        """Print a component as its kind, any other container as what is in it."""
        if "literal-block-wrapper" in node.get("classes", ()):
            self.captioned_code(node)
        match node.get("design_component"):
            case "tab-item":
                self._titled(node, "tab")
            case "dropdown":
                self._titled(node, "dropdown")
            case "aside":
                self._titled(node, "sidebar")
            case "card":
                self.block(call("boxed", body=self._card(node)))
            case "grid-row" | "card-carousel":
                self._boxes(node)
            case _:
                self.add(self.inside(node))
        raise nodes.SkipNode

    def _titled(self, node: nodes.Element, function: str) -> None:
        """Print a component whose first child may be its title."""
        title = next((c for c in node.children[:1] if isinstance(c, nodes.rubric)), None)
        body = self.anchors(node) + self.markup(node.children[1:] if title is not None else node.children)
        none = "none" if function == "dropdown" else "[]"
        self.block(call(function, self.value(title) if title is not None else none, body=body))

    # -- cards ---------------------------------------------------------------------------------------------------

    def _boxes(self, node: nodes.Element) -> None:
        """Print the cells of a grid: cards as boxes side by side, others as they are."""
        cells = elements(node)
        cards = [self._only_card(cell) for cell in cells]
        if any(card is None for card in cards):
            for cell in cells:
                self.block(self.markup([cell]))
            return
        boxes = [content(self._card(card)) for card in cards if card is not None]
        self.block(self.anchors(node) + call("boxes", *boxes))

    def _only_card(self, cell: nodes.Element) -> nodes.Element | None:
        """Return the card a cell is or holds and nothing else."""
        if cell.get("design_component") == "card":
            return cell
        inner = elements(cell)
        return inner[0] if len(inner) == 1 and inner[0].get("design_component") == "card" else None

    def _card(self, card: nodes.Element) -> str:
        """Return a card: head, title, text, foot, and where it leads."""
        slots: dict[str, str] = {}
        rest = ""
        for child in self._unpacked(card):
            kind = child.get("design_component", "")
            if kind in ("card-header", "card-footer", "card-title"):
                name = kind.removeprefix("card-")
                slots[name] = slots.get(name, "") + self.inside(child)
            elif _is_link(child):
                slots["target"] = self.markup([child])
            else:
                rest += self.markup([child])
        arguments = [f"{name}: {content(markup)}" for name, markup in sorted(slots.items())]
        return self.anchors(card) + call("card", *arguments, body=rest)

    def _unpacked(self, card: nodes.Element) -> list[nodes.Element]:
        found: list[nodes.Element] = []
        for child in elements(card):
            kind = child.get("design_component", "")
            found += self._unpacked(child) if kind in ("card-body", "card-overlay") else [child]
        return found


def _is_link(node: nodes.Node) -> bool:
    """Tell whether a node is the link that makes a whole card lead somewhere."""
    return any("sd-stretched-link" in link.get("classes", ()) for link in node.findall(nodes.reference))
