"""Auditors look into the log, and citizens see who looked at their file."""
