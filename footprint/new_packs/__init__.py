"""Another version of the pack: sent in, checked, its effect shown, approved by a second person."""
