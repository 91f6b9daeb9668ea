"""What a resident consents to, and how many share a home. Pure."""

CONSENT_VERSION = "2026-11"
"""Of the words on the sign-up page and the privacy page; a change of meaning needs a new one."""

HOUSEHOLD_MAX = 10
HOUSEHOLD_CODE_LENGTH = 12
