"""Who did or saw what, for whom, why and when: an entry in the same transaction as the deed."""
