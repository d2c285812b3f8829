"""What a lesson folds away: ``{exercise}`` with hints, ``{solution}``, and the base of every part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.util.docutils import SphinxDirective

from support_portal.notices import Notice
from support_portal.sphinx_ext.log import notify

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

_ = get_translation("support_portal")


class fold(nodes.container):  # noqa: N801
    """What a website hides until it is opened: a :class:`fold_title` and what is below it."""


class fold_title(nodes.rubric):  # noqa: N801
    """The words on a fold."""


class LessonPart(SphinxDirective):
    """The base of the parts of a lesson: an optional argument and content."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def wrong(self, message: str) -> None:
        """Print a notice at the directive."""
        notify(Notice.LESSON_PART, message, location=self.get_location())

    def titled(self, part: nodes.Element, title: str) -> nodes.Element:
        """Put a fold's title into it."""
        heading = fold_title(str(title), str(title), translatable=False)
        self.set_source_info(part)
        self.set_source_info(heading)
        part.insert(0, heading)
        return part


class SolutionDirective(LessonPart):
    """``{solution}``: what a website shows on request; the argument is its title."""

    def run(self) -> list[nodes.Node]:
        """Return a fold."""
        if not self.content:
            self.wrong("this solution is empty; write the answer, or take it out")
        part = fold("", *self.parse_content_to_nodes(), classes=["portal-solution"])
        return [self.titled(part, self.arguments[0] if self.arguments else _("Solution"))]


class ExerciseDirective(LessonPart):
    """``{exercise}``: something to do; the argument is its title, and each ``{hint}`` right in it is folded."""

    def run(self) -> list[nodes.Node]:
        """Return a box with the exercise's parts."""
        content = self.parse_content_to_nodes()
        if not any(not isinstance(node, nodes.hint | fold) for node in content):
            self.wrong("this exercise has no task; write what to do above its hints and solution")
        title = str(_("Exercise: {}")).format(self.arguments[0]) if self.arguments else str(_("Exercise"))
        heading = nodes.rubric(title, title)
        self.set_source_info(heading)
        box = nodes.container("", heading, classes=["portal-exercise"])
        self.set_source_info(box)
        for node in content:
            if isinstance(node, nodes.hint):
                box += self.titled(fold("", *node.children, classes=["portal-hint"]), _("Hint"))
            else:
                box += node
        return [box]


def visit_fold(self: HTML5Translator, node: fold) -> None:
    """Open a fold; e-books show what is in it."""
    self.body.append(self.starttag(node, "div" if self.builder.name == "epub" else "details", CLASS="portal-fold"))


def depart_fold(self: HTML5Translator, node: fold) -> None:
    """Close a fold."""
    self.body.append("</div>\n" if self.builder.name == "epub" else "</details>\n")


def visit_fold_title(self: HTML5Translator, node: fold_title) -> None:
    """Open the words on a fold."""
    self.body.append(self.starttag(node, "p" if self.builder.name == "epub" else "summary", ""))


def depart_fold_title(self: HTML5Translator, node: fold_title) -> None:
    """Close the words on a fold."""
    self.body.append("</p>\n" if self.builder.name == "epub" else "</summary>\n")
