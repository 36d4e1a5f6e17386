"""Routes that machines call: WhatsApp, SMS."""
