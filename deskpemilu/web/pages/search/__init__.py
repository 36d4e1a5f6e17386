"""Search: a TPS, a region or a person by name or code, inside the searcher's areas."""
