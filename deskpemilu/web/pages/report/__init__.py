"""Screen `report`."""
