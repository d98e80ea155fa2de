"""Papers: certificates and receipts as PDF, in every script that has a font here."""
