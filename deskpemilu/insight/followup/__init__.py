"""What people do about findings: who looks at one, who is done with it, and why."""
