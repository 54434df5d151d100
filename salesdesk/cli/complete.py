"""Completion of staff names and customers' numbers, from the store, never failing."""

from __future__ import annotations

from salesdesk.cli import common
from salesdesk.errors import DeskError


def staff_names() -> list[str]:
    """The names and codes of those on the staff; nothing when the store cannot be read."""
    from salesdesk.desk.office import list_staff

    try:
        here = [s for s in list_staff(common.desk())["staff"] if not s["left"]]
    except DeskError:
        return []
    return [w for s in here for w in (s["name"], s["code"]) if w]


def staff(incomplete: str) -> list[str]:
    """Those on the staff whose name, code, pinyin or initials begin so."""
    from salesdesk.desk.office import staff_spelt

    try:
        return staff_spelt(common.desk(), incomplete)
    except DeskError:
        return []


def customers(incomplete: str) -> list[tuple[str, str]]:
    """Customers' files by number: ``#12`` with the masked number beside it."""
    from salesdesk.desk.customers import newest

    try:
        return newest(common.desk(), incomplete)
    except DeskError:
        return []
