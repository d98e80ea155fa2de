"""The transparency log as pure functions: Merkle tree, tiles, signed checkpoints, witnesses, receipts, commitments."""
