"""Which Python values go into documents, and how those that cannot are told."""

import math
from collections import OrderedDict
from datetime import date, datetime, timezone
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any
from uuid import UUID

import beckon
import pytest
from beckon._encode import decode, encode


@pytest.mark.parametrize("value, text", [
    ({"a": [1, 2.5, True, None, "ä"]}, '{"a":[1,2.5,true,null,"ä"]}'),
    ((1, 2), "[1,2]"),
    (OrderedDict(b=1, a=2), '{"b":1,"a":2}'),
    (MappingProxyType({"a": 1}), '{"a":1}'),
    (datetime(2024, 3, 1, 9, 0, 0, 123999, timezone.utc), '"2024-03-01T09:00:00.123Z"'),
    (date(2024, 3, 1), '"2024-03-01"'),
    (UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
    (Decimal("59.90"), "59.9"),
    (Fraction(1, 2), "0.5"),
    (2**62, "4611686018427387904"),
])
def test_what_documents_hold(value: Any, text: str) -> None:
    assert encode(value) == text.encode()


@pytest.mark.parametrize("value", [
    math.nan, math.inf, Decimal("NaN"), {1}, b"bytes", object(), "\ud800", {(1,): 2},
    datetime(2024, 1, 1), 1j,
])
def test_what_they_cannot_is_pointed_at(value: Any) -> None:
    with pytest.raises(beckon.InvalidRequest) as refused:
        encode({"good": 1, "a/b~": [0, {"x": value}]})
    assert refused.value.pointer == "/a~1b~0/1/x"


def test_a_document_within_itself_is_refused() -> None:
    endless: dict[str, Any] = {}
    endless["again"] = endless
    with pytest.raises(beckon.InvalidRequest, match="nested too deeply"):
        encode(endless)


def test_text_comes_back_as_it_went_in(b: beckon.Workspace) -> None:
    traits = {"name": "Zoë 🦊", "n": -7, "f": 0.1, "list": [1, [2]], "nested": {"": None}}
    b.identify(user_id="u1", traits=traits)
    assert b.profiles.get(profile={"user_id": "u1"})["traits"] == traits
    assert decode('{"a": 1}') == {"a": 1}
