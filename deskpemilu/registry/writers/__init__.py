"""The write side of an import: compare typed rows with what is stored, then write the difference."""
