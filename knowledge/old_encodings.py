"""Text typed in fonts older than Unicode: TCVN3 (.VnTime), VNI-Windows (VNI-Times) and VISCII.

Such text comes as letters of Latin-1 or Windows-1252 that the old font drew as Vietnamese ones.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import product

from knowledge.vietnamese import fold, is_syllable

Converter = Callable[[str], str]

_LEFT_OUT = "·"
_TCVN3_LETTERS = (
    "ĂÂÊÔƠƯĐăâêôơưđ······àảãáạ·ằẳẵắ·······ặầẩẫấậè·ẻẽéẹềểễếệìỉ···ĩíịò·ỏõóọồổỗốộờởỡớợù·ủũúụừửữứựỳỷỹýỵ"
)
TCVN3 = {chr(0xA1 + at): letter for at, letter in enumerate(_TCVN3_LETTERS) if letter != _LEFT_OUT}
"""TCVN 5712:1993, from 0xA1 on: the letters that the .Vn fonts draw."""

_VISCII_LETTERS = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡư"
    "àáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
VISCII = {
    "\x02": "Ẳ", "\x05": "Ẵ", "\x06": "Ẫ", "\x14": "Ỷ", "\x19": "Ỹ", "\x1e": "Ỵ",
    **{chr(0x80 + at): letter for at, letter in enumerate(_VISCII_LETTERS)},
}  # fmt: skip
"""RFC 1456."""

_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_CIRCUMFLEX, _BREVE = "\u0302", "\u0306"
_VNI_MARKS = {
    "ø": _GRAVE, "ù": _ACUTE, "û": _HOOK, "õ": _TILDE, "ï": _DOT,
    "â": _CIRCUMFLEX, "à": _CIRCUMFLEX + _GRAVE, "á": _CIRCUMFLEX + _ACUTE,
    "å": _CIRCUMFLEX + _HOOK, "ã": _CIRCUMFLEX + _TILDE, "ä": _CIRCUMFLEX + _DOT,
    "ê": _BREVE, "è": _BREVE + _GRAVE, "é": _BREVE + _ACUTE, "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE, "ë": _BREVE + _DOT,
}  # fmt: skip
_VNI_LETTERS = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _vni_pairs() -> Iterator[tuple[str, str]]:
    for written, letter in _VNI_LETTERS.items():
        yield written, letter
        yield written.upper(), letter.upper()
    for base, mark in product("aeiouyôö", _VNI_MARKS):
        letter = unicodedata.normalize("NFC", _VNI_LETTERS.get(base, base) + _VNI_MARKS[mark])
        if len(letter) == 1:
            yield base + mark, letter
            yield base.upper() + mark.upper(), letter.upper()
            yield base.upper() + mark, letter.upper()


VNI = dict(_vni_pairs())
"""Each pair by its typed letters, the usual way to write one before others."""
_VNI_PATTERN = re.compile("|".join(sorted(VNI, key=len, reverse=True)))

_WINDOWS = {
    ord(bytes([code]).decode("cp1252")): chr(code)
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
"""What Windows shows instead of the letters at 0x80 to 0x9F."""


def decode(data: bytes) -> str:
    """The letters that Windows shows for bytes that are no UTF-8; see to_unicode."""
    return data.decode("latin-1").translate({ord(code): shown for shown, code in _WINDOWS.items()})


_BY_TCVN3, _BY_VISCII = str.maketrans(TCVN3), str.maketrans(VISCII)
_DRAWN = re.compile(r"(?<=[^\W\d_])[\u2212\u2219]|[\u2212\u2219](?=[^\W\d_])")
_DRAWN_AS = {"\u2212": "\xad", "\u2219": "\xb7"}
"""What a PDF makes of the letters at 0xAD and 0xB7."""


def _from_tcvn3(text: str) -> str:
    text = _DRAWN.sub(lambda match: _DRAWN_AS[match[0]], text).translate(_BY_TCVN3)
    return _LINE.sub(lambda match: _with_capitals(match[0]), text)


_LINE = re.compile(r"[^\n<>]+")
"""Or what stands between the tags of a web page."""
_FEWEST_CAPITALS = 3


def _with_capitals(line: str) -> str:
    """TCVN3 has no marked capitals: in a line of capitals their small letters stand for them."""
    plain = "".join(letter for letter in line if letter.isascii() and letter.isalpha())
    return line.upper() if len(plain) >= _FEWEST_CAPITALS and plain.isupper() else line


def _from_vni(text: str) -> str:
    return _VNI_PATTERN.sub(lambda match: VNI[match[0]], text)


def _from_viscii(text: str) -> str:
    return text.translate(_WINDOWS).translate(_BY_VISCII)


def of_font(font: str) -> Converter | None:
    """How to convert what stands in `font`; None for a font of today.

    The fonts .VnTimeH and their like draw capitals for small letters. Vietnamese of today in the
    name of an old font stays as it is.
    """
    name = font.strip().lower()
    if name.startswith(".vn"):
        is_of_capitals = name.endswith("h")
        return _of_old(
            lambda text: _from_tcvn3(text).upper() if is_of_capitals else _from_tcvn3(text)
        )
    return _of_old(_from_vni) if name.startswith("vni") else None


def _of_old(convert: Converter) -> Converter:
    return lambda text: text if _TODAY.search(text) else convert(text)


_FEWEST = 4
"""Different words that must become Vietnamese: a foreign name or two must not be converted."""
_LEAST_RIGHT = 0.9
_LEAST_GAINED = 0.3


def to_unicode(text: str) -> str:
    """`text` with the lines that are in an old encoding converted; all others as they stand."""
    lines = text.split("\n")
    suspects = [line for line in lines if _is_suspect(line)]
    if not suspects:
        return text
    joined = "\n".join(suspects)
    before = _share_right(joined)
    if before > 1 - _LEAST_GAINED:
        return text
    right, convert = max(
        ((_share_right(one(joined)), one) for one in (_from_tcvn3, _from_vni, _from_viscii)),
        key=lambda pair: pair[0],
    )
    if (
        right < max(_LEAST_RIGHT, before + _LEAST_GAINED)
        or len(_odd_words(convert(joined))) < _FEWEST
    ):
        return text
    return "\n".join(convert(line) if _is_suspect(line) else line for line in lines)


_TODAY = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u1ea0-\u1ef9]|[aeiouyAEIOUY][\u0300-\u036f]")
"""What no text in an old encoding holds."""
_ODD = re.compile("[\x02\x05\x06\x14\x19\x1e\x80-\xff]")


def _is_suspect(line: str) -> bool:
    return bool(_ODD.search(line)) and not _TODAY.search(line)


_TOKEN = re.compile(r"[^\s\d.,;:!?()\[\]<>\"'/“”‘’…&=|*_+-]+")


def _odd_words(text: str) -> set[str]:
    """The words that hold anything but ASCII."""
    return {word for word in _TOKEN.findall(text) if not word.isascii()}


def _share_right(text: str) -> float:
    words = _odd_words(text)
    return sum(map(_is_vietnamese, words)) / len(words) if words else 0.0


_TONES = re.compile(f"[{_GRAVE}{_ACUTE}{_HOOK}{_TILDE}{_DOT}]")
_ALPHABET = {*"abcdeghiklmnopqrstuvxy", *TCVN3.values()}
_STOPPED = ("c", "ch", "p", "t")


def _is_vietnamese(word: str) -> bool:
    """Whether a word can be a marked Vietnamese syllable: letters, tones and capitals."""
    if not (word.islower() or word.isupper() or word[1:].islower()):
        return False
    if not (set(word.lower()) <= _ALPHABET and is_syllable(fold(word))):
        return False
    tones = _TONES.findall(unicodedata.normalize("NFD", word))
    may_stop = not fold(word).endswith(_STOPPED) or set(tones) <= {_ACUTE, _DOT}
    return len(tones) <= 1 and may_stop
