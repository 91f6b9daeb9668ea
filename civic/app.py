"""The front door: builds the Flask app from the list of features. With the list of commands, it alone knows
every package."""

import os
from collections.abc import Iterable

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import campaigns.awareness.feature
import campaigns.demo.feature
import campaigns.events.feature
import campaigns.families.feature
import campaigns.friends.feature
import campaigns.gallery.feature
import campaigns.home.feature
import campaigns.indicators.feature
import campaigns.letters.feature
import campaigns.moderation.feature
import campaigns.open_data.feature
import campaigns.organizations.feature
import campaigns.outreach.feature
import campaigns.pledges.feature
import campaigns.programme.feature
import campaigns.publishing.feature
import campaigns.recognition.feature
import campaigns.report.feature
import campaigns.rides.feature
import campaigns.standard.feature
import campaigns.stories.feature
import campaigns.surveys.feature
import campaigns.teams.feature
import campaigns.thanks.feature
import campaigns.witnesses.feature
import civic.accounts.feature
import civic.audit_log.feature
import civic.denominators.feature
import civic.messages.feature
import civic.operations.feature
import civic.pictures.feature
import civic.privacy_papers.feature
import civic.residents.feature
import civic.roles.feature
import civic.staff.feature
import civic.web.feature
import footprint.additionality.feature
import footprint.boards.feature
import footprint.devices.feature
import footprint.diary.feature
import footprint.feature
import footprint.goals.feature
import footprint.group_boards.feature
import footprint.integrity.feature
import footprint.ledger.feature
import footprint.live_figures.feature
import footprint.method.feature
import footprint.new_packs.feature
import footprint.people_boards.feature
import footprint.rewards.feature
from civic.accounts.actor import SignIn
from civic.caching import compression
from civic.caching.visitor_pages import VisitorPages
from civic.calendar import CityCalendar
from civic.city.pack import load_city
from civic.config import Settings, load_settings
from civic.database.engine import Database
from civic.errors import NOTHING_SAVED, TOO_BUSY_TO_SHOW
from civic.feature import Feature, Registry
from civic.language.languages import load_languages
from civic.logs import configure_logs
from civic.operations.measured import Measured, name_endpoints
from civic.paths import TEMPLATES
from civic.pictures.uploads import make_room
from civic.residents.queries import find_actor
from civic.services import AT_START, Services
from civic.web import limits, static_files, templating
from civic.web.application import ROUTES, WITHOUT_TOKEN, Application, RowNumber
from civic.web.context import end_read_session
from civic.web.error_pages import register_errors
from civic.web.guards import check_guard
from civic.web.headers import SecurityHeaders
from civic.web.hosts import OwnHosts
from civic.web.preferences import choose_preferences, keep_preferences
from civic.web.requests import lead_on
from civic.web.sessions import CookieSessions
from civic.web.waiting_room import Sheds, WaitingRoom

_YEAR_S = 31_536_000
_MAX_FORM_BYTES = 256 * 1024
_READ_LIMIT_S = 25
"""A little less than the documented proxies wait for an answer."""

FEATURES: tuple[Feature, ...] = (
    civic.web.feature.FEATURE,
    civic.operations.feature.FEATURE,
    civic.accounts.feature.FEATURE,
    civic.residents.feature.FEATURE,
    civic.staff.feature.FEATURE,
    civic.messages.feature.FEATURE,
    civic.pictures.feature.FEATURE,
    civic.denominators.feature.FEATURE,
    civic.audit_log.feature.FEATURE,
    civic.roles.feature.FEATURE,
    civic.privacy_papers.feature.FEATURE,
    footprint.feature.FEATURE,
    footprint.ledger.feature.FEATURE,
    footprint.additionality.feature.FEATURE,
    footprint.method.feature.FEATURE,
    footprint.new_packs.feature.FEATURE,
    footprint.devices.feature.FEATURE,
    footprint.diary.feature.FEATURE,
    footprint.goals.feature.FEATURE,
    footprint.boards.feature.FEATURE,
    footprint.group_boards.feature.FEATURE,
    footprint.people_boards.feature.FEATURE,
    footprint.live_figures.feature.FEATURE,
    footprint.rewards.feature.FEATURE,
    footprint.integrity.feature.FEATURE,
    campaigns.moderation.feature.FEATURE,
    campaigns.organizations.feature.FEATURE,
    campaigns.programme.feature.FEATURE,
    campaigns.events.feature.FEATURE,
    campaigns.rides.feature.FEATURE,
    campaigns.pledges.feature.FEATURE,
    campaigns.families.feature.FEATURE,
    campaigns.gallery.feature.FEATURE,
    campaigns.stories.feature.FEATURE,
    campaigns.letters.feature.FEATURE,
    campaigns.friends.feature.FEATURE,
    campaigns.thanks.feature.FEATURE,
    campaigns.witnesses.feature.FEATURE,
    campaigns.teams.feature.FEATURE,
    campaigns.awareness.feature.FEATURE,
    campaigns.surveys.feature.FEATURE,
    campaigns.outreach.feature.FEATURE,
    campaigns.publishing.feature.FEATURE,
    campaigns.report.feature.FEATURE,
    campaigns.indicators.feature.FEATURE,
    campaigns.recognition.feature.FEATURE,
    campaigns.standard.feature.FEATURE,
    campaigns.open_data.feature.FEATURE,
    campaigns.home.feature.FEATURE,
    campaigns.demo.feature.FEATURE,
)
"""All there are, each after those it stands on."""


def build_registry(features: Iterable[Feature] = FEATURES) -> Registry:
    """What the features register."""
    return Registry(features)


def build_services(
    settings: Settings, database: Database | None = None, features: Iterable[Feature] = FEATURES
) -> Services:
    """Everything behind the pages, without Flask: for the command line, jobs and tests.

    Raises:
        PackError: the city's pack cannot be used.
    """
    city = load_city(settings.city_dir)
    services = Services(
        settings=settings,
        database=database or Database(settings.database_url),
        city=city,
        calendar=CityCalendar(city.timezone, city.seasons),
        languages=load_languages(city.languages, city.country),
        registry=build_registry(features),
    )
    for resource in services.registry.all(AT_START):
        services.get(resource)
    return services


def configured_services() -> Services:
    """The services of the city that the environment configures.

    Raises:
        ConfigError: a setting that cannot be used.
        PackError: the city's pack cannot be used.
    """
    return build_services(load_settings(os.environ))


def create_app(
    settings: Settings | None = None, database: Database | None = None, features: Iterable[Feature] = FEATURES
) -> Flask:
    """The WSGI application.

    Raises:
        ConfigError: a setting that cannot be used.
        PackError: the city's pack cannot be used.
    """
    settings = settings or load_settings(os.environ)
    configure_logs()
    app = Application("tongxing", static_folder=None, template_folder=str(TEMPLATES))
    app.session_interface = CookieSessions()
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=_MAX_FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=_MAX_FORM_BYTES,
        MAX_FORM_PARTS=200,
        SESSION_COOKIE_NAME=settings.session_cookie,
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        PERMANENT_SESSION_LIFETIME=_YEAR_S // 2,
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_I18N_ENABLED=False,
        TEMPLATES_AUTO_RELOAD=False,
    )
    database = database or Database(settings.database_url, read_limit_s=_READ_LIMIT_S)
    services = app.extensions["tongxing"] = build_services(settings, database, features)
    _protect(app, services)
    templating.set_up_templates(app, services)
    app.url_map.converters["row"] = RowNumber
    for blueprint in services.registry.all(ROUTES):
        app.register_blueprint(blueprint)
    register_errors(app)
    app.after_request(compression.compress)
    static_files.serve(app, services.settings.instance_dir)
    app.wsgi_app = VisitorPages(app.wsgi_app)  # type: ignore[method-assign]
    room = WaitingRoom(settings.waiting_requests)
    app.wsgi_app = Sheds(  # type: ignore[method-assign]
        app.wsgi_app,
        room,
        read=[language.words.gettext(TOO_BUSY_TO_SHOW) for language in services.languages.values()],
        written=[language.words.gettext(NOTHING_SAVED) for language in services.languages.values()],
    )
    app.wsgi_app = OwnHosts(app.wsgi_app, settings.hosts)  # type: ignore[method-assign]
    app.wsgi_app = SecurityHeaders(  # type: ignore[method-assign]
        app.wsgi_app, templating.style_hashes(), secure=settings.secure_cookies
    )
    if settings.metrics_token or settings.request_log:
        name_endpoints(app)
        app.wsgi_app = Measured(  # type: ignore[method-assign]
            app.wsgi_app, lambda: room.waiting, proxied=bool(settings.proxies), logged=settings.request_log
        )
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    return app


def _protect(app: Flask, services: Services) -> None:
    """Sign-in, CSRF, rate limits, guards and headers, in the order in which a request meets them."""
    SignIn(find_actor).init_app(app)
    app.before_request(choose_preferences)
    app.before_request(make_room)  # before the form is read for its token
    tokens = CSRFProtect(app)
    for view in services.registry.all(WITHOUT_TOKEN):
        tokens.exempt(view)
    limits.limit_writes(app, services.settings)
    app.before_request(check_guard)
    app.teardown_request(end_read_session)
    app.after_request(keep_preferences)
    app.after_request(lead_on)
