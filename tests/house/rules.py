"""What holds on every page. Each rule tells what is wrong, in words; a page that keeps them all yields nothing.

That its HTML is valid, `validator.py` finds out for many pages at once."""

import base64
import hashlib
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from civic.web.static_files import PREFIX, names
from tests.characters import Page, text_of

Rule = Callable[[Page], Iterator[str]]
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "for")
FRAMED = "/awareness/widget"
"""The one page that other sites may show within theirs."""
_UNLABELLED_KINDS = ("hidden", "submit", "button")


def problems(page: Page, html_lang: str, app: Flask) -> list[str]:
    """Everything that a whole page does wrong."""
    found = [f"{rule.__name__}: {problem}" for rule in (*PAGE_RULES, *PART_RULES) for problem in rule(page)]
    if page.root.get("lang") != html_lang:
        found.append(f"lang is {page.root.get('lang')!r}, not {html_lang!r}")
    return [*found, *dead_ends(page, app), *header_problems(page.answer)]


def fragment_problems(page: Page, app: Flask) -> list[str]:
    """Everything that a part of a page, sent to htmx, does wrong."""
    found = [f"{rule.__name__}: {problem}" for rule in PART_RULES for problem in rule(page)]
    return [*found, *dead_ends(page, app), *header_problems(page.answer)]


def one_h1(page: Page) -> Iterator[str]:
    headings = [text_of(h1) for h1 in page.root.iter("h1")]
    if len(headings) != 1 or not headings[0]:
        yield f"h1 are {headings}"
    elif not page.title.startswith(headings[0]):
        yield f"the title {page.title!r} does not start with the h1 {headings[0]!r}"


def one_style(page: Page) -> Iterator[str]:
    """A first visit gets the one block that the policy names, a later one may find the sheet in the browser's cache.
    Pages about campaigns, and those for the screen of a hall or for a printer, bring one more sheet, all of them the
    same; those about what is published bring theirs beside that of campaigns; the front page brings its own in the
    same way as the first."""
    sheets = [link for link in page.root.iter("link") if link.get("rel") == "stylesheet"]
    names = [(re.search(r"/(campaigns|published|screen|desk)\.", link.get("href", "")) or [""])[0] for link in sheets]
    if [name for name in names if name] in (
        [],
        ["/campaigns."],
        ["/screen."],
        ["/desk."],
        ["/campaigns.", "/published."],
    ):
        sheets = [link for link, name in zip(sheets, names, strict=True) if not name]
    wanted = 2 if page.root.find(".//main[@class='home']") is not None else 1
    blocks = [style.text or "" for style in page.root.iter("style")]
    digests = [base64.b64encode(hashlib.sha256(block.encode()).digest()).decode() for block in blocks]
    policy = page.answer.headers.get("Content-Security-Policy", "")
    if len(sheets) + len(blocks) != wanted or any(f"'sha256-{digest}'" not in policy for digest in digests):
        yield f"{len(sheets)} style sheets and {len(blocks)} style blocks, or one that the policy does not name"


def unique_ids(page: Page) -> Iterator[str]:
    ids = Counter(one.get("id") for one in page.root.iter() if one.get("id") is not None)
    yield from (f"{count} times id={id_!r}" for id_, count in ids.items() if count > 1)


def references_lead_somewhere(page: Page) -> Iterator[str]:
    ids = {one.get("id") for one in page.root.iter()}
    for element in page.root.iter():
        wanted = " ".join(element.get(name, "") for name in REFERENCES).split()
        yield from (f"nothing has id={id_!r}" for id_ in wanted if id_ not in ids)
        if element.get("href", "").startswith("#") and element.get("href", "")[1:] not in ids:
            yield f"no place {element.get('href')}"


def fields_are_labelled(page: Page) -> Iterator[str]:
    labelled = {label.get("for") for label in page.root.iter("label")}
    labelled |= {one.get("id") for label in page.root.iter("label") for one in label.iter() if one.get("id")}
    within = {one for label in page.root.iter("label") for one in label.iter()}
    for field in _all(page.root, "input", "select", "textarea"):
        named = field.get("aria-label") or field in within or field.get("id") in labelled
        if field.get("type") not in _UNLABELLED_KINDS and not named:
            yield f"no label for {field.get('name')!r}"


def links_and_buttons_speak(page: Page) -> Iterator[str]:
    for one in _all(page.root, "a", "button"):
        if not (text_of(one) or one.get("aria-label")):
            yield f"<{one.tag}> without words: {ET.tostring(one, encoding='unicode')[:120]}"


def navigation_has_links(page: Page) -> Iterator[str]:
    for nav in page.root.iter("nav"):
        if not any(True for _ in nav.iter("a")):
            yield f"nothing in the navigation {nav.get('aria-label')!r}"


def nothing_inline(page: Page) -> Iterator[str]:
    for one in page.root.iter():
        handlers = [name for name in one.keys() if name.startswith("on") or name == "style"]  # noqa: SIM118
        yield from (f"<{one.tag} {name}=…>" for name in handlers)
        if one.tag == "script" and (one.text or not one.get("src")):
            yield "a script in the page"
        if one.get("href", "").startswith("javascript:"):
            yield "a javascript: link"


PAGE_RULES: tuple[Rule, ...] = (one_h1, one_style)
PART_RULES: tuple[Rule, ...] = (
    unique_ids,
    references_lead_somewhere,
    fields_are_labelled,
    links_and_buttons_speak,
    navigation_has_links,
    nothing_inline,
)


def dead_ends(page: Page, app: Flask) -> Iterator[str]:
    """Addresses of this site that no endpoint answers."""
    for target, method in targets(page):
        if target.startswith(PREFIX):
            if target.removeprefix(PREFIX) not in names().values():
                yield f"no static file {target}"
            continue
        try:
            app.url_map.bind("localhost").match(target, method)
        except HTTPException:
            yield f"{method} {target} leads nowhere"


def targets(page: Page) -> set[tuple[str, str]]:
    """Every path of this site that the page leads to, with its method; the query left out.

    A page that says "not here" may lead to itself: in another language it says the same.
    """
    own = page.answer.request.path
    found = [(one.get(name), "GET") for one in page.root.iter() for name in ("href", "src", "data-hx-get")]
    found += [(one.get("action", own), one.get("method", "get").upper()) for one in page.root.iter("form")]
    found += [(one.get("data-hx-post"), "POST") for one in page.root.iter()]
    led = [(target, method) for target, method in found if target and not target.startswith("#")]
    parts = [(urlsplit(urljoin(f"http://localhost{own}", target)), method) for target, method in led]
    led_to = {(part.path, method) for part, method in parts if part.hostname == "localhost"}
    return led_to - {(own, "GET")} if page.status in (400, 404, 405, 413) else led_to


def header_problems(answer: TestResponse) -> list[str]:
    """Security headers that are missing or weak; every answer has them, whoever made it."""
    policy = answer.headers.get("Content-Security-Policy", "")
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    found = [f"{name} is not {value}" for name, value in wanted.items() if answer.headers.get(name) != value]
    found += [f"no {name}" for name in ("Permissions-Policy", "Cache-Control") if name not in answer.headers]
    if answer.request.path == FRAMED:
        policy = policy.replace("frame-ancestors *", "")
    if "default-src 'none'" not in policy or re.search(r"unsafe-|\*|https?:", policy):
        found.append(f"the policy is {policy!r}")
    return found


def _all(root: ET.Element, *tags: str) -> Iterator[ET.Element]:
    return (one for one in root.iter() if one.tag in tags)
