"""SMS: from a gateway over HTTP, or from a modem by Gammu SMSD."""
