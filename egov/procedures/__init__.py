"""Seeing a workflow: drawings for citizens and officials, where a case stands in them, and files for other tools."""
