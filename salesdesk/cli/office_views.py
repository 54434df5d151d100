def created(answer: Answer) -> None:
    """A store made."""
    line(_("The office is set up"), bold=True)
    people = (_("Manager"), answer["manager"]), (_("Director"), answer["director"])
    pairs((_("Store"), answer["store"]), (_("Office"), answer["office"]), *people)
    line(_("Go on with 'staff add NAME --role salesperson', then 'queue open'"))


def one_of_staff(answer: Answer) -> None:
    """One of the staff, new or changed."""
    s = answer["staff"]
    code, left = s["code"] and _("code {code}").format(**s), s["left"] and _("left on {day}").format(day=s["left"][:10])
    line(commas(s["name"], word(s["role"]), code, _("here since {day}").format(day=s["joined"][:10]), left))


def staff(answer: Answer) -> None:
    """All who are or were on the staff."""
    days = ("joined", "left")
    rows = [(s["name"], word(s["role"]), s["code"] or "", *((s[d] or "")[:10] for d in days)) for s in answer["staff"]]
    heads = (_("Name"), _("Role"), _("Code"), _("Since"), _("Left"))
    table("...!!", heads, rows, _("There is nobody on the staff."))
