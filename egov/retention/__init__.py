"""How long cases are kept, and what is left of one when its years are over (retention and disposal, ISO 15489-1)."""
