"""A replayed election night: a kabupaten's real places with invented people, votes and messages."""
