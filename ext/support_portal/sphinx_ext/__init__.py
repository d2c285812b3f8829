"""How Sphinx builds a portal: thin modules, each a Sphinx extension with its own ``setup``."""
