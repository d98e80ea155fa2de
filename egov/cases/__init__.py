"""Drafts and cases, the steps taken on them, opinions, messages, decisions, and the officers' queue."""
