"""Screen `tps`."""
