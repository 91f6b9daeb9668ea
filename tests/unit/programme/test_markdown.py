"""What organizers write becomes HTML that can do no harm."""

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.programme.markdown import to_html

ALLOWED = {"html", "head", "body", "p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "a", "em", "strong", "br", "hr"}
ALLOWED |= {"blockquote", "code", "pre"}


def elements(text: str) -> list[tuple[str, dict[str, str]]]:
    parsed = html5lib.parse(str(to_html(text)), namespaceHTMLElements=False)
    return [(element.tag, dict(element.attrib)) for element in parsed.iter() if isinstance(element.tag, str)]


def is_harmless(text: str) -> bool:
    for tag, attributes in elements(text):
        if tag not in ALLOWED or any(name.startswith("on") or name == "style" for name in attributes):
            return False
        if tag == "a" and not attributes["href"].lower().startswith(("http://", "https://", "mailto:")):
            return False
        if tag == "a" and "nofollow" not in attributes.get("rel", ""):
            return False
    return True


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHN2Zz4=)",
        "![x](https://example.org/a.png)",
        "<https://example.org> <a href='javascript:1'>x</a>",
        "[x]: javascript:alert(1)\n\n[x]",
        "<details open ontoggle=alert(1)>",
        "a\n\n<!-- --><iframe src=//evil>",
    ],
)
def test_nothing_that_runs_gets_through(text: str) -> None:
    assert is_harmless(text)


@given(st.text(alphabet="<>[]()!`*_#-\n\"'&:/ajscriptonerr=", max_size=80))
def test_no_mixture_gets_through(text: str) -> None:
    assert is_harmless(text)


def test_what_people_need_works() -> None:
    html = str(to_html("# A\n\n- **b**\n- [c](https://example.org)\n\none\ntwo"))
    assert "<h2>A</h2>" in html
    assert "<strong>b</strong>" in html
    assert 'href="https://example.org"' in html
    assert "one<br" in html
