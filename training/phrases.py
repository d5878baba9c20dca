"""What a committee's briefing says, and what is asked about it: words for training/briefings.py."""

FAMILY = (
    "Nguyễn Trần Lê Phạm Hoàng Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Lò Hà Mai Cao Phan Đinh".split()
)
MIDDLE = (
    "Văn Thị Đức Minh Quốc Hữu Thanh Xuân Ngọc Bá Công Kim Hồng Đình Thu Quang Thế Mạnh".split()
)
GIVEN = (
    "An Bình Cường Dũng Hà Hải Hạnh Hiền Hòa Hùng Hương Khánh Lâm Lan Long Mai Minh Nam Nga Phong "
    "Phúc Quân Quang Sơn Tâm Thảo Thắng Thủy Toàn Trang Tuấn Tùng Vân Vinh Yến Bảy Chín Mười Sáu"
).split()
PLACE = (
    "Sông Hương,Phú Lộc,An Khê,Mỹ Đức,Tân Bình,Bình Minh,Long Hưng,Hòa Phú,Thanh Sơn,Đông Hải,"
    "Nam Giang,Yên Phú,Vĩnh Lợi,Cẩm Thạch,Trà Lĩnh,Quảng Phú,Kim Sơn,Đại Lộc,Tây Hồ,Xuân Mai,"
    "Nà Phặc,Mường Khoa,Bản Lầu,Ea Trang,Krông Búk,Cái Nước,Giồng Riềng,Ba Vì,Sơn Trà,Điện Bàn"
).split(",")
COMMITTEE = "Thị ủy,Huyện ủy,Thành ủy,Đảng ủy phường,Đảng ủy xã,Tỉnh ủy,Đảng ủy Khối".split(",")
POSTS = (
    "Bí thư,Phó Bí thư,Phó Bí thư Thường trực,Ủy viên Ban Thường vụ,Trưởng Ban Tổ chức,"
    "Trưởng Ban Tuyên giáo,Chủ nhiệm Ủy ban Kiểm tra,Trưởng Ban Dân vận,Chánh Văn phòng,"
    "Chủ tịch Ủy ban MTTQ,Chủ tịch Hội Nông dân,Bí thư Đoàn Thanh niên,Giám đốc Trung tâm Chính trị"
).split(",")
BODY = (
    "Hội Nông dân,Hội Liên hiệp Phụ nữ,Đoàn Thanh niên,Hội Cựu chiến binh,Liên đoàn Lao động,"
    "Ủy ban MTTQ,Ban Tuyên giáo,Ban Tổ chức,Trung tâm Chính trị,Ủy ban Kiểm tra,Ban Dân vận,"
    "Phòng Giáo dục và Đào tạo,Công an thị xã,Ban Chỉ huy Quân sự,Trạm Y tế,Công đoàn cơ sở"
).split(",")
HALL = (
    "Hội trường Thị ủy,Nhà văn hóa trung tâm,hội trường UBND,Trung tâm Hội nghị,phòng họp số 2,"
    "Hội trường A,nhà thi đấu đa năng,Trường Chính trị,Nhà văn hóa tổ 5,sân vận động trung tâm"
).split(",")
PERIOD = "quý I,quý II,quý III,6 tháng đầu năm,9 tháng,tháng 4,tháng 7,tháng 11,năm,tháng 2".split(
    ","
)
THINGS = (
    ("lớp bồi dưỡng", "mở"),
    ("cuộc kiểm tra", "tiến hành"),
    ("cuộc giám sát", "thực hiện"),
    ("đảng viên mới", "kết nạp"),
    ("văn bản chỉ đạo", "ban hành"),
    ("hội nghị", "tổ chức"),
    ("suất quà", "trao"),
    ("căn nhà tình nghĩa", "xây dựng"),
    ("mô hình dân vận khéo", "duy trì"),
    ("buổi tuyên truyền", "tổ chức"),
    ("đơn thư", "tiếp nhận"),
    ("hội viên mới", "phát triển"),
    ("tổ chức cơ sở đảng", "kiểm tra"),
    ("cây xanh", "trồng"),
    ("đơn vị máu", "tiếp nhận"),
    ("thẻ bảo hiểm y tế", "cấp"),
    ("km kênh mương", "nạo vét"),
    ("học viên", "đào tạo"),
    ("ý kiến cử tri", "tổng hợp"),
    ("hộ nghèo", "hỗ trợ"),
)

Pattern = tuple[str, dict[str, tuple[str, ...]]]
"""A sentence with fields in braces, and for a field the questions that it answers."""

PATTERNS: tuple[Pattern, ...] = (
    (
        "{day}, tại {hall}, {committee} tổ chức {of}.",
        {
            "day": (
                "{of} diễn ra khi nào?",
                "{of} tổ chức ngày nào?",
                "{committee} họp ngày nào?",
                "ngày tổ chức {of}",
            ),
            "hall": (
                "{of} được tổ chức ở đâu?",
                "{of} diễn ra tại đâu?",
                "địa điểm tổ chức {of}",
            ),
            "committee": ("Cơ quan nào tổ chức {of}?", "Đơn vị nào mở {of}?"),
        },
    ),
    (
        "Đồng chí {person}, {post} {committee} chủ trì {meeting}.",
        {
            "person": (
                "Ai chủ trì {of}?",
                "Đồng chí nào chủ trì {of}?",
                "Người chủ trì {of} là ai?",
                "Ai điều hành {of}?",
                "{of} do ai chủ trì?",
            ),
            "post": ("Đồng chí {person} giữ chức vụ gì?", "{person} là gì ở {committee}?"),
        },
    ),
    (
        "Dự {meeting} có đồng chí {person}, {post}; đại diện {body} và {n} đại biểu.",
        {
            "person": ("Ai dự {of}?", "Lãnh đạo nào có mặt tại {of}?"),
            "n": ("{of} có bao nhiêu đại biểu?", "Có bao nhiêu đại biểu dự {of}?"),
            "post": ("Đồng chí {person} giữ chức vụ gì?",),
        },
    ),
    (
        "Trong {period}, {body} đã {verb} {n} {thing}, {more}.",
        {
            "n": (
                "{body} {verb} bao nhiêu {thing}?",
                "{body} đã {verb} mấy {thing} trong {period}?",
                "số {thing} mà {body} {verb}",
                "Có bao nhiêu {thing}?",
            ),
            "body": ("Đơn vị nào {verb} {n} {thing}?", "Cơ quan nào {verb} {thing}?"),
        },
    ),
    (
        "{body} {verb} {n} {thing} với {m} người tham gia.",
        {
            "n": ("{body} {verb} bao nhiêu {thing}?", "Có mấy {thing}?"),
            "m": (
                "Có bao nhiêu người tham gia {thing}?",
                "{thing} của {body} có bao nhiêu người tham gia?",
            ),
        },
    ),
    (
        "Phát biểu kết luận, đồng chí {person} yêu cầu {body} {task}.",
        {
            "person": ("Ai phát biểu kết luận {of}?", "Đồng chí nào kết luận {of}?"),
            "task": ("Đồng chí {person} yêu cầu {body} làm gì?", "{body} phải làm gì?"),
            "body": ("Đồng chí {person} giao việc cho đơn vị nào?",),
        },
    ),
    (
        "Kết quả thu ngân sách đạt {money}, bằng {percent} dự toán.",
        {
            "money": ("Thu ngân sách đạt bao nhiêu?", "Thu ngân sách được bao nhiêu tiền?"),
            "percent": ("Thu ngân sách bằng bao nhiêu phần trăm dự toán?", "tỷ lệ thu ngân sách"),
        },
    ),
    (
        "{body} vận động được {money} ủng hộ {cause}.",
        {
            "money": (
                "{body} vận động được bao nhiêu tiền?",
                "Vận động được bao nhiêu ủng hộ {cause}?",
            ),
            "cause": ("{body} vận động tiền để làm gì?", "Tiền vận động ủng hộ việc gì?"),
        },
    ),
    (
        "Đồng chí {person} được bầu giữ chức {post} {body} nhiệm kỳ {term}.",
        {
            "person": ("Ai được bầu làm {post} {body}?", "{post} {body} nhiệm kỳ {term} là ai?"),
            "post": ("Đồng chí {person} được bầu giữ chức gì?", "{person} giữ chức vụ nào?"),
            "term": ("Đồng chí {person} được bầu nhiệm kỳ nào?",),
        },
    ),
    (
        "Lễ phát động diễn ra ngày {date} tại xã {place} với sự tham gia của {n} đoàn viên.",
        {
            "date": ("Lễ phát động diễn ra ngày nào?", "Phát động hôm nào?"),
            "place": ("Lễ phát động diễn ra ở đâu?", "Lễ phát động được tổ chức tại xã nào?"),
            "n": ("Có bao nhiêu đoàn viên tham gia lễ phát động?",),
        },
    ),
    (
        "Nguyên nhân của hạn chế là {reason}.",
        {"reason": ("Nguyên nhân của hạn chế là gì?", "Vì sao còn hạn chế?")},
    ),
    (
        "Thời gian tới, {body} tập trung {task}.",
        {"task": ("Thời gian tới {body} tập trung làm gì?", "Nhiệm vụ sắp tới của {body} là gì?")},
    ),
)
TASKS = (
    "hoàn thành hồ sơ trước ngày 15,rà soát các chỉ tiêu còn thấp,tăng cường kiểm tra cơ sở,"
    "chuẩn bị đại hội chi bộ,đẩy nhanh giải ngân vốn đầu tư,củng cố tổ tự quản,"
    "tuyên truyền phòng cháy chữa cháy,nâng cao chất lượng sinh hoạt chi bộ,"
    "vận động nhân dân hiến đất"
).split(",")
REASONS = (
    "một số cấp ủy chưa quyết liệt,thiếu cán bộ chuyên trách,mưa lũ kéo dài,kinh phí cấp chậm,"
    "công tác phối hợp chưa chặt chẽ,người dân đi làm ăn xa"
).split(",")
CAUSES = (
    "đồng bào vùng lũ,Quỹ Vì người nghèo,xây nhà đại đoàn kết,học sinh nghèo,Quỹ khuyến học".split(
        ","
    )
)
MORE = (
    "đạt 105 % kế hoạch,tăng 3 so với cùng kỳ,vượt chỉ tiêu được giao,giảm nhẹ so với năm trước"
).split(",")
IDLE = (
    "Hội nghị đã thảo luận sôi nổi, thẳng thắn.",
    "Các đại biểu tập trung đánh giá kết quả đạt được và chỉ ra những khó khăn, vướng mắc.",
    "Tình hình tư tưởng cán bộ, đảng viên và nhân dân cơ bản ổn định.",
    "Công tác dân vận tiếp tục được đổi mới, hướng về cơ sở.",
    "Các phong trào thi đua được triển khai rộng khắp.",
)
