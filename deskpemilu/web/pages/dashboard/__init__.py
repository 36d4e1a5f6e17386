"""Screen `dashboard`."""
