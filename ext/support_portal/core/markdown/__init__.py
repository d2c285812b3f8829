"""Read a page's Markdown once into blocks, directives and pieces of running text, each with its exact place."""
