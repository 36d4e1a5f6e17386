"""The web form for one TPS."""
