"""Figures of others beside ours: Sirekap, D.Hasil, and desks above and below."""
