"""What residents send in is looked at: cases, reports, appeals, blocks, and limits on new accounts."""
