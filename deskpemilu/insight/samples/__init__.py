"""Samples of TPS: drawn in public, enlarged, a lost TPS replaced."""
