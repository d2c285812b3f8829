"""How much counting logs costs: the portal's refresh beside Polars, GoAccess and reading alone."""
