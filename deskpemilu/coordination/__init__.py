"""People at work: who has not reported, calls made, reminders sent."""
