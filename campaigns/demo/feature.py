"""What a demonstration shows of campaigns."""

from campaigns.demo import (
    applications,
    campaigns,
    demo_releases,
    demo_surveys,
    demo_teams,
    measured,
    office,
    quizzes,
    recognized,
    sponsors,
)
from civic.feature import Feature
from footprint.group_boards.jobs import count_for_demo
from footprint.population.additions import DEMO_ADDITIONS

FEATURE = Feature(
    "demo",
    DEMO_ADDITIONS.takes(
        campaigns.add_campaigns,
        demo_teams.add_teams,
        count_for_demo,
        sponsors.add_sponsor,
        quizzes.add_quizzes,
        demo_releases.add_releases,
        measured.add_measured,
        demo_surveys.add_surveys,
        recognized.add_recognized,
        office.add_papers,
        applications.add_applications,
    ),
)
