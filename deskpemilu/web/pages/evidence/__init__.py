"""Screen `evidence`: photos, where they hang, and what may come in."""
