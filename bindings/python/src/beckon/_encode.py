"""Python values as the JSON documents of the C contract, and back."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from numbers import Integral, Real
from typing import Any
from uuid import UUID

from . import _time
from ._errors import InvalidRequest


def encode(document: Any) -> bytes:
    """Compact JSON in UTF-8. Raises InvalidRequest with a pointer to what JSON cannot hold.

    Beside the types of the json module: aware datetimes and dates become ISO 8601 text, UUIDs text,
    Decimals and the numbers of other libraries the nearest float or int, mappings objects.
    """
    try:
        return _encoder.encode(document).encode()
    except (TypeError, ValueError, RecursionError) as error:
        # The encoder does not tell where it stood, so look again, slowly.
        _find_mistake(document, "", 0)
        raise InvalidRequest(f"this cannot be written as JSON: {error}") from error


def decode(text: str) -> Any:
    return json.loads(text)


def record(common: Mapping[str, Any], /, **fields: Any) -> bytes:
    """One object of the fields that were given; None counts as absent."""
    given = {**common, **fields}
    return encode({name: value for name, value in given.items() if value is not None})


def _replace(value: Any) -> Any:
    if isinstance(value, datetime):
        return _time.to_text(value, "")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, (Decimal, Real)):
        return float(value)
    raise TypeError(f"no {type(value).__name__} in JSON")


_encoder = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"),
                            default=_replace)

# Deeper than any document may be, and far from the interpreter's own limit.
_MAX_DEPTH = 100


def _find_mistake(value: Any, pointer: str, depth: int) -> None:
    """Raises InvalidRequest at the first value that cannot be encoded."""
    if depth > _MAX_DEPTH:
        raise InvalidRequest("nested too deeply, or within itself", pointer=pointer)
    if isinstance(value, datetime):
        _time.aware(value, pointer)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                raise InvalidRequest(f"the key {key!r} is no string", pointer=pointer)
            step = key.replace("~", "~0").replace("/", "~1")
            _find_mistake(item, f"{pointer}/{step}", depth + 1)
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            _find_mistake(item, f"{pointer}/{index}", depth + 1)
    else:
        _check_leaf(value, pointer)


def _check_leaf(value: Any, pointer: str) -> None:
    try:
        _encoder.encode(value).encode()
    except UnicodeEncodeError:
        raise InvalidRequest("the text holds half of a surrogate pair", pointer=pointer) from None
    except ValueError:
        raise InvalidRequest(f"{value!r} is no number of JSON", pointer=pointer,
                             hint="leave the value out instead") from None
    except TypeError as error:
        raise InvalidRequest(str(error), pointer=pointer,
                             hint="convert it to text, a number, a list or a dict") from None
