"""Courses, their lessons and tracks, and what lessons hold: checks, videos, calendars, SCORM packages."""
