"""Elections, contests, choices, regions and TPS; presets and imports; the lexicon of reading."""
