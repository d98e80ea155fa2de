"""Certificates: issued, signed and revoked, printed, and checked by anybody."""
