"""Workflows in pure Python: an engine that reads a table of steps, and the standard tables."""
