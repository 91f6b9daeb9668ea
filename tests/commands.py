"""The commands of `tongxing`, by name."""

import click

from civic.commands import cli


def command(name: str) -> click.Command:
    """`command("db upgrade")`."""
    found: click.Command = cli
    for part in name.split():
        assert isinstance(found, click.Group)
        sub = found.get_command(click.Context(found), part)
        assert sub is not None, f"there is no command {name}"
        found = sub
    return found
