"""Days in addresses: /briefing/2014-10-29/."""

from datetime import date


class DayConverter:
    """A date as ISO writes it. Anything else is no address: 404."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()
