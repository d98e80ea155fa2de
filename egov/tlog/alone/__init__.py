"""Verifiers for a pen drive: each is one file that needs neither this project nor a network."""
