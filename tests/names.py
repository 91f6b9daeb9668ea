"""What residents are called."""

RARE = "㙍𬱖𫘧䴗𬀪𫄨𬘡𬘩𬬮𬱟𫍣𬣳𬭚𬶋𫟦𬒈𬒗𬶏𬭳𬸪"
"""A nickname of twenty rare characters, some beyond the first 65,536."""
