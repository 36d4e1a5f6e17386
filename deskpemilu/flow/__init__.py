"""The only package that sequences the others."""
