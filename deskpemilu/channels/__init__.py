"""Other people's messages in, ours out. Nothing is acknowledged before it is stored."""
