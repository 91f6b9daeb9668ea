"""Templates link, include and extend downward only; upper pages are reached by what features register."""

from pathlib import Path

import pytest
from jinja2 import nodes

from civic.paths import TEMPLATES
from tests.characters import Site

FLOORS = {"macros": 0, "civic": 0, "footprint": 1, "campaigns": 2, "home": 2}
"""Of the first folder of a template, and of the package of an endpoint."""
FILES = sorted(str(file.relative_to(TEMPLATES)) for file in Path(TEMPLATES).rglob("*.*"))


def floor(name: str, between: str) -> int:
    return FLOORS[name.partition(between)[0]]


@pytest.mark.parametrize("name", FILES)
def test_a_template_leads_downward(site: Site, name: str) -> None:
    tree = site.app.jinja_env.parse((TEMPLATES / name).read_text())
    upward = [used for used in templates_used(tree) if floor(used, "/") > floor(name, "/")]
    for endpoint in endpoints_linked(tree):
        if floor(site.app.view_functions[endpoint].__module__, ".") > floor(name, "/"):
            upward.append(endpoint)
    assert upward == []


def templates_used(tree: nodes.Template) -> list[str]:
    """What it extends, includes, imports, or draws as a fragment."""
    found = [one.template for one in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport))]
    found += [call.args[0] for call in calls(tree, "fragment")]
    return [one.value for one in found if isinstance(one, nodes.Const)]


def endpoints_linked(tree: nodes.Template) -> list[str]:
    """What `url_for` names; names that vary come from what was registered."""
    return [call.args[0].value for call in calls(tree, "url_for") if isinstance(call.args[0], nodes.Const)]


def calls(tree: nodes.Template, name: str) -> list[nodes.Call]:
    return [one for one in tree.find_all(nodes.Call) if isinstance(one.node, nodes.Name) and one.node.name == name]
