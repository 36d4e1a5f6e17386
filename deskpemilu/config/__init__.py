"""Settings, routes, the console script and start-up checks."""
