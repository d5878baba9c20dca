import subprocess
import sys

import pytest

from tests.bot.conftest import Office, one_line
from tests.conftest import ROOT
from tests.knowledge.readers.making import PARAGRAPHS, TITLE, docx, page, paragraph, pdf, web_page


def test_a_preview_shows_what_would_be_read(office: Office) -> None:
    (office.folder / "bài.html").write_text(web_page(), encoding="utf-8")
    assert office("preview", "bài.html") == 0
    assert office.out.split("\n") == [
        f"title   {TITLE}",
        "date    2023-05-05",
        "author  Minh Thư",
        "url     https://mylam.example/tin-tuc/giao-ban-thang-4",
        "length  100 syllables in 3 paragraphs",
        "",
        *PARAGRAPHS,
        "",
    ]
    assert office.err == ""
    assert not (office.folder / "state").exists()


def test_a_preview_is_json_for_programs(office: Office) -> None:
    (office.folder / "a.docx").write_bytes(docx(paragraph(TITLE), paragraph(PARAGRAPHS[0])))
    assert office.json("preview", "a.docx") == {
        "title": TITLE,
        "body": PARAGRAPHS[0],
        "date": None,
        "url": None,
        "author": None,
        "syllables": 30,
    }


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.pdf", pdf([]), "a scan"),
        ("a.pdf", pdf(page(["A"]), password=True), "protected by a password"),
        ("a.doc", b"x", "save it as .docx in Word"),
        ("a.odt", b"x", "only .txt, .md, .doc, .docx, .html, .htm, .pdf, .rtf files are read"),
        ("khong-co.txt", None, "No such file"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_in_one_line(
    office: Office, name: str, data: bytes | None, reason: str
) -> None:
    if data is not None:
        (office.folder / name).write_bytes(data)
    assert office("preview", name) == 2
    assert office.out == ""
    assert one_line(office.err).startswith(f"giaoban: {name}: ")
    assert reason in office.err


def test_what_only_readers_need_is_not_loaded_with_the_command() -> None:
    heavy = {"doc2docx", "lxml", "pypdfium2", "striprtf", "trafilatura"}
    code = f"import sys, bot.cli; sys.exit(', '.join({heavy!r} & sys.modules.keys()) or 0)"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
