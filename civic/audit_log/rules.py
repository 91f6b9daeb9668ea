"""What is asked of the audit book, and the words for what was done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from civic.errors import msgid

PAGE = 50
EXPORTED_MOST = 10_000
WHO_MAX, SUBJECT_MAX = 60, 80

ACTS: Mapping[str, str] = {
    "add assessment": msgid("added an impact assessment"),
    "add breach": msgid("wrote down a breach"),
    "agree to change": msgid("agreed to a campaign’s change"),
    "answer about entry": msgid("answered a question about an entry"),
    "allowed case": msgid("let a case through"),
    "approve denominators": msgid("approved numbers of residents"),
    "approve offer": msgid("approved an offer"),
    "approve organization": msgid("approved an organization"),
    "approve pack": msgid("approved a pack"),
    "approve sponsor": msgid("approved a sponsor"),
    "ask to be a sponsor": msgid("asked to be a sponsor"),
    "attendance taken back": msgid("took an attendance back"),
    "block posting": msgid("blocked somebody from posting"),
    "cancel a quiz": msgid("cancelled a quiz"),
    "close offer": msgid("closed an offer"),
    "close organization": msgid("closed an organization"),
    "create account": msgid("made an account"),
    "decline pack": msgid("declined a pack"),
    "install pack": msgid("installed a pack"),
    "send pack": msgid("sent a pack in"),
    "decline denominators": msgid("declined numbers of residents"),
    "describe organization": msgid("described an organization"),
    "distrust organization": msgid("took trust from an organization"),
    "end role": msgid("ended a role in an organization"),
    "enter denominators": msgid("entered numbers of residents"),
    "enter paper": msgid("entered a sheet of paper"),
    "event called off": msgid("called an event off"),
    "grant role": msgid("granted a role"),
    "hand over organization": msgid("handed an organization over"),
    "leave last": msgid("left an organization as the last one"),
    "new recovery codes": msgid("made new recovery codes"),
    "object to change": msgid("objected to a campaign’s change"),
    "open live figures": msgid("opened the live figures"),
    "open a quiz": msgid("opened a quiz"),
    "painting refused": msgid("refused a painting"),
    "publish": msgid("published a campaign"),
    "quantity confirmed": msgid("confirmed a quantity"),
    "quantity corrected": msgid("corrected a quantity"),
    "quantity restored": msgid("restored a quantity"),
    "refuse": msgid("refused a campaign"),
    "refuse offer": msgid("refused an offer"),
    "refuse organization": msgid("refused an organization"),
    "refuse sponsor": msgid("refused a sponsor"),
    "refused case": msgid("refused a case"),
    "renew second factor": msgid("renewed a second factor"),
    "reopen organization": msgid("reopened an organization"),
    "revoke role": msgid("withdrew a role"),
    "set end of role": msgid("set the end of a role in an organization"),
    "set up second factor": msgid("set up a second factor"),
    "set goal": msgid("set a district’s goal"),
    "take paper back": msgid("took a sheet of paper back"),
    "trust organization": msgid("trusted an organization"),
    "unblock posting": msgid("let somebody post again"),
    "use recovery code": msgid("signed in with a recovery code"),
    "withdraw offer": msgid("withdrew an offer"),
    "withdraw sponsor": msgid("withdrew a sponsor"),
    "write in case": msgid("wrote in a case"),
    "write letter": msgid("wrote a letter"),
}
"""Acts as the book writes them, with words for readers; one that is missing here is shown as the book has it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which lines somebody wants to see: of whom, which act, about what, from which day to which; "" and None for any.

    `who` and `subject` as the book names them.
    """

    who: str = ""
    act: str = ""
    subject: str = ""
    first: date | None = None
    last: date | None = None
