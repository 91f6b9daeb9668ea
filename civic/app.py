"""The front door: builds the Flask app and the command line. The only module that knows every package."""

import os
import sys

import click
from flask import Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import campaigns.demo.campaigns
import campaigns.events.desk_routes
import campaigns.events.jobs
import campaigns.events.routes
import campaigns.families.jobs
import campaigns.families.routes
import campaigns.gallery.jobs
import campaigns.gallery.routes
import campaigns.home.routes
import campaigns.letters.routes
import campaigns.moderation.jobs
import campaigns.moderation.routes
import campaigns.organizations.city_routes
import campaigns.organizations.routes
import campaigns.organizations.team_routes
import campaigns.outreach.desk_routes
import campaigns.outreach.routes
import campaigns.pledges.jobs
import campaigns.pledges.routes
import campaigns.programme.city_routes
import campaigns.programme.desk_routes
import campaigns.programme.house
import campaigns.programme.jobs
import campaigns.programme.routes
import campaigns.programme.series
import campaigns.rides.routes
import campaigns.stories.routes
import civic.messages.jobs
import civic.messages.routes
import civic.operations.cli
import civic.operations.health
import civic.pictures.routes
import civic.residents.cli
import civic.residents.household_routes
import civic.residents.jobs
import civic.residents.routes
import civic.scheduling.jobs
import civic.web.pages
import footprint.actions.cli
import footprint.boards.routes
import footprint.diary.routes
import footprint.ledger.cli
import footprint.ledger.jobs
import footprint.method.routes
import footprint.population.cli
from civic.caching import compression
from civic.caching.visitor_pages import VisitorPages
from civic.calendar import CityCalendar
from civic.city.pack import PackError, load_city
from civic.config import ConfigError, Settings, load_settings
from civic.database.engine import Database
from civic.errors import DomainError
from civic.language.locale import load_languages
from civic.logs import configure_logs
from civic.paths import TEMPLATES
from civic.pictures.uploads import make_room
from civic.residents.actor import SignIn
from civic.residents.personal_data import register
from civic.services import Services
from civic.web import limits, static_files, templating
from civic.web.application import Application, RowNumber
from civic.web.context import end_read_session
from civic.web.error_pages import register_errors
from civic.web.guards import check_guard
from civic.web.headers import SecurityHeaders
from civic.web.hosts import OwnHosts
from civic.web.preferences import choose_preferences, keep_preferences
from civic.web.sessions import CookieSessions
from footprint.house import furnish

_YEAR_S = 31_536_000
_MAX_FORM_BYTES = 256 * 1024

_BLUEPRINTS = (
    civic.web.pages.blueprint,
    civic.operations.health.blueprint,
    civic.residents.routes.blueprint,
    civic.residents.household_routes.blueprint,
    civic.messages.routes.blueprint,
    civic.pictures.routes.blueprint,
    footprint.method.routes.blueprint,
    footprint.diary.routes.blueprint,
    footprint.boards.routes.blueprint,
    campaigns.programme.routes.blueprint,
    campaigns.programme.desk_routes.blueprint,
    campaigns.programme.city_routes.blueprint,
    campaigns.events.routes.blueprint,
    campaigns.events.desk_routes.blueprint,
    campaigns.pledges.routes.blueprint,
    campaigns.rides.routes.blueprint,
    campaigns.families.routes.blueprint,
    campaigns.gallery.routes.blueprint,
    campaigns.stories.routes.blueprint,
    campaigns.letters.routes.blueprint,
    campaigns.moderation.routes.blueprint,
    campaigns.organizations.routes.blueprint,
    campaigns.organizations.team_routes.blueprint,
    campaigns.organizations.city_routes.blueprint,
    campaigns.outreach.routes.blueprint,
    campaigns.outreach.desk_routes.blueprint,
    campaigns.home.routes.blueprint,
)
JOBS: tuple[civic.scheduling.jobs.Work, ...] = (
    *civic.residents.jobs.jobs,
    *civic.messages.jobs.jobs,
    *footprint.ledger.jobs.jobs,
    *campaigns.moderation.jobs.jobs,
    *campaigns.programme.jobs.jobs,
    *campaigns.pledges.jobs.jobs,
    *campaigns.families.jobs.jobs,
    *campaigns.events.jobs.jobs,
    *campaigns.gallery.jobs.jobs,
)
_COMMANDS = (
    *civic.operations.cli.commands,
    civic.scheduling.jobs.command(JOBS),
    *civic.residents.cli.commands,
    *footprint.actions.cli.commands,
    *footprint.ledger.cli.commands,
    *footprint.population.cli.commands,
)

register(footprint.population.cli.additions, campaigns.demo.campaigns.add_campaigns)
register(footprint.actions.cli.checks, campaigns.programme.series.check_programme)


def build_services(settings: Settings, database: Database | None = None) -> Services:
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
    )
    furnish(services)
    campaigns.programme.house.furnish(services)
    return services


def create_app(settings: Settings | None = None, database: Database | None = None) -> Flask:
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
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        PERMANENT_SESSION_LIFETIME=_YEAR_S // 2,
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_I18N_ENABLED=False,
        TEMPLATES_AUTO_RELOAD=False,
    )
    services = app.extensions["tongxing"] = build_services(settings, database)
    _protect(app, services)
    templating.furnish(app, services)
    app.url_map.converters["row"] = RowNumber
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    register_errors(app)
    app.after_request(compression.compress)
    static_files.serve(app, services.settings.instance_dir)
    app.wsgi_app = VisitorPages(app.wsgi_app, civic.operations.health.count_front(settings))  # type: ignore[method-assign]
    app.wsgi_app = OwnHosts(app.wsgi_app, settings.hosts)  # type: ignore[method-assign]
    app.wsgi_app = SecurityHeaders(  # type: ignore[method-assign]
        app.wsgi_app, templating.style_hash(), secure=settings.secure_cookies
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    return app


def _protect(app: Flask, services: Services) -> None:
    """Sign-in, CSRF, rate limits, guards and headers, in the order in which a request meets them."""
    SignIn(app)
    app.before_request(choose_preferences)
    app.before_request(make_room)  # before the form is read for its token
    CSRFProtect(app).exempt(civic.messages.routes.stop)  # mail programs send it, without a session
    limits.limit_writes(app, services.settings)
    app.before_request(check_guard)
    app.teardown_request(end_read_session)
    app.after_request(keep_preferences)


@click.group(name="tongxing", context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def cli(context: click.Context) -> None:
    """Tongxing 同行: a city's residents cut carbon together."""
    context.obj = _lazy_services


def _lazy_services() -> Services:
    """The services of the configured city; commands that need none never call it."""
    return build_services(load_settings(os.environ))


for _command in _COMMANDS:
    cli.add_command(_command)


def main() -> None:
    """The `tongxing` command: errors are one clear line on stderr and exit code 1."""
    try:
        cli(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (ConfigError, PackError, DomainError) as error:
        click.echo(f"tongxing: {error}", err=True)
        sys.exit(1)
