"""Formats that portals write for other programs: feeds, sitemaps, llms.txt, JSON-LD and zip archives."""
