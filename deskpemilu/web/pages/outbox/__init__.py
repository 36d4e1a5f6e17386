"""Screen `outbox`."""
