"""Jinja's templates, compiled once for each language of the city.

Most of what a page says is the same for everybody who reads its language. Fixed words, pictograms and addresses of
static files are put in while a template is compiled, so a page neither looks them up nor asks for its language again.
"""

from collections.abc import Callable, MutableMapping
from typing import Any
from unicodedata import category, east_asian_width

from flask import Flask, g
from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from civic.language.languages import Language

_FIXED = ("_", "icon", "static_url")
"""Functions of templates whose answer depends on nothing but the language and their one argument."""


class Templates(Environment):
    """Asked for a template, it answers with the one in the language of the request.

    All templates of a language share one dictionary of globals: a chain of two is walked in Python at every page.
    """

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options)
        self.words: Callable[[Language], dict[str, Any]] = lambda _: {}
        """Functions and values that differ by language."""
        self._by_language: dict[str, Templates] = {}
        self._puts_in: _PutIn | None = None

    def in_language(self, language: Language) -> "Templates":
        """The same templates in that language; made when it is first asked for, with all globals there are then."""
        if language.code not in self._by_language:
            one = self.overlay()
            assert isinstance(one, Templates)
            one.globals = {**self.globals, **self.words(language)}
            functions: dict[str, Any] = dict(one.globals)
            one._puts_in = _PutIn({name: functions[name] for name in _FIXED})
            self._by_language[language.code] = one
        return self._by_language[language.code]

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`one.title` of a dictionary is looked up in it first: Jinja asks for an attribute and catches the error."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def _load_template(self, name: str, globals: MutableMapping[str, Any] | None) -> Template:
        if self._puts_in is None and g and "language" in g:
            return self.in_language(g.language)._load_template(name, globals)
        return super()._load_template(name, globals)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed = super()._parse(source, name, filename)
        return self._puts_in.visit(parsed) if self._puts_in else parsed


class _PutIn(NodeTransformer):
    """Replaces calls that always give the same by what they give."""

    def __init__(self, functions: dict[str, Callable[[str], str]]) -> None:
        self._functions = functions

    def visit_Output(self, output: nodes.Output) -> nodes.Node:  # noqa: N802
        """No space stands between two sentences of a language whose full stop is as wide as a character."""
        ends = [self._ends_full_width(part) for part in output.nodes]
        for part, closed in zip(output.nodes[1:], ends, strict=False):
            if closed and isinstance(part, nodes.TemplateData):
                part.data = part.data.lstrip()
        return self.generic_visit(output)

    def _ends_full_width(self, part: nodes.Expr) -> bool:
        """Whether these are words, with values in them or without, that end with such a sign in this language."""
        if not (isinstance(part, nodes.Call) and isinstance(part.node, nodes.Name) and part.args):
            return False
        words = part.args[0]
        if part.node.name not in ("_", "ngettext") or not isinstance(words, nodes.Const):
            return False
        last = self._functions["_"](words.value)[-1:]
        return bool(last) and category(last).startswith("P") and east_asian_width(last) in "WF"

    def visit_Call(self, call: nodes.Call) -> nodes.Node:  # noqa: N802 (named after the node, as Jinja wants it)
        """`_('Log it')` becomes the words; a call with values, or with a name for its argument, stays a call."""
        self.generic_visit(call)
        function = self._functions.get(call.node.name) if isinstance(call.node, nodes.Name) else None
        match call.args:
            case [nodes.Const(value=str(argument))] if function and not (
                call.kwargs or call.dyn_args or call.dyn_kwargs
            ):
                return nodes.Const(Markup(function(argument)), lineno=call.lineno)  # noqa: S704 (our own words)
        return call
