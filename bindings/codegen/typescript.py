"""The operations as JavaScript methods, and the TypeScript declarations that describe them."""

import json
import re
import textwrap
from collections.abc import Iterator

from .registry import (NOTICE, Field, Operation, Schema, by_noun, camel, fields_of, inside,
                       is_record, is_time, pascal)

WIDTH = 98

# The member of requests that names a profile; lib/encode.js takes its identifiers in camelCase.
PROFILE = "profile"

_HEAD = f"// {NOTICE}\n"


def files(operations: list[Operation]) -> dict[str, str]:
    """The folder operations: a module and its types for each noun, and the base of all."""
    nouns = list(by_noun(operations))
    written = {"index.js": _base([noun for noun, _ in nouns]),
               "index.d.ts": _base_types([noun for noun, _ in nouns])}
    for noun, members in nouns:
        written[f"{noun}.js"] = _module(noun, members)
        written[f"{noun}.d.ts"] = _types(noun, members)
    return written


def _module(noun: str, operations: list[Operation]) -> str:
    methods = "\n\n".join(_method(item) for item in operations)
    return (f"{_HEAD}'use strict';\n\nconst {{ Noun }} = require('../lib/noun.js');\n\n"
            f"class {pascal(noun)} extends Noun {{\n{methods}\n}}\n\n"
            f"module.exports = {{ {pascal(noun)} }};\n")


def _method(operation: Operation) -> str:
    given = "request, options" if operation.watched else "request"
    return (f"  {camel(operation.verb)}({given}) {{\n"
            f"    return this.call('{operation.name}', {given});\n  }}")


def _types(noun: str, operations: list[Operation]) -> str:
    parts: list[str] = []
    for item in operations:
        parts += _interfaces(item)
    methods = "\n".join(_signature(item) for item in operations)
    parts.append(f"/** {noun}.* */\nexport interface {pascal(noun)} {{\n{methods}\n}}\n")
    shared = [name for name, pattern in (("Watching", r"\?: Watching\)"), ("Who", r"\bWho;$"))
              if any(re.search(pattern, part, re.MULTILINE) for part in parts)]
    imported = f"\nimport type {{ {', '.join(shared)} }} from '../index.js';\n" if shared else ""
    head = _HEAD + imported
    return "\n".join([head, *parts])


def _base(nouns: list[str]) -> str:
    imports = "\n".join(f"const {{ {pascal(noun)} }} = require('./{noun}.js');" for noun in nouns)
    getters = "\n\n".join(f"  get {camel(noun)}() {{\n    return new {pascal(noun)}(this);\n  }}"
                          for noun in nouns)
    return (f"{_HEAD}'use strict';\n\n{imports}\n\n// Extended by the workspace.\n"
            f"class Management {{\n{getters}\n}}\n\nmodule.exports = {{ Management }};\n")


def _base_types(nouns: list[str]) -> str:
    imports = "\n".join(f"import {{ {pascal(noun)} }} from './{noun}.js';" for noun in nouns)
    exports = "\n".join(f"export * from './{noun}.js';" for noun in nouns)
    members = "\n".join(f"  readonly {camel(noun)}: {pascal(noun)};" for noun in nouns)
    return (f"{_HEAD}\n{imports}\n\n{exports}\n\n"
            f"/** Every operation of the registry, grouped by noun. */\n"
            f"export interface Management {{\n{members}\n}}\n")


def _signature(operation: Operation) -> str:
    prefix = pascal(operation.name)
    optional = "" if operation.request.get("required") else "?"
    answer = f"Promise<{_type(operation.response, prefix + 'Response', False)}>;"
    line = (f"  {camel(operation.verb)}(request{optional}: {prefix}Request"
            + ", options?: Watching" * operation.watched + f"): {answer}")
    if len(line) > WIDTH:
        line = line.replace("(", "(\n    ", 1).replace(", options", ",\n    options", 1)
        line = line.replace("): Promise", ",\n  ): Promise", 1)
    return f"  /** {operation.summary}. */\n{line}"


def _interfaces(operation: Operation) -> Iterator[str]:
    prefix = pascal(operation.name)
    yield from _nested(operation.request, prefix + "Request", True)
    yield from _nested(operation.response, prefix + "Response", False)


def _nested(schema: Schema, name: str, is_request: bool) -> Iterator[str]:
    """The interfaces of the objects within, the inner ones first."""
    if is_record(schema):
        fields = fields_of(schema)
        for item in fields:
            yield from _nested(item.schema, inside(name, item.name), is_request)
        yield _interface(name, fields, is_request)
    elif isinstance(schema.get("items"), dict):
        yield from _nested(schema["items"], name, is_request)
    elif isinstance(schema.get("additionalProperties"), dict):
        yield from _nested(schema["additionalProperties"], name, is_request)


def _interface(name: str, fields: list[Field], is_request: bool) -> str:
    lines = []
    for item in fields:
        names_profile = is_request and item.name == PROFILE and not is_record(item.schema)
        kind = "Who" if names_profile else _type(item.schema, inside(name, item.name), is_request)
        lines += _comment(item.about)
        lines += _member(item.name, "" if item.required else "?", kind)
    return f"export interface {name} {{\n" + "".join(f"{line}\n" for line in lines) + "}\n"


def _member(name: str, optional: str, kind: str) -> list[str]:
    spelled = name if re.fullmatch(r"[A-Za-z_$][\w$]*", name) else json.dumps(name)
    whole = f"  {spelled}{optional}: {kind};"
    if len(whole) <= WIDTH:
        return [whole]
    return [f"  {spelled}{optional}:", *textwrap.wrap(kind + ";", WIDTH, initial_indent="    ",
                                                      subsequent_indent="    ",
                                                      break_long_words=False)]


def _comment(about: str) -> list[str]:
    if not about:
        return []
    text = about.replace("*/", "* /")
    if len(text) + 9 <= WIDTH:
        return [f"  /** {text} */"]
    return ["  /**", *textwrap.wrap(text, WIDTH, initial_indent="   * ",
                                    subsequent_indent="   * "), "   */"]


def _type(schema: Schema, name: str, is_request: bool) -> str:
    """The type of a value; `name` is that of the interface, should it be one."""
    kind = schema.get("type")
    if isinstance(kind, list):
        return " | ".join(_type({**schema, "type": one}, name, is_request) for one in kind)
    if "enum" in schema:
        return " | ".join(f"'{value}'" for value in schema["enum"])
    if is_time(schema) and is_request:
        return "Date | string"
    if is_record(schema):
        return name
    if kind == "array":
        return f"Array<{_type(schema.get('items', {}), name, is_request)}>"
    if kind == "object":
        values = schema.get("additionalProperties") or {}
        return f"Record<string, {_type(values, name, is_request)}>"
    return {"string": "string", "integer": "number", "number": "number",
            "boolean": "boolean"}.get(str(kind), "unknown")
