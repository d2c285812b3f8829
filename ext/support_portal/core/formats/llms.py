"""Write llms.txt (llmstxt.org): the portal as a short Markdown index for language models and other programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from support_portal.core.article import TRAINING, Article
from support_portal.core.library import Library


def llms_txt(title: str, description: str, library: Library, address: Callable[[str], str]) -> str:
    """Return the file; ``address`` gives the address of a page's Markdown twin by docname."""
    lines = [f"# {title}", "", f"> {description}", ""]
    listed: set[str] = set()

    def section(heading: str, articles: Sequence[Article]) -> None:
        listed.update(a.docname for a in articles)
        if articles:
            lines.extend([f"## {heading}", ""])
            for a in articles:
                day = f"{a.date.isoformat()}: " if a.date else ""
                lines.append(f"- [{_text(a.title)}]({address(a.docname)}): {day}{_text(a.description)}".rstrip(": "))
            lines.append("")

    for folder in library.children("solutions/index"):
        below = library.below(folder.folder) if folder.is_index else (folder,)
        section(folder.title, _reading_order(library, folder, below))
    section("News", library.news)
    section("Training", [a for a in library.content if a.section == TRAINING])
    section("Optional", [a for a in library if a.docname not in listed and not a.is_index and not a.article])
    return "\n".join(lines).rstrip() + "\n"


def _reading_order(library: Library, folder: Article, below: tuple[Article, ...]) -> list[Article]:
    """Return the folder's articles in toctree order, depth first, then any that no toctree names."""
    ordered: list[Article] = []
    todo = [folder]
    seen: set[str] = set()
    while todo:
        page = todo.pop()
        if page.docname in seen:
            continue
        seen.add(page.docname)
        if not page.is_index:
            ordered.append(page)
        todo.extend(reversed(library.children(page.docname)))
    return ordered + [a for a in below if a.docname not in seen]


def _text(text: str) -> str:
    return text.replace("[", "\\[").replace("]", "\\]")
