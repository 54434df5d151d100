"""The tables, the one source of the schema. Rows are read and written in plain SQL (`records.py`): importing SQLModel
costs 0.3 s, and a visitor is standing there. A test pins the two together."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, Text, text
from sqlmodel import Field, SQLModel

STRICT = {"sqlite_strict": True}


def _text(**more: Any) -> Any:
    return Field(sa_column=Column(Text, nullable=more.pop("nullable", False), **more))


def _whole(**more: Any) -> Any:
    return Field(sa_column=Column(Integer, nullable=more.pop("nullable", False), **more))


class EntryRow(SQLModel, table=True):
    """One line of the register, in order of entry. `at` and `entered` are seconds since 1970, `day` the office's day."""

    __tablename__ = "entry"
    __table_args__ = (
        Index("entry_number", "kind", "number", unique=True, sqlite_where=text("number IS NOT NULL")),
        Index("entry_day", "kind", "day"),
        Index("entry_names", "names", sqlite_where=text("names IS NOT NULL")),
        STRICT,
    )
    seq: int = Field(sa_column=Column(Integer, primary_key=True))
    kind: str = _text()
    number: int | None = _whole(nullable=True)
    at: int = _whole()
    day: str = _text()
    entered: int = _whole()
    late: int = _whole()
    training: int = _whole()
    approver: int | None = _whole(nullable=True)
    account: str = _text()
    names: int | None = _whole(nullable=True)
    concerns: str = _text()
    request: str | None = _text(nullable=True, unique=True)
    body: str = _text()
    commitment: str | None = _text(nullable=True)
    version: int = _whole()
    prev: str = _text()
    hash: str = _text()


class DetailRow(SQLModel, table=True):
    """The personal words of an entry: apart from the chain, bound to it by a salted commitment, erasable."""

    __tablename__ = "detail"
    __table_args__ = (
        Index("detail_phone", "phone", sqlite_where=text("phone IS NOT NULL")),
        Index("detail_customer", "customer", sqlite_where=text("customer IS NOT NULL")),
        STRICT,
    )
    seq: int = Field(sa_column=Column(Integer, ForeignKey("entry.seq"), primary_key=True))
    customer: int | None = _whole(nullable=True)
    salt: str = _text()
    name: str | None = _text(nullable=True)
    phone: str | None = _text(nullable=True)
    words: str = _text()


class AboutRow(SQLModel, table=True):
    """Which customer files an entry concerns: an index of its hashed `concerns`, checked against it."""

    __tablename__ = "about"
    __table_args__ = ({"sqlite_strict": True, "sqlite_with_rowid": False},)
    customer: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    seq: int = Field(sa_column=Column(Integer, ForeignKey("entry.seq"), primary_key=True, autoincrement=False))


class AnsweredRow(SQLModel, table=True):
    """What a command with a request id was answered, so that a repetition enters nothing twice."""

    __tablename__ = "answered"
    __table_args__ = ({"sqlite_strict": True, "sqlite_with_rowid": False},)
    request: str = Field(sa_column=Column(Text, primary_key=True))
    digest: str = _text()
    answer: str = _text()


class PaidRow(SQLModel, table=True):
    """One line of a closed month, as it was paid. The closing entry carries the digest of its lines."""

    __tablename__ = "paid"
    __table_args__ = (Index("paid_deal", "deal"), {"sqlite_strict": True, "sqlite_with_rowid": False})
    closing: int = Field(sa_column=Column(Integer, ForeignKey("entry.seq"), primary_key=True, autoincrement=False))
    line: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    deal: int = _whole()
    kind: str = _text()
    staff: int | None = _whole(nullable=True)
    role: str = _text()
    share: str = _text()
    amount: int = _whole()
    clause: str = _text()
    entries: str = _text()
