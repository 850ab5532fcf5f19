"""The operations as Python methods: the module that runs and the stubs that describe it."""

import keyword
import textwrap
from collections.abc import Iterator

from .registry import (NOTICE, Field, Operation, Schema, by_noun, fields_of, inside, is_record,
                       is_time, pascal)

WIDTH = 96

_HEAD = f'# {NOTICE}\n'

_STUB_HEAD = f"""{_HEAD}from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from .._noun import Noun
from .._types import Watcher

# Methods are named list too, which hides the type inside their classes.
_list = list
_dict = dict
"""


def files(operations: list[Operation]) -> dict[str, str]:
    """The package _operations: a module and its stubs for each noun, and the mixin of all."""
    nouns = list(by_noun(operations))
    written = {"__init__.py": _mixin([noun for noun, _ in nouns]),
               "__init__.pyi": _mixin_stubs([noun for noun, _ in nouns])}
    for noun, members in nouns:
        written[f"{noun}.py"] = _module(noun, members)
        written[f"{noun}.pyi"] = _stubs(noun, members)
    return written


def _module(noun: str, operations: list[Operation]) -> str:
    methods = "\n\n".join(_method(operation) for operation in operations)
    return (f'{_HEAD}"""The operations {noun}.*"""\n\nfrom .._noun import Noun\n\n\n'
            f"class {pascal(noun)}(Noun):\n{methods}\n")


def _stubs(noun: str, operations: list[Operation]) -> str:
    parts = [_STUB_HEAD.rstrip("\n")]
    for operation in operations:
        parts += _typed_dicts(operation)
    parts.append(f"class {pascal(noun)}(Noun):\n"
                 + "\n".join(_signature(operation) for operation in operations))
    return "\n\n".join(parts) + "\n"


def _mixin(nouns: list[str]) -> str:
    imports = "\n".join(f"from .{noun} import {pascal(noun)}" for noun in nouns)
    properties = "\n\n".join(
        f"    @property\n    def {noun}(self):\n        return {pascal(noun)}(self)"
        for noun in nouns)
    return (f'{_HEAD}"""Every operation of the registry as a method, grouped by noun."""\n\n'
            f"{imports}\n\n\nclass Management:\n{properties}\n")


def _mixin_stubs(nouns: list[str]) -> str:
    imports = "\n".join(f"from .{noun} import {pascal(noun)}" for noun in nouns)
    properties = "\n".join(f"    @property\n    def {noun}(self) -> {pascal(noun)}: ..."
                           for noun in nouns)
    return f"{_HEAD}{imports}\n\nclass Management:\n{properties}\n"


def _parameter(name: str) -> str:
    return name + "_" if keyword.iskeyword(name) else name


def _method(operation: Operation) -> str:
    fields = fields_of(operation.request)
    parameters = [_parameter(item.name) + ("" if item.required else "=None") for item in fields]
    parameters += ["progress=None"] * operation.watched
    sent = [f'"{item.name}": {_parameter(item.name)}' for item in fields]
    lines = _wrapped(f"    def {_parameter(operation.verb)}(",
                     ["self"] + ["*"] * bool(parameters) + parameters, "):")
    lines += _docstring(operation, fields)
    lines += _wrapped(f'        return self._call("{operation.name}", {{', sent,
                      "}, progress)" if operation.watched else "})")
    return "\n".join(lines)


# What every method of a watched operation takes besides its request.
_PROGRESS = Field("progress", {"description": "Called with (done, of) as the work goes on; "
                               "returning False ends it"}, required=False)


def _docstring(operation: Operation, fields: list[Field]) -> list[str]:
    described = [item for item in fields if item.about] + [_PROGRESS] * operation.watched
    if not described:
        return [f'        """{operation.summary}."""']
    lines = [f'        """{operation.summary}.', ""]
    width = max(len(_parameter(item.name)) for item in described) + 2
    for item in described:
        lines += textwrap.wrap(
            item.about, WIDTH, break_long_words=False,
            initial_indent=" " * 8 + _parameter(item.name).ljust(width),
            subsequent_indent=" " * (8 + width))
    return [*lines, '        """']


def _wrapped(start: str, items: list[str], end: str) -> list[str]:
    """One line, or as many as the width asks for, aligned behind the opening bracket."""
    lines, line = [], start
    for index, item in enumerate(items):
        piece = item + ("," if index + 1 < len(items) else end)
        gap = "" if line.endswith(("(", "{")) or not line.strip() else " "
        if len(line) + len(gap) + len(piece) > WIDTH and line.strip() and line != start:
            lines.append(line)
            line, gap = " " * len(start), ""
        line += gap + piece
    return [*lines, line if items else line + end]


def _signature(operation: Operation) -> str:
    prefix = pascal(operation.name)
    fields = fields_of(operation.request)
    parameters = []
    for item in fields:
        kind = _type(item.schema, inside(prefix + "Request", item.name), is_request=True)
        parameters.append(f"{_parameter(item.name)}: {kind}"
                          + ("" if item.required else " | None = None"))
    parameters += ["progress: Watcher | None = None"] * operation.watched
    answer = _type(operation.response, prefix + "Response", is_request=False)
    return "\n".join(_wrapped(f"    def {_parameter(operation.verb)}(",
                              ["self"] + ["*"] * bool(parameters) + parameters,
                              f") -> {answer}: ..."))


def _type(schema: Schema, name: str, is_request: bool) -> str:
    """The annotation of a value; `name` is that of the TypedDict, should it be one."""
    kind = schema.get("type")
    if isinstance(kind, list):
        return " | ".join(_type({**schema, "type": one}, name, is_request) for one in kind)
    if "enum" in schema:
        return "Literal[" + ", ".join(f'"{value}"' for value in schema["enum"]) + "]"
    if is_time(schema) and is_request:
        return "datetime | str"
    if is_record(schema):
        return name
    if kind == "array":
        return f"_list[{_type(schema.get('items', {}), name, is_request)}]"
    if kind == "object":
        values = _type(schema.get("additionalProperties") or {}, name, is_request)
        return f"Mapping[str, {values}]" if is_request else f"_dict[str, {values}]"
    return {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}.get(
        str(kind), "Any")


def _typed_dicts(operation: Operation) -> list[str]:
    prefix = pascal(operation.name)
    found: list[str] = []
    for item in fields_of(operation.request):
        found += _nested(item.schema, inside(prefix + "Request", item.name), True)
    return found + list(_nested(operation.response, prefix + "Response", False))


def _nested(schema: Schema, name: str, is_request: bool) -> Iterator[str]:
    """The TypedDicts of the objects within, the inner ones first."""
    if is_record(schema):
        fields = fields_of(schema)
        for item in fields:
            yield from _nested(item.schema, inside(name, item.name), is_request)
        yield _typed_dict(name, fields, is_request)
    elif isinstance(schema.get("items"), dict):
        yield from _nested(schema["items"], name, is_request)
    elif isinstance(schema.get("additionalProperties"), dict):
        yield from _nested(schema["additionalProperties"], name, is_request)


def _typed_dict(name: str, fields: list[Field], is_request: bool) -> str:
    kinds = {item.name: _type(item.schema, inside(name, item.name), is_request)
             for item in fields}
    types = {item.name: kinds[item.name] if item.required else f"NotRequired[{kinds[item.name]}]"
             for item in fields}
    if any(keyword.iskeyword(item) for item in types):
        members = [f'"{item}": {kind}' for item, kind in types.items()]
        return "\n".join(_wrapped(f'{name} = TypedDict("{name}", {{', members, "})"))
    body = [f"    {item}: {kind}" for item, kind in types.items()]
    return f"class {name}(TypedDict):\n" + "\n".join(body or ["    pass"])
