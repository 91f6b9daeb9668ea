"""What is asked of the audit book, and the words for what was done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from civic.errors import msgid

PAGE = 50
EXPORTED_MOST = 10_000
WHO_MAX, SUBJECT_MAX = 60, 80

ACTS: Mapping[str, str] = {
    "add a question to a survey": msgid("added a question to a survey"),
    "add assessment": msgid("added an impact assessment"),
    "add breach": msgid("recorded a breach"),
    "agree to change": msgid("agreed to a campaign’s change"),
    "allowed case": msgid("let a case through"),
    "answer about entry": msgid("answered a question about an entry"),
    "approve composite": msgid("approved a composite"),
    "approve denominators": msgid("approved numbers of residents"),
    "approve figure": msgid("approved a figure"),
    "approve indicator": msgid("approved an indicator"),
    "approve offer": msgid("approved an offer"),
    "approve organization": msgid("approved an organization"),
    "approve pack": msgid("approved a pack"),
    "approve release": msgid("approved a release"),
    "approve sponsor": msgid("approved a sponsor"),
    "archive a survey": msgid("archived a survey"),
    "ask to be a sponsor": msgid("asked to be a sponsor"),
    "attendance taken back": msgid("took an attendance back"),
    "block posting": msgid("blocked somebody from posting"),
    "build release": msgid("built a release"),
    "cancel a quiz": msgid("cancelled a quiz"),
    "change a question of a survey": msgid("changed a question of a survey"),
    "change a survey": msgid("changed a survey"),
    "change nickname": msgid("took another nickname"),
    "close": msgid("ended a campaign"),
    "close a survey kiosk": msgid("closed a tablet of a survey"),
    "close a wave of a survey": msgid("closed a wave of a survey"),
    "close offer": msgid("closed an offer"),
    "close organization": msgid("closed an organization"),
    "create account": msgid("made an account"),
    "decide a sheet": msgid("decided what differed between two copies of a sheet"),
    "decline denominators": msgid("declined numbers of residents"),
    "decline pack": msgid("declined a pack"),
    "describe organization": msgid("described an organization"),
    "distrust organization": msgid("withdrew trust from an organization"),
    "drop a table of answers": msgid("dropped a table of answers"),
    "drop release": msgid("dropped a release"),
    "end role": msgid("ended a role in an organization"),
    "enter a recognition": msgid("entered a recognition"),
    "enter denominators": msgid("entered numbers of residents"),
    "enter paper": msgid("entered a sheet of paper"),
    "event called off": msgid("called an event off"),
    "grant role": msgid("granted a role"),
    "hand over campaign": msgid("handed a campaign over"),
    "hand over organization": msgid("handed an organization over"),
    "import answers": msgid("imported answers from a table"),
    "install pack": msgid("installed a pack"),
    "join organization": msgid("joined an organization"),
    "leave last": msgid("left an organization as the last one"),
    "leave organization": msgid("left an organization"),
    "look at resident": msgid("looked at a resident"),
    "make invitations": msgid("made codes for a survey"),
    "new recovery codes": msgid("made new recovery codes"),
    "note what became of a wave's sample": msgid("noted who of a wave’s sample was reached"),
    "object to change": msgid("objected to a campaign’s change"),
    "open a survey kiosk": msgid("opened a tablet for a survey"),
    "open live figures": msgid("opened the live figures"),
    "open a quiz": msgid("opened a quiz"),
    "open a wave of a survey": msgid("opened a wave of a survey"),
    "painting refused": msgid("refused a painting"),
    "plan a survey": msgid("planned a survey"),
    "plan a wave of a survey": msgid("planned a wave of a survey"),
    "plan the sample of a wave": msgid("planned the sample of a wave"),
    "propose a composite": msgid("proposed a composite"),
    "propose a figure": msgid("proposed a figure"),
    "propose an indicator": msgid("proposed an indicator"),
    "publish release": msgid("published a release"),
    "publish": msgid("published a campaign"),
    "quantity confirmed": msgid("confirmed a quantity"),
    "quantity corrected": msgid("corrected a quantity"),
    "quantity restored": msgid("restored a quantity"),
    "refuse composite": msgid("refused a composite"),
    "refuse figure": msgid("refused a figure"),
    "refuse indicator": msgid("refused an indicator"),
    "refuse offer": msgid("refused an offer"),
    "refuse organization": msgid("refused an organization"),
    "refuse sponsor": msgid("refused a sponsor"),
    "refuse": msgid("refused a campaign"),
    "refused case": msgid("refused a case"),
    "remove a question from a survey": msgid("removed a question from a survey"),
    "renew second factor": msgid("renewed a second factor"),
    "reopen": msgid("let a campaign go on"),
    "reopen organization": msgid("reopened an organization"),
    "review release": msgid("reviewed a release"),
    "revoke role": msgid("withdrew a role"),
    "send a table of answers": msgid("sent a table of answers in"),
    "send pack": msgid("sent a pack in"),
    "set end of role": msgid("set the end of a role in an organization"),
    "set margins of a survey": msgid("set what a survey’s weights are raked to"),
    "set goal": msgid("set a district’s goal"),
    "set the strata of a wave": msgid("divided a wave into strata"),
    "set up second factor": msgid("set up a second factor"),
    "take paper back": msgid("took a sheet of paper back"),
    "tell of release": msgid("noted what is wrong in a release"),
    "trust organization": msgid("trusted an organization"),
    "type a sheet, copy 1": msgid("typed a sheet for the first time"),
    "type a sheet, copy 2": msgid("typed a sheet for the second time"),
    "unblock posting": msgid("let somebody post again"),
    "use recovery code": msgid("signed in with a recovery code"),
    "void crowd": msgid("voided a count of people"),
    "take out survey answers": msgid("took out the answers of a survey one by one"),
    "undo an import of answers": msgid("undid an import of answers"),
    "withdraw a recognition": msgid("withdrew a recognition"),
    "withdraw offer": msgid("withdrew an offer"),
    "withdraw sponsor": msgid("withdrew a sponsor"),
    "write in case": msgid("wrote in a case"),
    "write letter": msgid("wrote a letter"),
    "write urgent letter": msgid("wrote an urgent letter"),
    "write to organizers": msgid("wrote to organizers"),
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
