"""The way to the letters on a campaign's desk, and out of them for who gets one."""

from collections.abc import Iterable

from flask import request, url_for

from campaigns.letters import services as letters
from campaigns.programme.models import Campaign
from campaigns.programme.panels import DeskLink
from civic.language.locale import gettext
from civic.messages.models import Message


def desk_link(campaign: Campaign) -> Iterable[DeskLink]:
    yield DeskLink(
        url_for("letters.index", slug=campaign.slug),
        gettext("Letters to participants"),
        "mail",
        gettext("Into their inbox, and by mail where they want it"),
        order=60,
        part="reach",
    )


def stop_link(message: Message) -> tuple[str, str] | None:
    if message.key.partition(":")[0] != letters.LETTER or not message.path:
        return None
    return gettext("No more letters of this campaign"), f"{request.script_root}{message.path}/letters"
