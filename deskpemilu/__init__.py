"""Desk Pemilu: the election desk of an Indonesian local government."""
