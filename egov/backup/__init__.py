"""One encrypted file with all that an installation cannot lose, and the way back from it."""
