"""Screen `help`."""
