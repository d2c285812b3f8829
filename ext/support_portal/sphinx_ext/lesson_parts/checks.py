"""``{check}``: a question that answers back, and the place of its answer in every format."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform

from support_portal.core.suggest import did_you_mean
from support_portal.core.training.checks import Kind, check_id, fault, read_mark, shuffled
from support_portal.notices import Notice
from support_portal.sphinx_ext.domain import portal_domain
from support_portal.sphinx_ext.lesson_parts.folds import LessonPart, fold
from support_portal.sphinx_ext.log import notify
from support_portal.sphinx_ext.output import WEB

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

_ = get_translation("support_portal")


class check(nodes.container):  # noqa: N801  docutils names its nodes like this
    """A question with its options and answer; ``kind`` says how it is answered, ``right`` (a list) what is right."""


class CheckDirective(LessonPart):
    """``{check}``: a question (the argument) and a list of options, ``[x]`` the right ones, with explanations."""

    option_spec: ClassVar[Any] = {"type": directives.unchanged, "id": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Return the question; what is wrong with it costs one notice, and then it is shown as it is written."""
        question = self.arguments[0] if self.arguments else ""
        written, messages = self.parse_inline(question)
        asked = nodes.paragraph("", "", nodes.strong("", "", *written), classes=["portal-question"])
        for emphasis in [node for word in written for node in word.findall(nodes.strong)]:
            emphasis.replace_self(emphasis.children)  # The whole question is strong.
        self.set_source_info(asked)
        content = self.parse_content_to_nodes()
        place = next(
            (i for i, n in enumerate(content) if isinstance(n, nodes.bullet_list | nodes.enumerated_list)), None
        )
        kind = self._kind()
        options = [_Option(item) for item in content[place].children] if place is not None else []
        problem = fault(kind, [option.right for option in options])
        if not question:
            problem = "this check has no question; write it on the directive's line"
        if problem or place is None:
            self.wrong(problem)
            return [asked, *content, *messages]
        node = check("", asked, *content[:place], kind=str(kind), ids=[self._id(question)], classes=["portal-check"])
        self.set_source_info(node)
        after = content[place + 1 :]
        node += getattr(self, f"_{kind}")(node, options, after)
        return [node, *messages]

    def _kind(self) -> Kind:
        text = self.options.get("type", Kind.SINGLE)
        if text in tuple(Kind):
            return Kind(text)
        advice = f"write one of {', '.join(Kind)}{did_you_mean(text, tuple(Kind))}"
        notify(Notice.OPTION, f':type: is "{text}"; {advice}', location=self.get_location())
        return Kind.SINGLE

    def _id(self, question: str) -> str:
        """Return the check's id, which progress is kept by."""
        name = nodes.make_id(self.options.get("id", "")) or check_id(question)
        if name in self.state.document.ids:
            self.wrong(f'the id "{name}" is taken on this page; give this check another one with :id:')
            return str(self.state.document.set_id(nodes.target(), suggested_prefix=f"{name}-"))
        self.state.document.ids[name] = nodes.target()
        return name

    def _single(self, node: check, options: list[_Option], after: list[nodes.Node]) -> list[nodes.Node]:
        node["right"] = [place for place, option in enumerate(options) if option.right]
        reasons = []
        for option in options:
            verdict = nodes.strong("", _("Right.") if option.right else _("Not right."))
            first = nodes.paragraph("", "", *option.copy(), nodes.Text(": "), verdict)
            if option.reason:
                first += [nodes.Text(" "), *option.reason]
            reasons.append(nodes.list_item("", first, *option.more))
        return [
            _numbered([option.item() for option in options], "portal-options"),
            self._answer(_numbered(reasons), *after),
        ]

    def _multiple(self, node: check, options: list[_Option], after: list[nodes.Node]) -> list[nodes.Node]:
        return [
            nodes.paragraph("", "", nodes.emphasis("", _("Choose all that are right."))),
            *self._single(node, options, after),
        ]

    def _order(self, node: check, options: list[_Option], after: list[nodes.Node]) -> list[nodes.Node]:
        places = shuffled([option.plain for option in options])
        node["right"] = [places.index(place) for place in range(len(options))]
        right = [nodes.list_item("", nodes.paragraph("", "", *option.copy()), *option.more) for option in options]
        return [
            nodes.paragraph("", "", nodes.emphasis("", _("Put these in the right order."))),
            _numbered([options[place].item() for place in places], "portal-options"),
            self._answer(_numbered(right), *after),
        ]

    def _text(self, node: check, options: list[_Option], after: list[nodes.Node]) -> list[nodes.Node]:
        node["right"] = [option.plain for option in options]
        accepted = nodes.paragraph()
        for option in options:
            accepted += [nodes.Text(_(" or "))] if accepted.children else []
            accepted += nodes.strong("", "", *option.copy())
        reasons = [nodes.paragraph("", "", *option.reason) for option in options if option.reason]
        return [self._answer(accepted, *reasons, *(block for option in options for block in option.more), *after)]

    def _answer(self, *content: nodes.Node) -> nodes.Element:
        return self.titled(fold("", *content, classes=["portal-answer"]), _("Answer"))


class _Option:
    """An item of a check's list: its mark, its text, and the reason on the lines below."""

    def __init__(self, item: nodes.Node) -> None:
        blocks = list(item.children)
        first = blocks.pop(0) if blocks and isinstance(blocks[0], nodes.paragraph) else nodes.paragraph()
        self.text: list[nodes.Node] = []
        self.reason: list[nodes.Node] = []
        self.more = blocks
        for child in first.children:
            if self.reason or not isinstance(child, nodes.Text) or "\n" not in child:
                (self.reason if self.reason else self.text).append(child)
            else:
                line, rest = child.split("\n", 1)
                self.text += [nodes.Text(line)] if line else []
                self.reason.append(nodes.Text(rest))
        self.right: bool | None = None
        if self.text and isinstance(self.text[0], nodes.Text):
            self.right, rest = read_mark(self.text[0])
            self.text[0] = nodes.Text(rest)

    @property
    def plain(self) -> str:
        """The option's text without markup."""
        return "".join(node.astext() for node in self.text).strip()

    def copy(self) -> list[nodes.Node]:
        """Return the option's text once more."""
        return [node.deepcopy() for node in self.text]

    def item(self) -> nodes.list_item:
        """Return the option as an item of a list."""
        return nodes.list_item("", nodes.paragraph("", "", *self.copy()))


def _numbered(items: list[nodes.list_item], name: str = "") -> nodes.enumerated_list:
    return nodes.enumerated_list("", *items, enumtype="arabic", prefix="", suffix=".", classes=[name] if name else [])


class AnswersLast(SphinxPostTransform):
    """Moves answers to the end of their page where nothing can be folded: on paper, in e-books and in plain text."""

    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        """Move the answers of each page, which in a manual is a part of the document."""
        builder = portal_domain(self.env).builder
        if builder.format == "typst" or (builder.format == "html" and builder.name != "epub"):
            return  # A manual gathers the answers of all its pages.
        pages: dict[int, tuple[nodes.Element, list[nodes.list_item]]] = {}
        for node in list(self.document.findall(check)):
            page: nodes.Element = node
            while not isinstance(page, addnodes.start_of_file | nodes.document):
                page = page.parent
            answer = node.children[-1]
            node.remove(answer)
            question = node.children[0].deepcopy()
            item = nodes.list_item("", question, *answer.children[1:])
            pages.setdefault(id(page), (page, []))[1].append(item)
        for page, items in pages.values():
            title = str(_("Answers to the checks"))
            end = next((child for child in reversed(page.children) if isinstance(child, nodes.section)), page)
            end += [nodes.rubric(title, title), _numbered(items)]


def visit_check(self: HTML5Translator, node: check) -> None:
    """Open a check; a script makes a form of it (`checks.js`), without one its answer can be opened."""
    words = [
        _("Check answer"),
        _("Right."),
        _("Not yet. Try again, or open the answer."),
        _("Move up"),
        _("Move down"),
        _("Your answer"),
    ]
    attributes = {
        "data-kind": node["kind"],
        "data-right": json.dumps(node["right"]),
        "data-words": json.dumps([str(w) for w in words]),
    }
    if self.builder.name not in WEB:
        attributes = {}
    self.body.append(self.starttag(node, "div", **attributes))


def close_div(self: HTML5Translator, node: nodes.Element) -> None:
    """Close a check."""
    self.body.append("</div>\n")
