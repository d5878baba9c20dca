"""Where Vietnamese sentences end."""

import re

_END = re.compile(r"[.!?…]+[\"”’»)\]]*(?=\s+(?P<next>\S))")

_BEFORE_A_NAME = frozenset(
    "tp tx tt q p h x đ kp đt ths th.s ts t.s pgs gs pgs.ts gs.ts bs ks kts ls "
    "nsnd nsưt đ/c đc mr mrs ms dr st".split()
)
"""Abbreviations that stand before a name or number (TP. HCM, Th.S Lan): their stop ends nothing."""

_BRACKETS = (("“", "”"), ("«", "»"), ("(", ")"), ("[", "]"))
_MAX_OPEN = 600
"""A quotation open for more characters than this was never closed: sentences end in it again."""


def sentences(paragraph: str) -> list[str]:
    """The sentences of one paragraph of normalised text, in order, none of them empty.

    Joined by single spaces they give the paragraph again. Abbreviations (TP. HCM, Th.S, v.v.),
    initials, numbering, dates, decimals, and stops inside quotations or brackets end nothing.
    """
    found: list[str] = []
    start = 0
    for match in _END.finditer(paragraph):
        if _ends_sentence(paragraph[start : match.end()], match):
            found.append(paragraph[start : match.end()].strip())
            start = match.end()
    last = paragraph[start:].strip()
    return [*found, last] if last else found


def _ends_sentence(said: str, match: re.Match[str]) -> bool:
    following = match["next"]
    if not (following.isupper() or following.isdigit() or following in "“\"'‘«([-–•*+"):
        return False
    if _is_open(said) and len(said) < _MAX_OPEN:
        return False
    if match.group() != ".":
        return True
    words = said.removesuffix(".").split()
    word = words[-1].lstrip("“\"'‘«([-–") if words else ""
    is_initial = len(word) == 1 and word.isupper()
    is_numbering = len(words) == 1 and re.fullmatch(r"\d{1,2}|[IVX]+|[a-zđ]", word)
    is_date = bool(re.fullmatch(r"\d{1,2}", word)) and following.isdigit()
    return not (is_initial or is_numbering or is_date or word.lower() in _BEFORE_A_NAME)


def _is_open(said: str) -> bool:
    """Whether a quotation or bracket that began in `said` still waits for its end."""
    if said.count('"') % 2 == 1:
        return True
    return any(said.count(opening) > said.count(closing) for opening, closing in _BRACKETS)
