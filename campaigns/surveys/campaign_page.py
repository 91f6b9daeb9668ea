"""The survey before and after a campaign, on its page for as long as it is open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy import select

from campaigns.programme.models import Campaign
from campaigns.programme.panels import CampaignPage, DeskLink, Panel
from campaigns.surveys import rules
from campaigns.surveys.models import Survey, SurveyWave
from civic.city.text import Text
from civic.database.json_rows import JsonRows
from civic.language.locale import gettext
from civic.web.context import services
from civic.web.templating import in_language


@dataclass(frozen=True, slots=True)
class OpenSurvey:
    """A wave of a campaign's survey that takes answers."""

    slug: str
    title: Text
    number: int
    first_on: date
    last_on: date


_open = JsonRows(
    OpenSurvey,
    select(Survey.slug, Survey.title, SurveyWave.number, SurveyWave.first_on, SurveyWave.last_on)
    .join(SurveyWave, SurveyWave.survey_id == Survey.id)
    .where(Survey.campaign_id == Campaign.id, SurveyWave.state == rules.OPEN),
    of=Campaign.__table__,
)


def _panel(page: CampaignPage, rows: Sequence[OpenSurvey]) -> Markup | None:
    """Nothing where no wave can be answered today."""
    today = services().calendar.today(page.now)
    html = "".join(
        render_template(
            "campaigns/surveys/_panel.html",
            slug=one.slug,
            title=in_language(one.title),
            is_before=one.number == 1,
            until=one.last_on,
        )
        for one in sorted(rows, key=lambda one: one.slug)
        if one.first_on <= today <= one.last_on
    )
    return Markup(html) if html else None  # noqa: S704 (rendered by an escaping template)


def desk_link(campaign: Campaign) -> Iterable[DeskLink]:
    """On the organizers' desk: the survey around the campaign, and tablets for it."""
    yield DeskLink(
        url_for("survey_organizers.tablets", slug=campaign.slug),
        gettext("Survey before and after"),
        "sort_paper",
        part="results",
    )


panel = Panel("surveys", None, _panel, order=78, reads=_open)
