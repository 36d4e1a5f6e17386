"""People vouch for figures: accept, correct, return, dispute, reopen, lock."""
