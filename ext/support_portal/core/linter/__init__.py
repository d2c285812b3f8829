"""Check what a reviewer would say of a page's form, in the source file and without building anything."""
