"""What may be shown of groups of people without telling about one of them. Pure."""
