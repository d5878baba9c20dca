"""What an article must name to be about what a question names: people, places, dates, numbers.

Each requirement is a regular expression over the forms of an article.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from knowledge.spelling import Speller
from knowledge.vietnamese import Token, fold, tokens, with_short_dates


def names(text: str, speller: Speller, trusted: bool) -> Iterator[str]:
    """The capitalised words after the first, and how they follow one another, as patterns.

    :param trusted: whether the capitals were typed. Restored ones can be wrong: then only words
        count that the articles have in the same order, and that order only where they bind them.
    """
    for run in _capitalised_runs(text, speller):
        for part in [run] if trusted else _seen_together(text, run, speller):
            names = [token.form for token in part]
            words = [text[token.start : token.end] for token in part]
            if official := _ALSO_CALLED.get(" ".join(names)):
                yield official
                continue
            if len(names) > 1 or trusted:
                yield from names
            bound = [trusted or speller.binds(*pair) for pair in pairwise(words)]
            pairs = [f"{first} {second}" for first, second in pairwise(names)]
            # Names may stand side by side in a question and apart in the article: Hà Nội Lê Văn An.
            if len(pairs) > 2:
                pairs = [f"{pair}|{following}" for pair, following in pairwise(pairs)]
                bound = list(map(all, pairwise(bound)))
            yield from (pair for pair, is_bound in zip(pairs, bound, strict=True) if is_bound)


_ALSO_CALLED = {"sai gon": "sai gon|ho chi minh"}
"""What people say where articles write the official name."""


def _capitalised_runs(text: str, speller: Speller) -> Iterator[list[Token]]:
    run: list[Token] = []
    end = 0
    for token in tokens(text)[1:]:
        word = text[token.start : token.end]
        is_name = word[0].isupper() and not _is_unknown_abbreviation(word, speller)
        if run and not (is_name and token.start == end + 1):
            yield run
            run = []
        if is_name and not token.form.isdigit():
            run.append(token)
        end = token.end
    if run:
        yield run


def _seen_together(text: str, run: list[Token], speller: Speller) -> list[list[Token]]:
    """`run` cut wherever no article has two neighbours in this order."""
    parts = [run[:1]]
    for before, token in pairwise(run):
        if speller.has_seen(text[before.start : before.end], text[token.start : token.end]):
            parts[-1].append(token)
        else:
            parts.append([token])
    return parts


def _is_unknown_abbreviation(word: str, speller: Speller) -> bool:
    """Whether `word` is short for others that an article may well write out: it is in no table.

    Written in consonants alone, or with several capitals (BQLDA, TTra) as in no article.
    """
    return bool(_CONSONANTS.fullmatch(fold(word))) or (
        sum(map(str.isupper, word)) > 1 and not speller.knows(word)
    )


_CONSONANTS = re.compile("[^aeiouy]*")

_ORDINALS = dict(
    zip(map(str, range(1, 11)), "nhat hai ba tu nam sau bay tam chin muoi".split(), strict=True)
)
_NUMBERED_BY = frozenset("quy khoa ky lan thu quan phuong khu ap thon".split())
_NOTHING = Token("", 0, 0)


def numbers(text: str) -> Iterator[str]:
    """Numbers as patterns: a day with its month, a month, a term with what it counts (khoá 11)."""
    text = with_short_dates(text)
    found = [_NOTHING, *tokens(text), _NOTHING, _NOTHING]
    for before, token, after, later in zip(found, found[1:], found[2:], found[3:], strict=False):
        number = token.form
        if not number.isdigit():
            continue
        ordinal = f"(?:thu )?(?:{number}|{_ORDINALS.get(number, number)})"
        if len(number) == 4 and number[:2] in ("19", "20"):
            yield number
        elif _are_day_and_month(text, token, after):
            yield f"{number} {after.form}"
        elif _are_day_and_month(text, before, token):
            continue
        elif before.form == "thang":
            yield rf"(?:thang|\d\d?) {number}"
        elif after.form == "thang" and not later.form.isdigit():
            yield f"{number} thang"
        elif before.form in _NUMBERED_BY:
            yield f"{before.form} {ordinal}"
        else:
            yield ordinal


def _are_day_and_month(text: str, first: Token, second: Token) -> bool:
    return (
        first.form.isdigit()
        and second.form.isdigit()
        and len(second.form) <= 2
        and text[first.end : second.start] in ("/", "-", ".")
    )
