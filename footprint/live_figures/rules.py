"""For how long a reason opens the figures. Pure."""

from datetime import timedelta

REASON_MIN, REASON_MAX = 10, 300
OPEN_FOR = timedelta(hours=1)
ACT = "open live figures"
"""How the audit book names it; the line is what opens them."""
