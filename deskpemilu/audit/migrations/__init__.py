"""Migrations, linear and forward-only."""
