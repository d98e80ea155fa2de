"""Filling a demonstration with cases: lives of cases are lived, cast into moulds, and copied in portions."""
