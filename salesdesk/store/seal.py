"""The hash chain: canonical bytes of an entry, its hash, the commitment to its personal words, and the seal."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

VERSION = 1
START = "0" * 64
FIELDS = (
    "seq", "kind", "number", "at", "day", "entered", "late", "training", "approver", "account", "names", "concerns",
    "request", "body", "commitment", "version", "prev",
)  # fmt: skip


def canonical(value: Any) -> str:
    """The one way a value is written down: sorted keys, no spaces, characters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def entry_hash(row: Mapping[str, Any]) -> str:
    """SHA-256 over every column of the entry but the hash itself, in a fixed order of fields."""
    return values_hash([row[f] for f in FIELDS])


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def values_hash(values: Sequence[Any]) -> str:
    """The same over the values of `FIELDS`."""
    return written_hash(_encode(list(values)).encode("utf-8"))


def written_hash(written: bytes) -> str:
    """The same over those values as they are written down: one JSON list."""
    return hashlib.sha256(b"salesdesk/entry/v1\0" + written).hexdigest()


def commitment(salt: str, detail: Sequence[Any]) -> str:
    """What the chain keeps of personal words: HMAC under a random salt, so that erasing them breaks nothing."""
    return _committed(salt, canonical(list(detail)).encode("utf-8"))


def commitment_of(salt: str, person: bytes, words: bytes) -> str:
    """The commitment to a row of personal words as it is stored: file, name and phone as JSON, and the canonical `words`."""
    return _committed(salt, b"%b,%b]" % (person[:-1], words))


def _committed(salt: str, written: bytes) -> str:
    return hmac.digest(bytes.fromhex(salt), written, "sha256").hex()


def request_digest(words: str, salt: str) -> str:
    """``salt:digest`` of what was asked; for `salt` such a digest may stand, to compare with. It is kept and erased as one."""
    salt = salt.partition(":")[0]
    return f"{salt}:{_committed(salt, words.encode('utf-8', 'surrogatepass'))}"


def digest(lines: Sequence[Any]) -> str:
    """The digest of the lines of a closed month."""
    return hashlib.sha256(
        b"salesdesk/paid/v1\0" + canonical([list(line) for line in lines]).encode("utf-8")
    ).hexdigest()


def seal(seq: int, head: str) -> str:
    """A short code of the register up to entry `seq`: ``412-K3QF-…``, to be written down elsewhere."""
    code = base64.b32encode(bytes.fromhex(head)[:10]).decode("ascii")
    return "-".join((str(seq), *(code[i : i + 4] for i in range(0, 16, 4))))


_SEAL = re.compile(r"[1-9]\d{0,8}(-[A-Z2-7]{4}){4}", re.ASCII)


def read(text: str) -> str | None:
    """A seal as someone copied it, in capitals; None where it is not written like one."""
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    return plain if _SEAL.fullmatch(plain) else None
