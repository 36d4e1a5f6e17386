"""Screen `revote`."""
