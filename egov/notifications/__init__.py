"""Letters to people and signed words to machines: written into the outbox, sent after the commit."""
