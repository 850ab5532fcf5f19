"""The operation registry as the generators see it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

Schema = dict[str, Any]

# The first line of every generated file, behind the language's comment sign.
NOTICE = "Made by bindings/generate.py from the operation registry; do not edit."


@dataclass(frozen=True)
class Operation:
    name: str  # noun.verb
    summary: str
    request: Schema
    response: Schema
    watched: bool = False  # tells how far it has come, and can be cancelled

    @property
    def noun(self) -> str:
        return self.name.split(".")[0]

    @property
    def verb(self) -> str:
        return self.name.split(".")[1]


@dataclass(frozen=True)
class Field:
    """A member of an object."""

    name: str
    schema: Schema
    required: bool

    @property
    def about(self) -> str:
        return str(self.schema.get("description", ""))


def read(document: dict[str, Any]) -> list[Operation]:
    return [Operation(item["name"], item["summary"], item["request"], item["response"],
                      item.get("watched", False))
            for item in document["operations"]]


def by_noun(operations: list[Operation]) -> Iterator[tuple[str, list[Operation]]]:
    ordered = sorted(operations, key=lambda item: item.name)
    for noun, found in groupby(ordered, key=lambda item: item.noun):
        yield noun, list(found)


def fields_of(schema: Schema) -> list[Field]:
    """The members of an object; those that must be there come first."""
    required = schema.get("required", [])
    fields = [Field(name, about, name in required)
              for name, about in schema.get("properties", {}).items()]
    return sorted(fields, key=lambda item: not item.required)


def is_record(schema: Schema) -> bool:
    """Whether the schema is an object whose members have names of their own."""
    return schema.get("type") == "object" and "properties" in schema


def is_time(schema: Schema) -> bool:
    return schema.get("type") == "string" and schema.get("format") == "date-time"


def pascal(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", name))


def camel(name: str) -> str:
    whole = pascal(name)
    return whole[:1].lower() + whole[1:]


def inside(name: str, member: str) -> str:
    """The name of the object that `member` of the object `name` holds."""
    return name + pascal(member)
