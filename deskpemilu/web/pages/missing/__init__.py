"""Screen `missing`: who has not reported, and who calls them."""
