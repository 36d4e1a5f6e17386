"""WhatsApp Business Cloud API: what Meta sends, and what is sent through Meta."""
