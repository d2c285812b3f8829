"""The search index: what is weighed when the portal is built, and the files the reader's browser loads."""
