"""Printed manuals: how they are planned, what is in them, and the shelf they are listed on."""
