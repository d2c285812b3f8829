"""Answers and solutions: gathered at the end of a manual, each with the page of its question, and this with theirs."""

from __future__ import annotations

from docutils import nodes

from support_portal.sphinx_ext.lesson_parts.checks import check
from support_portal.sphinx_ext.manuals.source import call, content, literal
from support_portal.sphinx_ext.manuals.translate.base import Base, blocked

_GATHERED = frozenset({"portal-answer", "portal-solution"})


class Answers(Base):
    """What a website folds away, and the questions that go with it."""

    visit_check = blocked("together")

    def visit_fold(self, node: nodes.Element) -> None:
        """Print a hint where it is, and of an answer the page it is on."""
        if _GATHERED.isdisjoint(node["classes"]):
            self.add(self.inside(node))
            raise nodes.SkipNode
        number = len(self.answers) + 1
        there, here = (self.labelled(f"portal-{name}-{number}") for name in ("answer", "question"))
        title, *body = node.children
        words = self.markup(title.children)
        self.block(call("answer-at", here, there, body=words))
        asked = self._question(node) or words
        answer = call("answer", here, there, content(asked), body=self.anchors(node) + self.markup(body))
        self.answers.append(call("shown", literal(self.shown), body=answer) if self.shown else answer)
        raise nodes.SkipNode

    def _question(self, node: nodes.Element) -> str:
        """Return what is asked: a check's question or an exercise's title, empty where a solution stands alone."""
        above = node.parent
        if isinstance(above, check) or "portal-exercise" in above.get("classes", ()):
            return self.markup(above.children[0].children)
        return ""
