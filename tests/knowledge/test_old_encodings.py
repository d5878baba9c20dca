import unicodedata

import pytest
from hypothesis import given

from knowledge import old_encodings
from knowledge.old_encodings import TCVN3, VISCII, VNI, of_font, to_unicode
from tests.conftest import BRIEFING, COUNCIL, SAMPLES
from tests.hostile import texts
from tests.knowledge.readers.making import old_bytes, typed

LETTERS = "aăâeêioôơuưyđ"
MARKED = [
    unicodedata.normalize("NFC", letter + tone)
    for letter in LETTERS
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    if letter != "đ" or not tone
]


@pytest.mark.parametrize("table", [TCVN3, VNI, VISCII], ids=["TCVN3", "VNI", "VISCII"])
def test_every_small_marked_letter_can_be_typed(table: dict[str, str]) -> None:
    wanted = {letter for letter in MARKED if not letter.isascii()}
    assert wanted - set(table.values()) <= ({*"àáâãèéêìíòóôõùúý"} if table is VISCII else {*"ìí"})


@pytest.mark.parametrize("table", [VNI, VISCII], ids=["VNI", "VISCII"])
def test_every_capital_too(table: dict[str, str]) -> None:
    small = {letter for letter in table.values() if letter.islower()}
    assert {letter.upper() for letter in small} - set(table.values()) == set()


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        ("Céng hoµ x· héi chñ nghÜa ViÖt Nam", "Cộng hoà xã hội chủ nghĩa Việt Nam"),
        ("§éc lËp - Tù do - H¹nh phóc", "Độc lập - Tự do - Hạnh phúc"),
        ("Thñ t­íng ký Th«ng t\u2212 vÒ nhµ n\u2212íc", "Thủ tướng ký Thông tư về nhà nước"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("Ñoäc laäp - Töï do - Haïnh phuùc", "Độc lập - Tự do - Hạnh phúc"),
        ("Ñaø Naüng saün coù, aám no, Aùnh vaø AÙnh", "Đà Nẵng sẵn có, ấm no, Ánh và Ánh"),
    ],
)
def test_what_old_fonts_show_is_read(shown: str, meant: str) -> None:
    assert to_unicode(shown) == meant


@pytest.mark.parametrize("encoding", ["TCVN3", "VNI", "VISCII"])
@pytest.mark.parametrize("text", [BRIEFING, COUNCIL], ids=["briefing", "council"])
def test_an_article_comes_back_from_each_encoding(text: str, encoding: str) -> None:
    shown = typed(text, encoding)
    assert shown != text
    assert to_unicode(shown) == text
    assert to_unicode(old_encodings.decode(old_bytes(text, encoding))) == text


def test_text_that_is_fine_stays_as_it_is() -> None:
    for path in SAMPLES.iterdir():
        text = path.read_text(encoding="utf-8")
        assert to_unicode(text) == text
        decomposed = unicodedata.normalize("NFD", text)
        assert to_unicode(decomposed) == decomposed


@pytest.mark.parametrize(
    "text",
    [
        "El señor Muñoz habló en la reunión de la región sobre educación, población y economía.",
        "Die Größe der Städte wächst für Bürger, Gäste und Fußgänger ständig über das Maß hinaus.",
        "À la fête, Hélène a été très émue par les élèves du collège à côté de l’église.",
        "Hà Nam, Thái Bình, Hà Tây, Cà Mau và Bình An là các xã mà ông Hùng, bà Hà làm.",
        "Café, © 2023, §12, 5 µm, 30 °C, ½ lít",
    ],
)
def test_other_languages_and_signs_stay_as_they_are(text: str) -> None:
    assert to_unicode(text) == text


def test_lines_of_today_among_old_ones_stay() -> None:
    old = typed("Độc lập - Tự do - Hạnh phúc, Thị ủy giao ban", "TCVN3")
    today = "Hội nghị tổng kết © 2023"
    assert to_unicode(f"{old}\n{today}") == f"Độc lập - Tự do - Hạnh phúc, Thị ủy giao ban\n{today}"


@given(texts)
def test_whatever_is_converted_has_as_many_lines(text: str) -> None:
    assert to_unicode(text).count("\n") == text.count("\n")


@pytest.mark.parametrize(
    ("font", "shown", "meant"),
    [
        (".VnTime", "ThÞ uû", "Thị uỷ"),
        (".VnArialH", "B¸o c¸o", "BÁO CÁO"),
        (".VnTime", "II. KÕT QU¶\nMë líp", "II. KẾT QUẢ\nMở lớp"),
        ("VNI-Times", "Thò uûy", "Thị ủy"),
    ],
)
def test_fonts_tell_their_encoding(font: str, shown: str, meant: str) -> None:
    convert = of_font(font)
    assert convert
    assert convert(shown) == meant


@pytest.mark.parametrize("font", ["", "Times New Roman", "Arial"])
def test_fonts_of_today_tell_none(font: str) -> None:
    assert of_font(font) is None
