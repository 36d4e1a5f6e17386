"""Screen `imports`."""
