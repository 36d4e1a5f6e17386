"""Screen `paste`."""
