"""The app for the tests of this folder."""

from tests.with_app import *  # noqa: F403 (fixtures)
