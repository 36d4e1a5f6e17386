"""A worker that is killed at random, again and again."""
