from collections.abc import Callable

import pytest

from knowledge.spans import Span, amounts, organisations, people, places, roles, times


def said(find: Callable[[str], list[Span]], sentence: str) -> list[str]:
    return [sentence[slice(*span)] for span in find(sentence)]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Đồng chí Đặng Văn Tám, Phó Bí thư Thị ủy, chủ trì.", ["Đặng Văn Tám"]),
        ("Bà Phạm Thị Mận và ông Lê Hoàng Lúa cùng dự.", ["Phạm Thị Mận", "Lê Hoàng Lúa"]),
        ("Dự họp có các đồng chí: Phạm Út, Vũ An; Đỗ Ka Li.", ["Phạm Út", "Vũ An", "Đỗ Ka Li"]),
        ("Hội nghị do đ/c Tám chủ trì.", ["Tám"]),
        ("Xã khen chị Hai Lúa.", ["Hai Lúa"]),
        ("BÀ PHẠM THỊ MẬN, CHỦ TRÌ", ["PHẠM THỊ MẬN"]),
        ("Th.S Lan Anh giảng bài, bác sĩ Cao Thị Út khám bệnh.", ["Lan Anh", "Cao Thị Út"]),
        ("Ông Y Bá Niê đến thăm bà Bơ Nah.", ["Y Bá Niê", "Bơ Nah"]),
        ("Quà được trao cho em Hồ Văn Tí ở phường Lúa Chín.", ["Hồ Văn Tí"]),
        ("Chủ tịch UBND phường Hà Thị Sen đọc báo cáo.", ["Hà Thị Sen"]),
    ],
)
def test_people_are_found_by_their_names(sentence: str, found: list[str]) -> None:
    assert said(people, sentence) == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Có đồng chí Bí thư Thị ủy và đồng chí Chủ tịch UBND.", []),
        ("Đồng chí Phó Bí thư Thường trực Thị ủy đến dự.", []),
        ("Thay đ/c Tổng Bí thư, đ/c Thường trực Thị ủy đọc báo cáo.", []),
        ("Có ông Chủ nhiệm Ủy ban Kiểm tra và bà Hiệu trưởng phát biểu.", []),
        ("Các đồng chí Ủy viên, đồng chí Uỷ viên và đồng chí Trưởng Ban họp.", []),
        ("Đồng chí Bí thư Thị ủy Lê An phát biểu.", ["Lê An"]),
        ("Đồng chí Phó Chủ tịch Hồ Văn Tí và đồng chí Tám.", ["Hồ Văn Tí", "Tám"]),
        ("Ông Hồ Tí thay đồng chí Bí thư Thị ủy chủ trì.", ["Hồ Tí"]),
        ("Đồng chí Tổng Bí thư Nguyễn Phú Mỹ gửi thư.", ["Nguyễn Phú Mỹ"]),
        ("Có ông Phóng và bà Phó Chủ tịch.", ["Phóng"]),
        ("Có ông Trưởng và ông Chánh, bà Trưởng phòng, bà Chánh Văn phòng.", ["Trưởng", "Chánh"]),
        ("Ông Phó Bí thư họp cùng đồng chí BÍ THƯ THỊ ỦY.", []),
        ("Thay đồng chí Nguyên Bí thư, đồng chí Lê Nguyên đọc.", ["Lê Nguyên"]),
    ],
)
def test_an_office_after_an_address_is_no_name(sentence: str, found: list[str]) -> None:
    assert said(people, sentence) == found


@pytest.mark.parametrize(
    "sentence",
    [
        "Xe chạy trên đường Nguyễn Văn Mây và phố Trần Lúa.",
        "Cầu Lê Văn Tám được sửa.",
        "Trường Đặng Thị Mận khai giảng, chợ Phan Lúa mở cửa.",
        "Quỹ Phạm Lúa trao học bổng.",
        "Phường Lê Mận và xã Trần Đào họp.",
        "Đoàn của tỉnh Lâm Đồng, Hà Nội và Cao Bằng đến thăm.",
        "TP. Thái Nguyên kết nghĩa với Hồ Chí Minh.",
        "Đoàn Thanh niên thị xã Sông Mây ra quân.",
        "Mưa to, mọi người ở nhà.",
    ],
)
def test_streets_provinces_and_bodies_are_no_people(sentence: str) -> None:
    assert said(people, sentence) == []


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Lớp có trên 1.300 học viên, tăng 5%.", ["trên 1.300 học viên", "5%"]),
        ("Trao 20 suất quà, mỗi suất 500.000 đồng.", ["20 suất quà", "500.000 đồng"]),
        ("Kinh phí gần 2,5 tỷ đồng.", ["gần 2,5 tỷ đồng"]),
        ("Quyên góp 45 triệu đồng.", ["45 triệu đồng"]),
        ("Tỷ lệ đạt 98,5 %.", ["98,5 %"]),
        ("Ba đồng chí được khen.", ["Ba đồng chí"]),
        ("Hơn hai trăm hộ dân đến xem.", ["Hơn hai trăm hộ dân"]),
        ("Phường có mười hai tuyến đường.", ["mười hai tuyến đường"]),
        ("Mở 3 lớp với 210 học viên.", ["3 lớp", "210 học viên"]),
        ("Trồng 1 nghìn cây xanh.", ["1 nghìn cây xanh"]),
        ("Trời đẹp, bà con vui.", []),
    ],
)
def test_amounts_are_found_with_what_they_count(sentence: str, found: list[str]) -> None:
    assert said(amounts, sentence) == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Chiều 4/5, lúc 8 giờ 30, có 30 người dự.", ["30 người dự"]),
        ("Ngày 19/9/2021 xã họp.", []),
        ("Tháng 9 có 12 vụ.", ["12 vụ"]),
        ("Quý 2 năm 2021 mở 3 lớp.", ["3 lớp"]),
        ("Nhiệm kỳ 2020 - 2025 bầu 15 người.", ["15 người"]),
        ("Ngày 3 tháng 4 năm 2021 trời mưa.", []),
    ],
)
def test_times_are_no_amounts(sentence: str, found: list[str]) -> None:
    assert said(amounts, sentence) == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Chiều ngày 19/9/2021, Thị ủy họp.", ["Chiều ngày 19/9/2021"]),
        ("Sáng 4/5, xã ra quân.", ["Sáng 4/5"]),
        ("Lễ khai mạc 8 giờ 30 phút, ngày 4/5/2021.", ["8 giờ 30 phút, ngày 4/5/2021"]),
        ("Mọi người tập trung lúc 7 giờ.", ["7 giờ"]),
        ("Xe chạy 8h30 ngày 4/5/2021.", ["8h30 ngày 4/5/2021"]),
        ("Họp ngày 19 tháng 9 năm 2021.", ["ngày 19 tháng 9 năm 2021"]),
        ("Họp ngày 19.9.2021.", ["ngày 19.9.2021"]),
        ("Từ ngày 3 đến ngày 5/6/2021, hội thi diễn ra.", ["Từ ngày 3 đến ngày 5/6/2021"]),
        ("Hội thi ngày 3 và 4/6/2021 rất vui.", ["ngày 3 và 4/6/2021"]),
        ("Trong tháng 4 năm 2021 và quý II/2021.", ["tháng 4 năm 2021", "quý II/2021"]),
        ("Cuối tháng 12/2021 tổng kết.", ["Cuối tháng 12/2021"]),
        ("Kế hoạch giai đoạn 2021-2025.", ["giai đoạn 2021-2025"]),
        ("Từ năm 2019 đến nay.", ["năm 2019"]),
        ("Có 30 người và 1.300 cây, đạt 95%.", []),
    ],
)
def test_times_are_found_in_every_form(sentence: str, found: list[str]) -> None:
    assert said(times, sentence) == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Họp tại hội trường UBND thị xã Sông Mây.", ["hội trường UBND thị xã Sông Mây"]),
        ("Lễ ở xã Đồng Quế, thị xã Sông Mây.", ["xã Đồng Quế", "thị xã Sông Mây"]),
        ("Hội thi tại Nhà văn hóa phường 3 vào sáng 4/5.", ["Nhà văn hóa phường 3"]),
        ("Bà Mận quê Bến Mít.", ["Bến Mít"]),
        ("Ông Tám ở khu phố 2.", ["khu phố 2"]),
        ("Đoàn đến Trường Mầm non Lúa Chín để tặng quà.", ["Trường Mầm non Lúa Chín"]),
        ("Xã Đồng Quế dẫn đầu.", ["Xã Đồng Quế"]),
        ("Sửa đường Nguyễn Văn Mây.", ["đường Nguyễn Văn Mây"]),
        ("Tại buổi lễ, bà Mận đến dự và phát biểu.", []),
        ("Ông Tám phát biểu tại hội nghị.", []),
    ],
)
def test_places_are_found_where_something_is(sentence: str, found: list[str]) -> None:
    assert said(places, sentence) == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Do Ban Tổ chức Thị ủy chủ trì.", ["Ban Tổ chức Thị ủy"]),
        ("Hội Liên hiệp Phụ nữ thị xã đã ra quân.", ["Hội Liên hiệp Phụ nữ thị xã"]),
        (
            "Cờ thuộc về UBND phường Lúa Chín và Hội Nông dân thị xã.",
            ["UBND phường Lúa Chín", "Hội Nông dân thị xã"],
        ),
        ("Phòng Nội vụ, Công an thị xã cùng dự.", ["Phòng Nội vụ", "Công an thị xã"]),
        (
            "Hội Chữ thập đỏ phối hợp với Trung tâm Y tế.",
            ["Hội Chữ thập đỏ", "Trung tâm Y tế"],
        ),
        ("Cuộc họp do hội đồng và tổ dân phố mở.", []),
    ],
)
def test_bodies_are_found_by_their_head_word(sentence: str, found: list[str]) -> None:
    assert said(organisations, sentence) == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        (
            "Đồng chí Đặng Văn Tám, Phó Bí thư Thường trực Thị ủy, chủ trì.",
            ["Phó Bí thư Thường trực Thị ủy"],
        ),
        ("Bà Mận là Chủ tịch HĐND thị xã.", ["Chủ tịch HĐND thị xã"]),
        ("Nguyên Bí thư Thị ủy Đặng Văn Tám đến dự.", ["Nguyên Bí thư Thị ủy"]),
        ("Phó Chủ tịch UBND thị xã Phạm Thị Mận đọc báo cáo.", ["Phó Chủ tịch UBND thị xã"]),
        ("Ông giữ chức Phó Trưởng ban Tổ chức.", ["Phó Trưởng ban Tổ chức"]),
        (
            "Bà Mận - Hiệu trưởng Trường Mầm non Lúa Chín - tặng quà.",
            ["Hiệu trưởng Trường Mầm non Lúa Chín"],
        ),
        ("Chánh Văn phòng Thị ủy đọc báo cáo.", ["Chánh Văn phòng Thị ủy"]),
        ("Bà con trồng cây.", []),
    ],
)
def test_offices_are_found_without_their_holders(sentence: str, found: list[str]) -> None:
    assert said(roles, sentence) == found
