"""From a stored message to a stored report: read, match, decide, store, reply."""
