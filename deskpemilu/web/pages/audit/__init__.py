"""Screen `audit`."""
