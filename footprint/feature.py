"""What footprint keeps for each app, made when it starts."""

from civic.feature import Feature
from civic.services import AT_START
from footprint.resources import CATALOGUE, CHANGE_REASONS, QUESTIONNAIRE

FEATURE = Feature(
    "footprint",
    AT_START.takes(CATALOGUE, QUESTIONNAIRE, CHANGE_REASONS),
)
