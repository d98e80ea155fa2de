"""Proves of a workflow, together with the service around it, that no case can ever go astray in it."""
