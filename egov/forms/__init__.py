"""The kinds of answers, and the pages that ask for them one after the other."""
