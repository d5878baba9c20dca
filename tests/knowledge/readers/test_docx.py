import datetime as dt

from knowledge.articles import Article
from knowledge.readers import parse_article
from tests.knowledge.readers import making
from tests.knowledge.readers.making import PARAGRAPHS, TITLE, docx, paragraph, run, table, typed


def read(*blocks: str, **parts: str) -> Article:
    return parse_article("a.docx", docx(*blocks, **parts))


def body(*blocks: str, **parts: str) -> list[str]:
    return read(paragraph(TITLE), *blocks, **parts).body.split("\n")


def test_title_date_paragraphs_and_author_are_read() -> None:
    blocks = (TITLE, "Thứ sáu, 05/05/2023", *PARAGRAPHS, "Tin, ảnh: Minh Thư")
    article = read(*map(paragraph, blocks))
    day = dt.date(2023, 5, 5)
    assert article == Article(TITLE, "\n".join(PARAGRAPHS), day, None, "Minh Thư")


def test_a_table_is_read_row_by_row() -> None:
    rows = [
        ["Đơn vị", "Số lớp", "Học viên"],
        ["Xã Thanh Lâm", "3", "120"],
        ["Xã Phú Hưng", "", "90"],
    ]
    assert body(paragraph(PARAGRAPHS[0]), table(rows)) == [
        PARAGRAPHS[0],
        "Đơn vị: Xã Thanh Lâm | Số lớp: 3 | Học viên: 120",
        "Đơn vị: Xã Phú Hưng | Học viên: 90",
    ]


def test_cells_of_several_paragraphs_are_one_line_but_in_a_letterhead() -> None:
    rows = [["Ngày", "Nội dung"], ["5/5", "Thị ủy họp\nGiao ban"], ["6/5", "Tiếp dân"]]
    assert body(table(rows)) == ["Ngày | Nội dung", "5/5 | Thị ủy họp Giao ban", "6/5 | Tiếp dân"]
    assert body(table([["Nơi nhận:\nLưu", "CHỦ TỊCH\nLê Thị Sáu"]])) == [
        "Nơi nhận:",
        "Lưu",
        "CHỦ TỊCH",
    ]


def test_a_table_within_a_table_is_read_once_and_rows_in_controls_are_read() -> None:
    inner = table([["Xã Phú Hưng", "90"]])
    row = f"<w:tr><w:tc>{paragraph('Xã Thanh Lâm')}{inner}</w:tc></w:tr>"
    control = f"<w:tbl><w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt></w:tbl>"
    assert body(control) == ["Xã Thanh Lâm", "Xã Phú Hưng | 90"]


def test_what_word_cuts_into_runs_is_whole_again() -> None:
    inside = run("Thị ủy ") + run("giao") + run(" ban") + "<w:r><w:tab/></w:r>" + run("quý I.")
    assert body(paragraph(inside=inside)) == ["Thị ủy giao ban quý I."]


def test_insertions_links_and_controls_are_read_and_deletions_are_not() -> None:
    inside = (
        run("Hội nghị ")
        + f"<w:ins>{run('thông qua ')}</w:ins>"
        + "<w:del><w:r><w:delText>bác bỏ</w:delText></w:r></w:del>"
        + f"<w:hyperlink>{run('chín ')}</w:hyperlink>"
        + f"<w:sdt><w:sdtContent>{run('nghị quyết.')}</w:sdtContent></w:sdt>"
        + "<w:r><w:instrText>PAGE</w:instrText></w:r>"
    )
    assert body(paragraph(inside=inside)) == ["Hội nghị thông qua chín nghị quyết."]


def test_a_text_box_stands_by_itself_and_once() -> None:
    box = f"<w:txbxContent>{paragraph('Trong khung.')}</w:txbxContent>"
    compatible = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    assert body(paragraph("Ngoài khung.", inside=f"<w:r>{compatible}</w:r>")) == [
        "Ngoài khung.",
        "Trong khung.",
    ]


def test_old_fonts_are_converted_run_by_run() -> None:
    inside = run(typed("Thị ủy họp ", "TCVN3"), ".VnTime") + run("với Sở Nội vụ và ")
    inside += run(typed("Ủy ban Kiểm tra.", "VNI"), "VNI-Times")
    assert body(paragraph(inside=inside)) == ["Thị ủy họp với Sở Nội vụ và Ủy ban Kiểm tra."]


def test_an_old_font_may_be_that_of_the_style_or_of_the_file() -> None:
    text = typed("Thị ủy họp.", "TCVN3")
    article = read(
        paragraph(typed("Tin giao ban", "TCVN3")), paragraph(text), styles=making.styles(".VnTime")
    )
    assert (article.title, article.body) == ("Tin giao ban", "Thị ủy họp.")


def test_signs_that_word_puts_into_an_old_font_do_not_keep_it_from_being_converted() -> None:
    text = f"“{typed('Thị ủy', 'TCVN3')}” – {typed('họp…', 'TCVN3')}"
    assert body(paragraph(text, ".VnTime")) == ["“Thị ủy” – họp…"]


def test_unicode_in_an_old_font_stays() -> None:
    assert body(paragraph("Thị ủy họp ở phường.", ".VnTime")) == ["Thị ủy họp ở phường."]


def test_the_soft_hyphen_of_an_old_font_is_a_letter() -> None:
    parts = typed("Thủ tướng", "TCVN3").split("\xad")
    inside = '<w:r><w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr>' + "<w:softHyphen/>".join(
        f"<w:t>{part}</w:t>" for part in parts
    )
    assert body(paragraph(inside=f"{inside}</w:r>"), paragraph("Hết.")) == ["Thủ tướng", "Hết."]


def test_an_official_paper_gets_its_title_from_below_the_letterhead() -> None:
    head = table(
        [["ỦY BAN NHÂN DÂN\nTHỊ XÃ MỸ LÂM\nSố: 12/BC-UBND",
          "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
          "Mỹ Lâm, ngày 05 tháng 5 năm 2023"]]
    )  # fmt: skip
    article = read(
        head, paragraph("BÁO CÁO"), paragraph("Kết quả công tác tháng 4 năm 2023"),
        paragraph("-----"), paragraph(PARAGRAPHS[0]),
    )  # fmt: skip
    assert article.title == "BÁO CÁO Kết quả công tác tháng 4 năm 2023"
    assert article.date == dt.date(2023, 5, 5)
    assert article.body == PARAGRAPHS[0]
