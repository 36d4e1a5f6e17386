"""WhatsApp's own chat export: `_chat.txt`, or the zip with the media."""
