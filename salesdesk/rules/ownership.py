"""Whose customer this is: a person's visits walked in time into spans of protection (policy 7.1 and 9).

A visit outside protection starts a span; visits under protection renew it; 3.7, 3.10c, 5.2, 7.3, 7.4 and 7.5 change
its owner and parts. Nothing here is stored: the same facts give the same spans for ever.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction

from msgspec import Struct

from salesdesk.days import months_after
from salesdesk.facts import Claim, Deal, Referral, Roster, Share, Signature, Visit
from salesdesk.rules.policy import Policy


class Household(Struct, frozen=True):
    """Two persons ruled to be spouses (7.4), one household from the entry of the ruling on."""

    one: int
    other: int
    since: datetime
    entry: int


class Case(Struct, frozen=True):
    """Everything on record about one person, or two in one household, as far as ownership goes.

    `person` gives for each customer file the file that stands for the person; linked files have the same.
    """

    visits: tuple[Visit, ...]
    person: Mapping[int, int]
    roster: Roster
    policy: Policy
    households: tuple[Household, ...] = ()
    claims: tuple[Claim, ...] = ()
    deals: tuple[Deal, ...] = ()
    referrals: tuple[Referral, ...] = ()
    signatures: tuple[Signature, ...] = ()

    def household(self, person: int) -> Household | None:
        return next((h for h in self.households if person in (h.one, h.other)), None)

    def spouse(self, person: int) -> int | None:
        h = self.household(person)
        if h is None:
            return None
        return h.other if person == h.one else h.one

    def files_of(self, person: int) -> tuple[int, ...]:
        return tuple(f for f, p in self.person.items() if p == person)

    def visits_of(self, person: int) -> tuple[Visit, ...]:
        return tuple(v for v in self.visits if self.person[v.customer] == person)

    def deals_of(self, person: int) -> tuple[Deal, ...]:
        return tuple(d for d in self.deals if self.person[d.customer] == person)


def persons(files: Iterable[int], claims: Iterable[Claim]) -> dict[int, int]:
    """For each file the file that stands for the person: files linked by upheld rulings (3.7, 7.3) are one."""
    person = {f: f for f in sorted(files)}
    for c in claims:
        link = c.effect.get("link")
        if c.status == "upheld" and link and link[0] in person and link[1] in person:
            low, high = sorted((person[link[0]], person[link[1]]))
            person = {f: low if p == high else p for f, p in person.items()}
    return person


def case_of(
    files: Iterable[int],
    visits: Iterable[Visit],
    claims: Iterable[Claim],
    roster: Roster,
    policy: Policy,
    deals: Iterable[Deal] = (),
    referrals: Iterable[Referral] = (),
    signatures: Iterable[Signature] = (),
) -> Case:
    """The case that these facts make up: who is one person, who is one household."""
    known = tuple(claims)
    person = persons(files, known)
    joined = []
    for c in known:
        couple = c.effect.get("couple")
        if c.status == "upheld" and couple and c.ruled and couple[0] in person and couple[1] in person:
            joined.append(Household(person[couple[0]], person[couple[1]], c.ruled, c.ruled_entry or c.entry))
    return Case(
        tuple(visits), person, roster, policy, tuple(joined), known, tuple(deals), tuple(referrals), tuple(signatures)
    )


class Span(Struct):
    """A stretch of protection. `parts` are the sales part as it stands; `owner` None is nobody's (6.1.2).

    `founded` is the clause that began it, `clause` the one by which it stands now; `owned_from` the visit that made the
    owner one, where it is not the first.
    """

    start: Visit
    owner: int | None
    parts: tuple[Share, ...]
    clause: str
    until: date
    visits: list[Visit]
    founded: str = ""
    owned_from: Visit | None = None

    def protects(self, at: datetime, roster: Roster) -> bool:
        """Whether it covers that moment: the day not past `until`, and the owner with the office ever since (4)."""
        return self.start.at <= minute(at) and at.date() <= self.until and not self.deserted(at, roster)

    def deserted(self, at: datetime, roster: Roster) -> bool:
        """Whether the owner has left the office since, back again or not."""
        if self.owner is None:
            return False
        owner, since = roster.people[self.owner], self.owned_from or self.start
        return owner.gone(at) or owner.left_since(since.at, since.entry, at)


Walk = dict[int, list[Span]]
FOUNDING = {"asked-for": "5.1", "unrecalled": "3.7", "named": "6.1.2"}


def walk(case: Case, upto: datetime) -> Walk:
    """0.3, 7.1: the spans of each person of the case, from the visits stated up to and including `upto`."""
    spans: Walk = {p: [] for p in case.person.values()}
    for v, named in _in_time(case, spans):
        if v.at > minute(upto):
            break
        _visit_comes(case, spans, v, named)
    return spans


def _in_time(case: Case, spans: Walk) -> Iterator[tuple[Visit, set[int]]]:
    """The visits that count, by time, each with the persons whose receiver the company named."""
    named = {p for p in spans if is_named(case, p)}
    for v in sorted((v for v in case.visits if v.counts), key=lambda v: (v.at, v.entry)):
        yield v, named


def owners_before(case: Case, visits: Collection[int]) -> dict[int, int | None]:
    """For each of these visits that came under protection whose it was (None: nobody's, 6.1.2); all in one walk."""
    spans: Walk = {p: [] for p in case.person.values()}
    found: dict[int, int | None] = {}
    for v, named in _in_time(case, spans):
        if v.id in visits:
            person = case.person[v.customer]
            span = _stands(case, spans, person, v.at).answers
            if span is not None or person in named:
                found[v.id] = span.owner if span else None
        _visit_comes(case, spans, v, named)
    return found


def minute(at: datetime) -> datetime:
    """The end of the minute of `at`: what was stated for that minute counts (section 10)."""
    return at.replace(second=59, microsecond=999999)


def is_named(case: Case, person: int) -> bool:
    """6.1.2: the company named the receiver, so nobody owns the person and the pool has all."""
    came = {(v.referral, case.person[v.customer]) for v in case.visits if v.referral and v.received}
    met = {referral for referral, _person in came}
    mine = [
        r
        for r in case.referrals
        if r.kind == "company" and ((r.id, person) in came if r.id in met else case.person.get(r.customer) == person)
    ]
    return any(r.handling == "named" for r in sorted(mine, key=lambda r: (r.registered, r.id))[:1])


def _visit_comes(case: Case, spans: Walk, v: Visit, named: set[int]) -> None:
    person = case.person[v.customer]
    together = [person]
    home = case.household(person)
    if home is not None and (home.since, home.entry) <= (v.at, v.entry):
        together.append(home.other if person == home.one else home.one)
    open_spans = [s for p in together if (s := protected(spans[p], v.at, case.roster))]
    if open_spans:
        own = protected(spans[person], v.at, case.roster)
        for s in open_spans:
            _renew(case, s, v)
        if own:
            _recognise(case, own, v, person in named)
    elif not v.ended_waiting and not _backdated(case, v):
        spans[person].append(found(case, v, person in named))


def protected(spans: Sequence[Span], at: datetime, roster: Roster) -> Span | None:
    """The span that covers the moment, if any."""
    return spans[-1] if spans and spans[-1].protects(at, roster) else None


def _backdated(case: Case, v: Visit) -> bool:
    """Section 10: a visit stated before one of that customer already on record never founds a span.

    That customer is who was known as one person when it was stated: a link ruled later does not undo 7.3.
    """
    ahead = [w for w in case.visits if w.id in v.ahead_of and w.received and w.at > v.at]
    return any(_one_person(case, v, w, v.ahead_of[w.id]) for w in ahead)


def _one_person(case: Case, v: Visit, w: Visit, by: int) -> bool:
    then = persons(case.person, [c for c in case.claims if (c.ruled_entry or by) < by])
    return then[w.customer] == then[v.customer]


def _renew(case: Case, span: Span, v: Visit) -> None:
    span.until = max(span.until, months_after(v.day, case.policy.whole("protection_months", v.day)))
    span.visits.append(v)


def found(case: Case, v: Visit, named: bool = False) -> Span:
    """7.1: a visit outside protection starts a span; its receiver owns it, under 7.5 the announcer, under 6.1.2 nobody."""
    owner, parts = (None, ()) if named else founders(case, v)
    until = months_after(v.day, case.policy.whole("protection_months", v.day))
    clause = parts[0].clause if parts else "6.1.2"
    return Span(v, owner, parts, clause, until, [v], clause)


def _sole(owner: int, clause: str, *entries: int) -> tuple[int, tuple[Share, ...]]:
    return owner, (Share(owner, "sales", Fraction(1), clause, entries),)


def founders(case: Case, v: Visit) -> tuple[int, tuple[Share, ...]]:
    """Who owns a span that `v` starts, and its parts: an upheld 7.5 claim, a handover, an announcement, the receiver."""
    for c in upheld(case, "introduced", v.id):
        return _sole(int(c.effect["announcer"]), "7.5a", v.entry, c.ruled_entry or c.entry)
    h = v.handover
    first = v.announcer if v.announcer is not None else h.first if h else v.receiver
    assert first is not None
    clause = v.client or ("3.7" if v.unrecalled else FOUNDING.get(v.founded_as, "3.1"))
    if h is None or h.clause not in ("3.10c", "5.2"):
        receiver = v.announcer if v.announcer is not None else v.receiver
        return _sole(receiver if receiver is not None else first, clause, v.entry)
    if h.clause == "3.10c":
        on_duty = v.announcer is not None and h.first != v.announcer
        return _sole(first, clause, v.entry) if on_duty else _sole(h.taker, "3.10c", v.entry, h.entry)
    for c in upheld(case, "solicited", v.id):
        return _sole(first, "5.2", v.entry, h.entry, c.ruled_entry or c.entry)
    stays = case.policy.fraction("first_share", v.day)
    entries = (v.entry, h.entry)
    parts = (Share(first, "sales", stays, "5.2", entries), Share(h.taker, "sales", 1 - stays, "5.2", entries))
    return h.taker, parts


def upheld(case: Case, effect: str, visit: int) -> list[Claim]:
    """The upheld claims whose ruling says `effect` about that visit."""
    return [c for c in case.claims if c.status == "upheld" and c.effect.get(effect) == visit]


def kind_now(case: Case, v: Visit) -> str:
    """The kind of a visit as evidence: a reception that a ruling gave back was duty (3.7g, 7.5)."""
    given_back = upheld(case, "same-day", v.id) or upheld(case, "introduced", v.id)
    return "duty" if given_back else v.kind


def _recognise(case: Case, span: Span, v: Visit, named: bool) -> None:
    """3.7g, 3.7i: what an upheld recognition of the unrecalled visit `v` makes of the original's span."""
    if named or span.owner is None:
        return
    for c in upheld(case, "same-day", v.id):
        entries = (*_entries(span.parts), c.ruled_entry or c.entry)
        span.parts = tuple(Share(p.to, p.role, p.share, "3.7g", entries) for p in span.parts)
        span.clause = "3.7g"
    for c in upheld(case, "recognised", v.id):
        _halve(case, span, v, c)


def _halve(case: Case, span: Span, v: Visit, c: Claim) -> None:
    """3.7i: the new one follows up and is the owner; half to each, the original's parts each halved."""
    stays = case.policy.fraction("recognised_share", v.day)
    new, _parts = founders(case, v)
    entries = (*_entries(span.parts), v.entry, c.ruled_entry or c.entry)
    old = [Share(p.to, "sales", p.share * stays, "3.7i", entries) for p in span.parts]
    span.parts = merged([*old, Share(new, "sales", 1 - stays, "3.7i", entries)])
    span.owner, span.owned_from, span.clause = new, v, "3.7i"


def _entries(parts: Sequence[Share]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(e for p in parts for e in p.entries))


def merged(shares: Sequence[Share]) -> tuple[Share, ...]:
    """One line per recipient and role, in the order in which each came."""
    lines: dict[tuple[int | str | None, str], Share] = {}
    for s in shares:
        key = (s.to, s.role)
        was = lines.get(key)
        entries = tuple(dict.fromkeys((*(was.entries if was else ()), *s.entries)))
        share = s.share + was.share if was else s.share
        lines[key] = Share(s.to, s.role, share, was.clause if was else s.clause, entries)
    return tuple(s for s in lines.values() if s.share)


class Standing(Struct, frozen=True):
    """How a person stands at a moment: the spans that share, the deal's own side first."""

    own: Span | None
    other: Span | None

    @property
    def answers(self) -> Span | None:
        """The span whose owner receives: the own side's, else the side that has not lapsed (7.4)."""
        return self.own or self.other

    @property
    def sides(self) -> tuple[Span, ...]:
        return tuple(s for s in (self.own, self.other) if s)


def standing(case: Case, person: int, at: datetime) -> Standing:
    """The spans that cover the moment `at`, from the visits up to and including it."""
    return _stands(case, walk(case, at), person, at)


def _stands(case: Case, spans: Walk, person: int, at: datetime) -> Standing:
    spouse = case.spouse(person)
    own = protected(spans.get(person, ()), at, case.roster)
    other = protected(spans.get(spouse, ()), at, case.roster) if spouse is not None else None
    return Standing(own, other)


def lapsed(case: Case, person: int, at: datetime) -> Span | None:
    """The latest span of the person that no longer protects, for the answer that says whose it was (7.1)."""
    spans = walk(case, at).get(person, [])
    return spans[-1] if spans and not spans[-1].protects(at, case.roster) else None
