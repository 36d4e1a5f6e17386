"""Append-only evidence: who did what, when, in a hash chain that shows any later change."""
