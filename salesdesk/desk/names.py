"""Names as people type them: full pinyin and initials. The library is slow to load, and is loaded only where it is asked."""

from __future__ import annotations

from itertools import islice, product

READINGS = 64


def spellings(name: str) -> list[str]:
    """Full pinyin and initials of a name: 李四 gives ``lisi`` and ``ls``."""
    from pypinyin import lazy_pinyin

    return sorted({"".join(lazy_pinyin(name)).lower(), initials(name)})


def initials(name: str) -> str:
    """The initials of a name: 李四 gives ``ls``."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()


def may_be_read(name: str, text: str) -> bool:
    """Whether `text` spells the name in any reading of its characters: many a surname has its own (曾 ``zeng``)."""
    from pypinyin import Style, pinyin

    readings = islice(product(*pinyin(name, style=Style.NORMAL, heteronym=True)), READINGS)
    spelt = {form for r in readings for form in ("".join(r), "".join(s[:1] for s in r))}
    return any(text in (s, s.replace("v", "u"), s.replace("v", "yu")) for s in spelt)
