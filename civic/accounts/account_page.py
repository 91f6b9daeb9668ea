"""What the account page says about whose account it is."""

from collections.abc import Callable, Sequence

from civic.accounts.identity import Actor
from civic.feature import ExtensionPoint, Registry

Fact = tuple[str, str]
"""A label and a value, in the reader's language."""

FACTS: ExtensionPoint[Callable[[Actor], Sequence[Fact]]] = ExtensionPoint("facts on the account page")


def facts_about(registry: Registry, actor: Actor) -> list[Fact]:
    """All that the features say about the account."""
    return [fact for tell in registry.all(FACTS) for fact in tell(actor)]
