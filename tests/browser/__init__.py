"""What a reader's browser makes of the portal; each test drives a real Chromium against the real pages."""
