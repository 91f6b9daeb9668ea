"""The audit book to look things up in: who did what, when."""
