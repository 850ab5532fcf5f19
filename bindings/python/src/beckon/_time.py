"""Instants: tz-aware datetimes for people, milliseconds since 1970 for the C contract."""

from datetime import datetime, timedelta, timezone

from ._errors import InvalidRequest

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
MILLISECOND = timedelta(milliseconds=1)


def aware(value: datetime, pointer: str) -> datetime:
    """`value`, refused when it does not say where on Earth it is meant."""
    if value.utcoffset() is None:
        raise InvalidRequest(
            f"the datetime {value.isoformat()} has no time zone", pointer=pointer,
            hint="use an aware datetime, e.g. datetime(…, tzinfo=timezone.utc)")
    return value


def to_text(value: datetime, pointer: str) -> str:
    """ISO 8601 in UTC to the millisecond, e.g. 2024-03-01T09:00:00.000Z."""
    utc = aware(value, pointer).astimezone(timezone.utc)
    return utc.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def to_ms(value: datetime | str, pointer: str) -> int:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise InvalidRequest(f"{value!r} is no ISO 8601 time", pointer=pointer,
                                 hint="e.g. 2024-03-01T09:00:00Z") from None
    if not isinstance(value, datetime):
        raise InvalidRequest(f"expected a datetime or a string, not {type(value).__name__}",
                             pointer=pointer)
    return (aware(value, pointer) - EPOCH) // MILLISECOND


def from_ms(value: int) -> datetime:
    return EPOCH + value * MILLISECOND
