"""Published editions: a service as the law had it from a day on, kept for the cases that were made under it."""
