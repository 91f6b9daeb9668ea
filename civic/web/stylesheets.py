"""The style sheets as browsers get them: the readable parts in `static/styles/`, joined and minified."""

from functools import cache

import rcssmin

from civic.paths import STATIC

SHEETS = {
    "app.css": (
        "light",
        "dark",
        "base",
        "layout",
        "frame",
        "buttons",
        "cards",
        "tags",
        "lists",
        "tables",
        "forms",
        "logging",
        "figures",
        "charts",
        "boards",
    ),
    "front.css": (
        "landscape",
        "today",
    ),
    "screen.css": (
        "screen",
        "certificate",
    ),
    "desk.css": ("desk",),
    "campaigns.css": (
        "campaigns/programme",
        "campaigns/prose",
        "campaigns/pledges",
        "campaigns/events",
        "campaigns/codes",
        "campaigns/results",
        "campaigns/families",
        "campaigns/pictures",
        "campaigns/rides",
        "campaigns/outreach",
    ),
    "published.css": (
        "campaigns/report",
        "campaigns/surveys",
        "campaigns/data",
    ),
}
"""Each sheet's parts in the order of the cascade."""

_DARK = "@media (prefers-color-scheme: dark) {{ :root:not([data-theme=light]) {0} }} :root[data-theme=dark] {0}"


@cache
def sheet(name: str) -> str:
    """One of `SHEETS`, as small as it gets without changing a rule."""
    return str(rcssmin.cssmin("\n".join(map(_source, SHEETS[name]))))


def _source(part: str) -> str:
    text = (STATIC / "styles" / f"{part}.css").read_text()
    return _DARK.format(text[text.index("{") :]) if part == "dark" else text
