"""The question bank of the current request's app."""

from campaigns.surveys.bank import SurveyBank
from campaigns.surveys.resources import SURVEY_BANK
from civic.web.context import services


def bank() -> SurveyBank:
    """The questions that the pack of the app's city offers."""
    return services().get(SURVEY_BANK)
