"""Which articles are the same news: from two places, or published again with small edits."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cached_property
from itertools import chain

from knowledge.claims import Claims
from knowledge.shingles import places_missing, shingles, sketch
from knowledge.store import StoredArticle

_MISSING = 0.25
"""The share of the shorter text that the longer one may lack: a paragraph that was rewritten."""
_EDITS, _FEW_EDITS = 0.015, 3
"""Places in which they may differ, to a syllable and in any text. Of 13,302 news articles 52 pairs
are the same to the letter; of all other pairs with 75 % in common one has fewer than .018, and it
differs in names and numbers: each was written anew from the same announcement."""
_LENGTH = 0.5
"""The shorter text to the longer: a digest of the week holds many news, and is none of them."""
_AS_COMPLETE = 0.9
_APART = timedelta(days=6)
"""Between the dates of publication: what is announced each week may have the same words."""
_TELLING = 60
"""Syllables: a shorter text may say nothing by itself (“see the file”), so titles count as well."""
_SHARED = 6
"""Of two sketches, for a closer look: texts within the limits above share three times as many."""
_CROWD = 50
"""Articles that hold one shingle; beyond that it belongs to a form, and says nothing."""


class _Text:
    """An article as it is compared; `at` is its place among all."""

    def __init__(self, at: int, stored: StoredArticle) -> None:
        self.at, self.stored = at, stored
        self.title, _, rest = stored.terms.partition(" . ")
        body = rest.partition(" . ")[2]  # behind the date
        self.shingles = shingles([form for form in body.split() if form != "."])
        self.length = len(self.shingles)

    @cached_property
    def claims(self) -> Claims:
        return Claims(self.stored.article)

    def is_same(self, other: "_Text") -> bool:
        shorter, longer = sorted((self, other), key=lambda text: text.length)
        if shorter.length < _LENGTH * longer.length:
            return False
        if shorter.length < _TELLING and self.title != other.title:
            return False
        apart = _apart(self.stored.article.date, other.stored.article.date)
        if apart > _APART:
            return False
        share, places = places_missing(shorter.shingles, longer.shingles)
        if share > _MISSING or places > max(_EDITS, _FEW_EDITS / shorter.length):
            return False
        _, places = places_missing(longer.shingles, shorter.shingles)
        if places > max(_EDITS, _FEW_EDITS / longer.length):
            return False
        # Without two dates nobody knows which number is right, so that both articles stay.
        may_correct = bool(apart) and shorter.length >= _AS_COMPLETE * longer.length
        return not self.claims.contradict(other.claims, may_correct)


def find_copies(articles: Sequence[StoredArticle]) -> dict[int, int]:
    """The ids of articles that are copies, with the id of the article that is kept for each.

    The most complete is kept; of those about as complete the newest, then one with an address, then
    the first. Each copy is the same as the kept one itself, not only as another copy of it.

    :param articles: in the order of their folders and paths.
    """
    texts = [_Text(at, stored) for at, stored in enumerate(articles)]
    groups: dict[int, list[_Text]] = {}
    holding: defaultdict[int, list[int]] = defaultdict(list)
    for text in sorted(texts, key=lambda one: -one.length):
        known = sketch(text.shingles)
        holders = [holding[shingle] for shingle in known]
        for at in _close(holders):
            if text.is_same(texts[at]):
                groups[at].append(text)
                break
        else:
            groups[text.at] = [text]
            for those in holders:
                if len(those) < _CROWD:
                    those.append(text.at)
    return {
        text.stored.id: kept.stored.id
        for group in groups.values()
        if len(group) > 1
        for kept in [_kept(group)]
        for text in group
        if text is not kept
    }


def _close(holders: Sequence[Sequence[int]]) -> Iterator[int]:
    """Those that share much of a sketch, the closest first; `holders` of each of its shingles."""
    telling = [those for those in holders if len(those) < _CROWD] or holders
    wanted = min(_SHARED, max(1, len(telling) // 2))
    for at, shared in Counter(chain.from_iterable(telling)).most_common():
        if shared < wanted:
            return
        yield at


def _kept(group: Sequence[_Text]) -> _Text:
    """Of a group whose first is the longest and the same as all others."""
    complete = [text for text in group if text.length >= _AS_COMPLETE * group[0].length]
    for text in sorted(complete, key=_newest_first):
        if all(text.is_same(other) for other in group if other is not text):
            return text
    return group[0]


def _newest_first(text: _Text) -> tuple[int, bool, int]:
    article = text.stored.article
    return -(article.date or date.min).toordinal(), article.url is None, text.at


def _apart(one: date | None, other: date | None) -> timedelta:
    return abs(one - other) if one and other else timedelta(0)
