"""Screen `people`."""
