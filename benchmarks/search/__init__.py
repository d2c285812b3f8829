"""The search of the portal beside other engines, over the same articles and queries."""
