"""Publishing a new edition of a service: what changes, whom it meets, and what becomes of the running cases."""
