"""Screen `inbox`."""
