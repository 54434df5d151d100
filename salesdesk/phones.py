"""Phone numbers, normalised once at the edge; names and other words that people type."""

from __future__ import annotations

import re
import unicodedata

from salesdesk.errors import Usage
from salesdesk.text import _

_MOBILE = re.compile(r"(?:\+?86|0086)?(1[3-9]\d{9})", re.ASCII)
_LANDLINE = re.compile(r"(?:\+?86|0086)?0?(10|2\d|[3-9]\d{2})(\d{7,8})", re.ASCII)
_FOREIGN = re.compile(r"(?:\+|00)([1-9]\d{6,14})", re.ASCII)
_BETWEEN = re.compile(r"(?:号楼|单元|[栋幢座室#/-])+")
_FILE = re.compile(r"#(\d{1,9})", re.ASCII)
NAME_LIMIT, WORDS_LIMIT = 60, 2000


def file_number(text: str) -> int | None:
    """``#12``, a customer's file number, or None when `text` is something else."""
    found = _FILE.fullmatch(text.strip())
    return int(found[1]) if found else None


def normalise(text: str, option: str = "PHONE") -> str:
    """`text` as one number: ``13800001234``, ``0731-88881234``, or ``+85291234567``. Usage error when it is none."""
    circled = any(unicodedata.category(c) == "No" for c in text)
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(c for c in plain if unicodedata.category(c) != "Cf")
    digits = "" if circled else re.sub(r"[\s\-().]", "", plain)
    if found := _MOBILE.fullmatch(digits):
        return found[1]
    if (digits.startswith(("0", "+86"))) and (found := _LANDLINE.fullmatch(digits)):
        return f"0{found[1]}-{found[2]}"
    if (found := _FOREIGN.fullmatch(digits)) and not found[1].startswith("86"):
        return f"+{found[1]}"
    if not any(c.isdigit() for c in plain):
        no_number = _("{option}: '{text}' is not a phone number; 'customer find' finds somebody by name")
        raise Usage(no_number.format(option=_(option), text=text[:40]))
    raise Usage(
        _(
            "{option}: '{text}' is not a phone number; write it like 138 0000 1234, 0731-88881234, or #12 for file 12"
        ).format(option=_(option), text=text[:40])
    )


def unit_key(unit: str) -> str:
    """What two spellings of one unit have in common (policy, Fifth round): ``3栋2单元1201室`` and ``3-2-1201``."""
    plain = "".join(unicodedata.normalize("NFKC", unit).casefold().split())
    return _BETWEEN.sub("-", plain).strip("-")


def masked(phone: str | None) -> str | None:
    """``138****1234``: enough to tell two customers apart, not enough to call them."""
    if not phone:
        return None
    return f"{phone[:3]}****{phone[-4:]}"


def masked_name(name: str | None) -> str | None:
    """A name on a list: ``张**``."""
    return f"{name[:1]}**" if name else None


def clean(text: str | None, option: str, limit: int = WORDS_LIMIT) -> str | None:
    """Words as typed, trimmed, NFC. Usage error for control characters, broken characters, or more than `limit`."""
    if text is None:
        return None
    plain = unicodedata.normalize("NFC", text).strip()
    if len(plain) > limit:
        raise Usage(_("{option}: at most {n} characters").format(option=option, n=limit))
    if any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in plain.replace("\n", " ").replace("\t", " ")):
        raise Usage(_("{option}: contains characters that cannot be written down").format(option=option))
    return plain or None


def clean_name(text: str | None, option: str = "--name") -> str | None:
    """A name: one line, at most 60 characters."""
    plain = clean(text, option, NAME_LIMIT)
    return " ".join(plain.split()) if plain else None
