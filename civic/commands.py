"""The `tongxing` command: its commands by name, each imported only when it is called."""

import sys
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import Any

import click

from civic.city.problems import PackError
from civic.errors import ConfigError, DomainError
from civic.program import Program


@dataclass(frozen=True, slots=True)
class Command:
    """What `--help` says of a command, and where it stands: "module:attribute"."""

    name: str
    help: str
    where: str


COMMANDS = (
    Command("serve", "Serve the site.", "civic.operations.server:serve"),
    Command(
        "jobs",
        "Run the recurring jobs: any number of these processes, one of which leads.",
        "civic.scheduling.jobs:command",
    ),
    Command("db", "The database's schema.", "civic.operations.cli:db"),
    Command(
        "backup",
        "Write everything in the database to FILE, while the site goes on serving.",
        "civic.operations.cli:backup_command",
    ),
    Command("restore", "Fill the database from FILE, all of it or nothing.", "civic.operations.cli:restore_command"),
    Command("staff", "Who works for the city here: accounts and roles.", "civic.accounts.cli:staff"),
    Command("pack", "City packs.", "footprint.actions.cli:pack"),
    Command("quantify", "Compute what ACTION reduced.", "footprint.actions.cli:quantify"),
    Command(
        "verify",
        "Recompute every entry and hold every derived row against the ledger.",
        "footprint.ledger.cli:verify_command",
    ),
    Command(
        "rebuild",
        "Make every derived row anew from the entries; writing waits meanwhile.",
        "footprint.ledger.cli:rebuild_command",
    ),
    Command(
        "shares",
        "Tell what part each action has in the city's entries and kilograms.",
        "footprint.ledger.cli:shares_command",
    ),
    Command("release", "Build what the city publishes of a month, and verify it.", "campaigns.publishing.cli:release"),
    Command(
        "restate",
        "Compute totals with today's catalogue, beside those recorded.",
        "footprint.method.cli:restate_command",
    ),
    Command(
        "indicators",
        "Tell the values of the city's indicators for a month, with what they are computed from.",
        "campaigns.indicators.cli:indicators_command",
    ),
    Command(
        "stats",
        "The statistics of boards, surveys and quizzes, for CSV files of your own.",
        "civic.statistics.cli:stats",
    ),
    Command(
        "outage",
        "Days on which the service was down; they count for everybody's week.",
        "footprint.rewards.cli:outage",
    ),
    Command(
        "demo",
        "Fill an empty database with invented residents who did things until now.",
        "footprint.population.cli:demo",
    ),
)


class Commands(click.Group):
    """Lists commands without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [command.name for command in COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found: Any = next((resolve_name(command.where) for command in COMMANDS if command.name == cmd_name), None)
        assert found is None or isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(command.name, command.help) for command in COMMANDS])


@click.group(cls=Commands, name="tongxing", context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def cli(context: click.Context) -> None:
    """Tongxing 同行: a city's residents cut carbon together."""
    context.obj = Program(
        services=lambda: resolve_name("civic.app:configured_services")(),
        registry=lambda: resolve_name("civic.app:build_registry")(),
    )


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
