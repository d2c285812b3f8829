"""Keep a portal true over the years: whose a page is, when it was checked, and which to review first."""
