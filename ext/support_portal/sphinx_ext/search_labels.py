"""What the search's script says and names: sentences in the portal's language, titles, popular pages, the contact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.locale import get_translation

from support_portal.core.article import SECTIONS, SOLUTIONS
from support_portal.core.fields import Audience
from support_portal.core.listing import Query, Source

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from support_portal.sphinx_ext.portal import Portal

_ = get_translation("support_portal")
POPULAR = 6


def search_labels(app: Sphinx, p: Portal) -> dict[str, Any]:
    """Return sentences by name, titles of the filters' values by key, the popular pages and the contact's address.

    Addresses of the portal's own pages are from its root.
    """
    address = app.builder.get_target_uri
    popular = p.select(Query(source=Source.POPULAR, section=SOLUTIONS, limit=POPULAR))
    contact = p.config.contact_url
    products = sorted({product for article in p.library for product in article.products})
    sections = {name: p.library.get(f"{name}/index") for name in SECTIONS}
    return {
        "words": _words(),
        "section": {name: page.title if page else name.capitalize() for name, page in sections.items()},
        "product": {product: p.product_title(product) for product in products},
        "audience": {
            Audience.PUBLIC: str(_("Everybody")),
            Audience.CUSTOMER: str(_("Customers")),
            Audience.INTERNAL: str(_("Internal")),
        },
        "popular": [{"url": address(a.docname), "title": a.title} for a in popular],
        "contact": address(contact) if contact in app.env.found_docs else contact,
    }


def _words() -> dict[str, str]:
    """Return the script's sentences; what stands in braces, the script fills in."""
    words = {
        "all": _("See all {count} results"),
        "audience": _("For"),
        "clear": _("Clear filters"),
        "contact": _("Still stuck? Ask a person"),
        "did_you_mean": _("Did you mean"),
        "found": _("{count} for “{query}”."),
        "guesses": _("Perhaps you wanted one of these:"),
        "instead": _("Showing results for “{query}”"),
        "instead_all": _("Showing {count} for “{instead}”; nothing has all of “{query}”."),
        "many": _("{count} results"),
        "meant": _("Search for “{query}” instead"),
        "more": _("Show more results"),
        "nothing": _("Nothing found for “{query}”."),
        "one": _("1 result"),
        "popular": _("Popular articles"),
        "product": _("Product"),
        "section": _("Section"),
        "suggestions": _("{count} suggestions, use the arrow keys"),
        "titled": _("Search: {query} · {title}"),
    }
    return {name: str(sentence) for name, sentence in words.items()}  # Sphinx's are lazy, JSON needs them now
