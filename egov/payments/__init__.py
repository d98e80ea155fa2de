"""Fees, the banks that collect them, the ledger, receipts and refunds."""
