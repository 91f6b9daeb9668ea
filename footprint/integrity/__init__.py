"""What looks like cheating: found by named rules, shown to people, never taken away by a rule alone."""
