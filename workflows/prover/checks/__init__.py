"""The checks, each under its own name, each with a page in ``docs/checks/``."""
