import pytest

from knowledge.readers.tables import as_lines, with_tables

HEADINGS = ["STT", "Đơn vị", "Số lớp"]


def test_cells_stand_beside_their_headings() -> None:
    rows = [HEADINGS, ["1", "Xã Thanh Lâm", "3"], ["2", "Xã Phú Hưng", ""], ["Cộng", "3"]]
    assert as_lines(rows) == ["Đơn vị: Xã Thanh Lâm | Số lớp: 3", "Đơn vị: Xã Phú Hưng", "Cộng | 3"]


@pytest.mark.parametrize(
    "rows",
    [
        [["Trần Văn Bảy", "Bí thư"], ["Lê Thị Sáu", "Chủ tịch"]],
        [["Xã Thanh Lâm", "3"], ["Xã Phú Hưng", "5"]],
        [["Xã Thanh Lâm", "3 lớp"], ["Xã Phú Hưng", "5"]],
        [["Xã Thanh Lâm", "-"], ["Xã Phú Hưng", "5"]],
        [["", "Số lớp"], ["Xã Phú Hưng", "5"]],
        [HEADINGS],
    ],
    ids=["no numbers", "numbers above", "amounts above", "signs above", "no heading", "one row"],
)
def test_rows_without_headings_stay_as_they_are(rows: list[list[str]]) -> None:
    assert as_lines(rows) == [" | ".join(filter(None, row)) for row in rows]


def test_years_may_be_headings() -> None:
    rows = [["Chỉ tiêu", "Năm 2022:", "Năm 2023:"], ["Hộ nghèo", "4,5%", "3,2 %"]]
    assert as_lines(rows) == ["Chỉ tiêu: Hộ nghèo | Năm 2022: 4,5% | Năm 2023: 3,2 %"]


def test_tables_among_lines_are_found_by_their_bars() -> None:
    lines = [
        "Kết quả:",
        "| Đơn vị | Số lớp | ",
        "|---|---|",
        "| Xã Phú Hưng | 5 |",
        "Hết | rồi",
        "a|",
    ]
    assert list(with_tables(lines)) == [
        "Kết quả:",
        "Đơn vị: Xã Phú Hưng | Số lớp: 5",
        "Hết | rồi",
        "a",
    ]
    assert list(with_tables(["|---|", "||", "|"])) == []
