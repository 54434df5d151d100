"""An old register in Excel, row by row: columns by their headings, values as they were meant, reasons where they cannot be."""

from __future__ import annotations

import re
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from salesdesk.books.counted import Tick, counted
from salesdesk.days import FIRST, LAST
from salesdesk.errors import Refused, Usage
from salesdesk.phones import clean, clean_name, normalise
from salesdesk.text import N_, _, labelled

FILE_BYTES, UNPACKED_BYTES, RATIO, LEAST = 20 * 2**20, 256 * 2**20, 40, 2**14
PARTS, PART_BYTES, LARGE_PARTS = 1000, 2**21, ("xl/worksheets/", "xl/sharedStrings")
ROWS, LAST_ROW = 200_000, 1_048_576
TOP, WIDEST = 20, 200
HEADINGS = {
    "date": "日期 来访日期 到访日期 登记日期 date visit_date",
    "time": "时间 来访时间 到访时间 登记时间 time visit_time",
    "name": "姓名 客户姓名 客户 客户名称 来访人 name customer customer_name",
    "phone": "电话 手机 联系电话 手机号 手机号码 电话号码 联系方式 客户电话 phone mobile tel telephone phone_number",
    "receiver": "接待人 售楼员 置业顾问 接待人员 销售顾问 销售员 销售人员 receiver salesperson consultant",
    "source": "来源 渠道 来访渠道 客户来源 认知途径 认知渠道 获知渠道 获客渠道 了解渠道 媒体渠道 source channel",
    "need": "需求 购房需求 需求户型 意向户型 need needs",
    "budget": "预算 购房预算 budget",
    "rating": "级别 意向 意向级别 客户级别 等级 rating grade",
    "note": "备注 说明 note notes remark remarks",
}
LABELS = {
    "date": N_("date"), "time": N_("time"), "name": N_("name"), "phone": N_("phone"), "receiver": N_("receiver"),
    "source": N_("source"), "need": N_("need"), "budget": N_("budget"), "rating": N_("rating"), "note": N_("note"),
}  # fmt: skip
WORDS = ("source", "need", "budget", "rating", "note")
SHOWN_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}
TOTAL = re.compile(r"(?:本[日周月年页])?(?:合计|小计|总计|共计|累计)|(?:grand|sub)?total|sum")
"""What stands in a row that adds up the others, and is no visit."""
FIELDS = {word: f for f, words in HEADINGS.items() for word in (f, words.split()[0])}
"""A field as it can be named: by its key, or by its usual heading."""
BROKEN = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, EOFError, SyntaxError, LookupError, ValueError, TypeError,
    AttributeError, RuntimeError, ArithmeticError,
)  # fmt: skip
"""What openpyxl, zipfile and the XML parser raise over a file that is no whole workbook."""
_DAY = re.compile(
    r"(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?日?(?: ?\(?(?:星期|周).\)?)?(?:[T ]*(\d.*|[上下].*))?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})()")
_CLOCK = re.compile(r"(上午|下午)? ?(\d{1,2})(?:[:点时](?:(\d{1,2})分?)?)(?::\d{1,2}(?:\.\d+)?)? ?(am|pm)?")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_POWER = re.compile(r"\d+\.\d*(?:e\+?\d+)?|\d+e\+?\d+", re.IGNORECASE)


class Row(Struct):
    """A row of the register as far as it can be read, and the reasons why it cannot be taken."""

    number: int
    at: datetime | None = None
    name: str | None = None
    phone: str | None = None
    receiver: str | None = None
    words: dict[str, str] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)


class Register(Struct):
    """The rows of a register, the heading taken for each field, those of other columns, and which rows only add up."""

    columns: dict[str, str]
    ignored: list[str]
    rows: list[Row] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)


# --- the file


def read(path: Path, mapping: Mapping[str, str], tick: Tick, most: int = ROWS) -> Register:
    """The first sheet, its filled rows. `mapping` names for a field its heading, an empty one leaves the field out.

    Refused: a file too large or no workbook, no heading row with what a visit needs, two columns for one field, too many rows.
    """
    _check_size(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet, book = _first_sheet(path)
        try:
            total = sheet.max_row
            # The sheet's own word on how large it is may be wrong, and openpyxl would stop there.
            sheet.reset_dimensions()
            top, columns, headings = _columns(_values(sheet, path, WIDEST), mapping)
            others = [h.strip() for n, h in enumerate(headings) if n not in columns.values() and isinstance(h, str)]
            found = Register({f: str(headings[n]).strip() for f, n in columns.items()}, [h[:40] for h in others if h])
            _fill(found, _values(sheet, path, max(columns.values()) + 1), top, columns, total, tick, most)
            return found
        finally:
            book.close()


def _check_size(path: Path) -> None:
    """Refuses what would take too much to unpack, before anything is unpacked."""
    try:
        size = path.stat().st_size
        if size > FILE_BYTES:
            raise Refused(_("{file} is larger than {n} MiB: split it").format(file=path.name, n=FILE_BYTES // 2**20))
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
    except OSError as e:
        raise Refused(_("{file} cannot be read: {reason}").format(file=path, reason=e.strerror or e)) from e
    except BROKEN as e:
        raise _no_workbook(path) from e
    whole = sum(part.file_size for part in parts)
    swollen = any(p.file_size > PART_BYTES and not p.filename.startswith(LARGE_PARTS) for p in parts)
    if whole > min(UNPACKED_BYTES, RATIO * max(size, LEAST)) or len(parts) > PARTS or swollen:
        raise Refused(_("{file} unpacks to {n} MiB: that is no register").format(file=path.name, n=whole // 2**20))


def _no_workbook(path: Path) -> Refused:
    words = _("{file} is no whole workbook: save it as .xlsx, without a password")
    return Refused(words.format(file=path.name))


def _first_sheet(path: Path) -> tuple[Any, Any]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (*BROKEN, OSError) as e:
        raise _no_workbook(path) from e
    if not book.worksheets:
        book.close()
        raise _no_workbook(path)
    return book.worksheets[0], book


def _values(sheet: Any, path: Path, width: int) -> Iterator[Sequence[Any]]:
    """The rows as values; what breaks on the way is the file's fault."""
    try:
        yield from sheet.iter_rows(max_col=width, values_only=True)
    except (*BROKEN, OSError) as e:
        raise _no_workbook(path) from e


# --- the columns


def _bare(heading: Any) -> str:
    """A heading as it is compared: without spaces, marks, and what stands in brackets."""
    text = unicodedata.normalize("NFKC", heading if isinstance(heading, str) else "").casefold()
    return re.sub(r"\(.*?\)|[\s_*:]", "", text)


def fields() -> str:
    """The fields by the names that `--map` takes, in the language in use."""
    return _(", ").join(_(label) for label in LABELS.values())


KNOWN = {_bare(word): f for f, words in HEADINGS.items() for word in words.split()}


def _columns(rows: Iterator[Sequence[Any]], mapping: Mapping[str, str]) -> tuple[int, dict[str, int], Sequence[Any]]:
    """The number of the heading row, for each field its column, and the row. Refused where a visit's own are missing."""
    wanted = {_bare(heading): f for f, heading in mapping.items() if heading}
    best: tuple[int, dict[str, int], Sequence[Any]] = (0, {}, ())
    for number, row in zip(range(1, TOP + 1), rows, strict=False):
        found = _matched(row, wanted, mapping)
        if len(found) > len(best[1]):
            best = number, found, row
    columns = best[1]
    if "date" not in columns and "time" in columns:
        columns["date"] = columns.pop("time")
    missing = [f for f in ("date", "receiver", *mapping) if f not in columns and mapping.get(f) != ""]
    if missing or not columns.keys() & {"name", "phone"}:
        names = _(", ").join(_(LABELS[f]) for f in missing) or _("name or phone")
        words = _("No column found for: {names}. Say which it is with --map FIELD=HEADING, FIELD one of {fields}")
        raise Refused(words.format(names=names, fields=fields()))
    return best


def _matched(row: Sequence[Any], wanted: Mapping[str, str], mapping: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, heading in enumerate(map(_bare, row)):
        usual = KNOWN.get(heading)
        name = wanted.get(heading) or (usual if usual not in mapping else None)
        if name is not None and name in found:
            words = _("Two columns look like '{field}': say which with --map {field}=HEADING")
            raise Refused(words.format(field=_(LABELS[name])))
        if name is not None:
            found[name] = column
    return found


# --- the rows


def _fill(
    found: Register,
    rows: Iterator[Sequence[Any]],
    top: int,
    columns: Mapping[str, int],
    total: int | None,
    tick: Tick,
    most: int,
) -> None:
    """Reads the rows below the headings; one that cannot be taken and only adds up is no row."""
    for number, values in enumerate(counted(rows, tick, total), 1):
        if number > LAST_ROW:
            break
        said = {f: values[c] for f, c in columns.items()}
        if number <= top or not any(v is not None for v in said.values()):
            continue
        if len(found.rows) >= most:
            raise Refused(_("More than {n} rows: split the file").format(n=most))
        row = _row(number, said)
        if row.reasons and any(TOTAL.fullmatch(_bare(v)) for v in values):
            found.totals.append(number)
        else:
            found.rows.append(row)


def _row(number: int, said: Mapping[str, Any]) -> Row:
    """One row; what cannot be read is a reason, and the rest is read all the same."""
    row = Row(number)
    row.at = _tried(row, "date", lambda: _when(said.get("date"), said.get("time")))
    row.name = _tried(row, "name", lambda: clean_name(_text(said.get("name")), _("name")))
    row.phone = _tried(row, "phone", lambda: _phone(said.get("phone")))
    row.receiver = _tried(row, "receiver", lambda: _text(said.get("receiver")) or _missing())
    for f in WORDS:
        if said.get(f) is not None and (words := _tried(row, f, partial(_words, f, said[f]))):
            row.words[f] = words
    if not row.reasons and row.name is None and row.phone is None:
        row.reasons.append(_("neither a name nor a phone number"))
    return row


def _tried(row: Row, name: str, reading: Callable[[], Any]) -> Any:
    try:
        return reading()
    except Usage as e:
        row.reasons.append(e.message)
    except ValueError as e:
        row.reasons.append(labelled(_(LABELS[name]), e))
    return None


def _missing() -> Any:
    raise ValueError(_("missing"))


def _text(value: Any) -> str | None:
    """Words as written. ValueError for a number, which is not what was typed any more, and for an error of the sheet."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError(_("a number or a day stands there ({value}): write it as text").format(value=value))
    if value in SHOWN_ERRORS:
        raise ValueError(_("the sheet shows an error there ({value})").format(value=value))
    return value.strip() or None


def _phone(value: Any) -> str | None:
    """A number; kept by the sheet as one it is taken where nothing can have been lost: eleven digits of a mobile."""
    if (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and _MOBILE.fullmatch(f"{value:.0f}")
        and value == int(value)
    ):
        return f"{value:.0f}"
    if isinstance(value, int | float):
        raise ValueError(_as_number().format(value=value))
    text = _text(value)
    try:
        return normalise(text, _("phone")) if text else None
    except Usage:
        if _POWER.fullmatch(text or ""):
            raise ValueError(_as_number().format(value=(text or "")[:40])) from None
        raise


def _as_number() -> str:
    return _("kept as a number ({value}), which loses a leading 0 and the last digits: write it as text")


def _words(name: str, value: Any) -> str | None:
    """Descriptive words; a budget may be a number. A rating is one letter, however it was written."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = repr(int(value) if float(value).is_integer() and abs(value) < 1e15 else value)
        if "e" in value:
            raise ValueError(_as_number().format(value=value))
    text = clean(_text(value), _(LABELS[name]))
    if name == "rating" and text:
        return unicodedata.normalize("NFKC", text).upper().removesuffix("级").removesuffix("类").strip()
    return text


# --- days and times


def _when(day: Any, clock: Any) -> datetime:
    """The visit's day and minute; without a time the day's first minute. ValueError where it cannot be read."""
    on, at = _day(day)
    told = _clock(clock) if clock is not None else at
    if on < FIRST.date():
        raise ValueError(_("{day} is too old").format(day=on))
    if on > LAST.date():
        _unreadable(day)
    whole = datetime.combine(on, told or time()) + timedelta(milliseconds=500)
    return whole.replace(second=0, microsecond=0)


def _day(value: Any) -> tuple[date, time | None]:
    if isinstance(value, datetime):
        return value.date(), value.time()
    if isinstance(value, date):
        return value, None
    if value is None:
        raise ValueError(_("missing (a merged cell has it in its first row only)"))
    return _day_written(value.strip()) if isinstance(value, str) else _unreadable(value)


@lru_cache(4096)
def _day_written(text: str) -> tuple[date, time | None]:
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    found = _DAY.fullmatch(plain) or _COMPACT.fullmatch(plain)
    try:
        on = date(int(found[1]), int(found[2]), int(found[3])) if found else _unreadable(text)
    except ValueError:
        _unreadable(text)
    return on, _clock_written(found[4]) if found and found[4] else None


def _clock(value: Any) -> time | None:
    if isinstance(value, timedelta) and timedelta() <= value < timedelta(days=1):
        return (datetime.min + value).time()
    if isinstance(value, datetime | time):
        return value.time() if isinstance(value, datetime) else value
    if not isinstance(value, str):
        _unreadable(value)
    return _clock_written(value.strip()) if value.strip() else None


@lru_cache(4096)
def _clock_written(text: str) -> time:
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    found = _CLOCK.fullmatch(plain)
    hour = int(found[2]) if found else 99
    if found and (found[1] == "下午" or found[4] == "pm") and hour < 12:
        hour += 12
    minute = int(found[3] or 0) if found else 0
    return time(hour, minute) if hour < 24 and minute < 60 else _unreadable(text)


def _unreadable(value: Any) -> Any:
    shown = str(value)[:40]
    raise ValueError(_("'{value}' cannot be read; write it like 2025-10-05 and 10:05").format(value=shown))
