"""What tests read pages with gives the same tree as a parser that knows the whole standard."""

import xml.etree.ElementTree as ET

import html5lib
import pytest

from tests import markup

BODIES = [
    "<p>One<p>Two",
    "<ul><li>One<li>Two<ul><li>Three</ul></ul><dl><dt>A<dd>B<dt>C</dl>",
    "<table><caption>C</caption><tr><th>A<td>B<tr><td>C</table>",
    "<table><thead><tr><th>A<tbody><tr><td>B</table><p>after",
    "<select><option>A<option value=b selected>B</select><br/><img alt=''>x",
    "<svg viewBox='0 0 1 1'><path d='M0'/><circle r='1'></circle></svg><b>bold</b>",
    "<textarea>&lt;p&gt; 汉字</textarea><script>if (a < b && '<p>') {}</script>",
]


def plain(one: ET.Element) -> tuple[object, ...]:
    """A tree without the names that the standard's parser gives to drawings."""
    attributes = {name.lower(): value for name, value in one.attrib.items()}
    return one.tag.rpartition("}")[2], attributes, one.text or "", one.tail or "", [plain(child) for child in one]


@pytest.mark.parametrize("body", BODIES)
def test_valid_pages_are_read_as_the_standard_says(body: str) -> None:
    html = f"<!doctype html><html lang=en><head><title>A &amp; B</title></head><body>{body}</body></html>"
    assert plain(markup.document(html)) == plain(html5lib.parse(html, namespaceHTMLElements=False))


def test_a_form_is_read_alone() -> None:
    form = markup.fragment("<form action=/x><input name=a value='1 &lt; 2'><p>One</form>")
    assert (form.tag, form.get("action"), [one.tag for one in form]) == ("form", "/x", ["input", "p"])
    assert form[0].get("value") == "1 < 2"
