"""What a demonstration shows of campaigns."""

from campaigns.demo import campaigns, sponsors
from civic.feature import Feature
from footprint.population.additions import DEMO_ADDITIONS

FEATURE = Feature(
    "demo",
    DEMO_ADDITIONS.takes(campaigns.add_campaigns, sponsors.add_sponsor),
)
