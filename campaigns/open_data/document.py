"""The OpenAPI document, made of what each view declares; and how a wrong parameter is refused."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any, cast

from flask import Response
from pydantic import BaseModel, ValidationError
from spectree import Response as Answers
from spectree import SpecTree
from spectree.config import ModeEnum

from campaigns.open_data.contract import Problem
from civic.errors import Invalid
from civic.web.problems import MIMETYPE

View = Callable[..., Any]
CSV, JSON = "text/csv", "application/json"


def _refuse(_request: Any, _response: Any, error: Exception | None, _instance: Any, _adapter: Any) -> None:
    """Says which parameter is wrong.

    Raises:
        Invalid: one is.
    """
    if not isinstance(error, ValidationError):
        return
    first = error.errors(include_url=False)[0]
    name = ".".join(map(str, first["loc"]))
    if first["type"] == "extra_forbidden":
        raise Invalid("There is no parameter “%(name)s” here.", field=name, name=name)
    raise Invalid("The parameter “%(name)s” cannot have this value.", field=name, name=name)


_spec = SpecTree(
    "flask",
    mode=ModeEnum.strict,
    before=_refuse,
    validation_error_model=Problem,
    naming_strategy=lambda model: model.__name__,
    nested_naming_strategy=lambda _parent, child: child,
    title="Open data",
    version="1",
    page_templates={},
)


def answers(model: type[BaseModel] | None, *refusals: int) -> Callable[[View], Callable[..., Response]]:
    """Declares that a view answers with a model (None: with a file of its own), or refuses with one of these statuses.
    Its parameter `query`, annotated, is what it is asked."""
    statuses = {f"HTTP_{status}": Problem for status in (*refusals, 406, 422, 429, 503)}
    declared = Answers(*(() if model else ("HTTP_200",)), **({"HTTP_200": model} if model else {}), **statuses)

    def declare(view: View) -> Callable[..., Response]:
        return cast(Callable[..., Response], _spec.validate(resp=declared, operation_id=view.__name__)(view))

    return declare


def document(server: str, licence: Mapping[str, str], description: str, examples: Mapping[str, str]) -> dict[str, Any]:
    """The document for a city's server, of the app at hand; `examples` of what stands in addresses, by its name."""
    made: dict[str, Any] = deepcopy(_spec.spec)
    made["info"] |= {"description": description, "license": dict(licence)}
    made["servers"] = [{"url": server}]
    for path, methods in made["paths"].items():
        for operation in methods.values():
            for parameter in operation["parameters"]:
                if parameter["in"] == "path" and parameter["name"] in examples:
                    parameter["example"] = examples[parameter["name"]]
            operation["responses"] = {
                status: _with_type(path, status, said) for status, said in operation["responses"].items()
            }
    return made


def _with_type(path: str, status: str, said: dict[str, Any]) -> dict[str, Any]:
    """Problems and tables have media types of their own."""
    if status != "200":
        return {**said, "content": {MIMETYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    if path.endswith(".csv"):
        return {**said, "content": {CSV: {"schema": {"type": "string"}}}}
    return said if "content" in said else {**said, "content": {JSON: {"schema": {"type": "object"}}}}


def csv_answer(body: str, name: str, sha256: str) -> Response:
    """A table as a file of that name, named by its digest."""
    response = Response(body.encode(), mimetype=CSV)
    response.headers["ETag"] = f'"{sha256}"'
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
