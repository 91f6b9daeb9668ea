"""The live site with its people, as at the door of an event."""

from tests.browser.events.conftest import film, filmed, hand_over, live_server, live_site, town

__all__ = ["film", "filmed", "hand_over", "live_server", "live_site", "town"]
