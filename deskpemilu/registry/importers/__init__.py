"""Files into typed rows: one module a kind, pure; what is wrong comes back as refusals, line by line."""
