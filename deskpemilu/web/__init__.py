"""Pages, API, hooks and live updates."""
