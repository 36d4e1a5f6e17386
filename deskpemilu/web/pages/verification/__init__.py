"""Screen `verification`."""
