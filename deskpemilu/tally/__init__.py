"""Totals, re-summed bottom-up, received and verified."""
