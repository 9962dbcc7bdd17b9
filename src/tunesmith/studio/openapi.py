"""The OpenAPI 3.1 document, made from the routes: https://spec.openapis.org/oas/v3.1.1.html."""

import re
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from pydantic.json_schema import models_json_schema

from tunesmith.studio.routes import Route

_REFUSALS = {
    "400": "It cannot be done; `error` says why.",
    "401": "The token is missing.",
    "403": "It comes from another page.",
    "404": "There is no such thing.",
    "413": "It is too much.",
    "422": "The body is not as described; `error` says where.",
    "503": "Too much is asked for at once: come back after Retry-After seconds.",
}
_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {"error": {"type": "string", "description": "A sentence."}},
}


def document(routes: Sequence[Route]) -> dict[str, Any]:
    """The whole document."""
    bodies = [route.asks for route in routes if route.asks is not None]
    _, schemas = models_json_schema(
        [(body, "validation") for body in bodies], ref_template="#/components/schemas/{model}"
    )
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "tunesmith studio",
            "version": version("tunesmith"),
            "description": "What the page of `tunesmith studio` asks for. It listens to this machine alone.",
        },
        "paths": paths,
        "components": {"schemas": {**schemas.get("$defs", {}), "Error": _ERROR}},
    }


def _operation(route: Route) -> dict[str, Any]:
    named = re.findall(r"\{(\w+)\}", route.path)
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for name in named
    ]
    parameters += [
        {"name": name, "in": "query", "description": said, "schema": {"type": "string"}}
        for name, said in route.query.items()
    ]
    refused = {
        status: {"description": said, "content": {"application/json": {"schema": _reference("Error")}}}
        for status, said in _REFUSALS.items()
    }
    operation: dict[str, Any] = {
        "operationId": route.handler.__name__,
        "summary": route.summary,
        "responses": {"200": {"description": "Done.", "content": {route.gives: {}}}, **refused},
    }
    if parameters:
        operation["parameters"] = parameters
    if route.asks is not None:
        body = {"application/json": {"schema": _reference(route.asks.__name__)}}
        operation["requestBody"] = {"required": True, "content": body}
    return operation


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}
