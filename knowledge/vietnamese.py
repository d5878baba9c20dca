"""Vietnamese text: normal form, folding, and the tokens that search and reading compare."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffc]")
_MARKS = "".join(chr(code) for code in range(0x300, 0x1F000) if unicodedata.combining(chr(code)))
_PILED = re.compile(f"([{_MARKS}]{{4}})[{_MARKS}]+")
"""More marks on a letter than any language writes: sorting them would take for ever."""
_SPACES = re.compile(r"[^\S\n]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def normalise(text: str) -> str:
    """NFC, one kind of line end and of space, nothing invisible: the first step for every text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text = _CONTROL.sub(" ", text.replace("\x85", "\n"))
    text = unicodedata.normalize("NFC", _PILED.sub(r"\1", _INVISIBLE.sub("", text)))
    return _SPACES.sub(" ", text).strip()


def without_controls(text: str) -> str:
    """`text` as it stands, but for control characters and halves of letters, which nobody sees."""
    return _CONTROL.sub("", text)


def _base_letter(letter: str) -> str:
    return {"đ": "d", "Đ": "D"}.get(letter) or unicodedata.normalize("NFD", letter)[0]


_FOLDING = {code: _base_letter(chr(code)) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))}


def fold(text: str) -> str:
    """Lower case without diacritics, letter for letter: for NFC text all offsets stay the same."""
    return text.translate(_FOLDING).lower()


def has_marks(text: str) -> bool:
    """Whether any letter carries a Vietnamese diacritic (or is đ)."""
    return text.translate(_FOLDING) != text


_PLACED = {
    old + mark: new
    for first, second in ("oa", "oe", "uy")
    for mark in "\u0300\u0301\u0303\u0309\u0323"
    for old, new in ((first + second, first + mark + second),)
}
_OPEN_END = re.compile(
    f"(?<!q)(?:{'|'.join(unicodedata.normalize('NFC', old) for old in _PLACED)})(?![^\\W\\d_])"
)


def with_old_marks(text: str) -> str:
    """Small letters of `text` with the tone marks of hòa, khỏe and ủy where hoà, khoẻ and uỷ have
    them too: two spellings of the same syllables, to be compared, never to be shown.
    """
    return _OPEN_END.sub(
        lambda match: unicodedata.normalize("NFC", _PLACED[unicodedata.normalize("NFD", match[0])]),
        text,
    )


def is_caseless(text: str) -> bool:
    """Whether capitals say nothing in `text`: none after the first letter, or nothing else."""
    letters = "".join(filter(str.isalpha, text))[1:]
    return letters.islower() or letters.isupper()


class Token(NamedTuple):
    """A syllable or a number of a text: its form to compare by, and where it stands."""

    form: str
    start: int
    end: int


_TOKEN = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?!\d)|\d+|[^\W\d_]+")
_ROMAN = {
    roman: str(value)
    for value, roman in enumerate(
        "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX "
        "XXI XXII XXIII XXIV XXV XXVI XXVII XXVIII XXIX XXX".split(),
        start=1,
    )
}
_LETTERS = frozenset("IVX")
_WORDS_IN_CAPITALS = {"VI", "XI"}
"""No numerals where all is in capitals (VI SAO) unless something is counted (KHOA XI)."""
_COUNTED = {"khoa", "ky", "quy", "lan", "thu", "hoi", "hang"}
"""Words after which `iv` or `xi` is a numeral even in small letters: khoá XI, quý iv."""


_OFFICES = {"bi", "chu", "giam", "truong", "chanh", "ban", "tong", "thu", "vien", "hieu", "cuc"}
"""How offices begin that have deputies: phó bí thư, phó chủ tịch, phó giám đốc, phó trưởng ban."""


def tokens(text: str) -> list[Token]:
    """The syllables and numbers of NFC `text`, folded.

    Numbers come in one form (`1.300` as 1300, `09` as 9, `XI` as 11), so that an article and a
    question that write them differently meet. A deputy's office differs from the office itself.
    """
    found: list[Token] = []
    unsure = _LETTERS | _WORDS_IN_CAPITALS if text.isupper() else _LETTERS
    for match in _TOKEN.finditer(text):
        word = match.group()
        if word[0].isdigit():
            form = word.replace(".", "").replace(",", "").lstrip("0") or "0"
        elif word in _ROMAN and (_is_counted(found) or word not in unsure):
            form = _ROMAN[word]
        elif word.upper() in _ROMAN and word != "vi" and _is_counted(found):
            form = _ROMAN[word.upper()]
        else:
            form = fold(word)
            if form in _OFFICES and found and _is_deputy(text, found[-1], match.start()):
                form = f"pho{form}"
        found.append(Token(form, match.start(), match.end()))
    return found


def _is_deputy(text: str, before: Token, start: int) -> bool:
    """Whether "phó" stands before an office: its holder is somebody else than the deputy's."""
    return before.end + 1 == start and text[before.start : before.end].lower() == "phó"


def _is_counted(before: list[Token]) -> bool:
    return bool(before) and before[-1].form in _COUNTED


_DATE_WORDS = re.compile(r"(?<=\d) (?:tháng|thang|năm|nam) (?=\d)", re.IGNORECASE)


def with_short_dates(text: str) -> str:
    """`text` with "19 tháng 9 năm 2023" written as 19/9/2023."""
    return _DATE_WORDS.sub("/", text)


@lru_cache(maxsize=4096)
def forms(text: str) -> tuple[str, ...]:
    """Only the forms of `tokens`, for comparing; dates count the same however they are written.

    Cached, because the same sentences are read again and again.
    """
    return tuple(token.form for token in tokens(with_short_dates(text)))


def count_syllables(text: str) -> int:
    """Numbers count as one each."""
    return sum(1 for _ in _TOKEN.finditer(text))


_SYLLABLE = re.compile(
    r"(?:ngh(?=[iey])|gh(?=[iey])|k(?=[iey])|ng(?![iey])|g(?!e|ie?y)|c(?![iey])|qu|gi|ph|th|tr"
    r"|ch|kh|nh|[bdhlmnprstvx])?"
    r"(?:uye|uya|uay|oai|oay|oeo|uoi|uou|ieu|yeu|iee?|uo|ua|ue|uy|uu|ui|oa|oe|oi|oo|ia|iu|ya|ye"
    r"|ai|ao|au|ay|eo|eu|[aeiouy])"
    r"(?:ng|nh|ch|[cmnpt])?"
)


def is_syllable(word: str) -> bool:
    """Whether folded `word` can be a Vietnamese syllable at all; slips and foreign words cannot."""
    return _SYLLABLE.fullmatch(word) is not None
