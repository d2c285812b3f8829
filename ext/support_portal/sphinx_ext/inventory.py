"""Write objects.inv, by which other projects refer to this one, only when what it lists is not what it listed.

Sphinx writes it in every build (`StandaloneHTMLBuilder.dump_inventory`): of 10,000 articles for half a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.builders.html import INVENTORY_FILENAME, StandaloneHTMLBuilder

from support_portal.sphinx_ext import outputs
from support_portal.sphinx_ext.output import written_files

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def _dump_inventory(self: StandaloneHTMLBuilder) -> None:
    """Write the inventory, unless the last build wrote the same."""
    app = self._app
    if __name__ not in app.extensions:
        _SPHINX_DUMP(self)
        return
    if getattr(app, "_portal_nothing_new", False) and outputs.exists(app, INVENTORY_FILENAME):
        return
    listed = [(domain.name, sorted(domain.get_objects())) for domain in self.env.domains.sorted()]
    if not outputs.keep(app, INVENTORY_FILENAME, listed):
        _SPHINX_DUMP(self)
        written_files(app).add(INVENTORY_FILENAME)


_SPHINX_DUMP = StandaloneHTMLBuilder.dump_inventory


def setup(app: Sphinx) -> ExtensionMetadata:
    """Put it in place, for the whole process; doing it twice changes nothing."""
    StandaloneHTMLBuilder.dump_inventory = _dump_inventory  # type: ignore[method-assign]
    return {"parallel_read_safe": True, "parallel_write_safe": True}
