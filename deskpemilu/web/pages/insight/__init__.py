"""The screen `insight`: quick count, projection, anomalies, seats, and the draw of the sample."""
