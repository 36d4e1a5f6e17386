"""Screen `stations`."""
