"""Where Vietnamese sentences end."""

import re
from collections.abc import Iterator

_END = re.compile(r"[.!?…]+[\"”’»)\]]*(?=\s+(?P<next>\S))")

_BEFORE_A_NAME = frozenset(
    "tp tx tt q p h x đ kp đt ths th.s ts t.s pgs gs pgs.ts gs.ts bs ks kts ls "
    "nsnd nsưt đ/c đc mr mrs ms dr st".split()
)
"""Abbreviations that stand before a name or number (TP. HCM, Th.S Lan): their stop ends nothing."""

_BRACKETS = (("“", "”"), ("«", "»"), ("(", ")"), ("[", "]"))
_MAX_OPEN = 600
"""A quotation open for more characters than this was never closed: sentences end in it again."""
_LONGEST = 2000
"""Characters; the longest of 20,000 real sentences has 1,055. What is longer is a table or a trick,
and every question that finds it would have to read it whole."""


def sentences(paragraph: str) -> list[str]:
    """The sentences of one paragraph of normalised text, in order, none of them empty.

    Joined by single spaces they give the paragraph again. Abbreviations (TP. HCM, Th.S, v.v.),
    initials, numbering, dates, decimals, and stops inside quotations or brackets end nothing. What
    goes on for too long is cut.
    """
    found: list[str] = []
    start = 0
    for match in _END.finditer(paragraph):
        is_long = match.end() - start > _LONGEST
        if is_long or _ends_sentence(paragraph[start : match.end()], match):
            found += _cut(paragraph[start : match.end()].strip())
            start = match.end()
    return [*found, *_cut(paragraph[start:].strip())]


def _cut(sentence: str) -> Iterator[str]:
    """`sentence` in pieces of at most _LONGEST, cut at spaces if it has any."""
    while len(sentence) > _LONGEST:
        space = sentence.rfind(" ", 1, _LONGEST)
        at = space if space > 0 else _LONGEST
        yield sentence[:at].rstrip()
        sentence = sentence[at:].lstrip()
    if sentence:
        yield sentence


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
