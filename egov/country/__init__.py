"""The country pack: the national facts, read from data files and checked before the start."""
