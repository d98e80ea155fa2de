"""Whole stories, told by the cast in a real browser against a real server."""
