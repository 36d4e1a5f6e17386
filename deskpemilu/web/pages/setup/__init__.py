"""Screen `setup`."""
