"""Words for people: the one door to the message catalogue, and to a name that may be hostile.

English stands in the source, Chinese in ``locale/``. The language is chosen once, before the first message.
"""

from __future__ import annotations

import gettext
import json
import os
import unicodedata
from pathlib import Path
from typing import Any

_catalogue: gettext.NullTranslations = gettext.NullTranslations()


def use_language(wanted: str | None) -> str:
    """Choose the language: `wanted` (``zh``, ``en`` …), else SALESDESK_LANG, else the locale. Returns ``zh`` or ``en``."""
    global _catalogue
    named = wanted or os.environ.get("SALESDESK_LANG") or _locale_language()
    language = "zh" if named.lower().startswith("zh") else "en"
    folder = Path(__file__).parent / "locale"
    _catalogue = gettext.translation("salesdesk", folder, [language], fallback=True)
    gettext.bindtextdomain("salesdesk", folder)  # Typer asks the catalogue of the program it works for
    gettext.textdomain("salesdesk")
    os.environ["LANGUAGE"] = language
    return language


def _locale_language() -> str:
    return next((os.environ[k] for k in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(k)), "en")


def _(message: str) -> str:
    """The message in the language in use."""
    return _catalogue.gettext(message)


def N_(message: str) -> str:
    """Marks a message for the catalogue where it is written down; `_` translates it where it is used."""
    return message


def labelled(what: str, said: object) -> str:
    """``what: said``, with the colon of the language."""
    return _("{what}: {said}").format(what=what, said=said)


def sentences(*said: str) -> str:
    """Sentences one after the other, with a space between them where the language has one; empty ones left out."""
    whole, *more = [s for s in said if s] or [""]
    for one in more:
        whole = _("{sentence} {next}").format(sentence=whole, next=one)
    return whole


HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def visible(text: str) -> str:
    """`text` with everything a terminal might obey written out (``\\x1b``): names are shown, never followed."""
    if text.isprintable() and text.isascii():
        return text
    return "".join(_shown(c) for c in text)


def json_text(value: Any) -> str:
    """`value` as one JSON text in which nothing is left raw that a terminal might obey; it reads back the same."""
    written = json.dumps(value, ensure_ascii=False)
    if written.isprintable():
        return written
    return "".join(c if unicodedata.category(c) not in HIDDEN else json.dumps(c)[1:-1] for c in written)


def _shown(c: str) -> str:
    if unicodedata.category(c) not in HIDDEN:
        return c
    code = ord(c)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
