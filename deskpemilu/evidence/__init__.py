"""Photos and scans of forms: kept byte for byte, shown in cleaned copies."""
