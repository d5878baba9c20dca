"""What nobody writes by accident: for the tests that nothing breaks on it."""

from hypothesis import strategies as st

ZALGO = "h" + "\u0300\u0316\u0489\u0334" * 40 + "ọp"
NASTY = (
    "",
    "\0",
    "\x1b[2J\x07\x7f\x9b",
    "\u202eptth\u202c \u200f\u2066\u2069",
    "\u200b\u200d\ufeff\u00ad",
    "\u2028\u2029\x85\x0b\x0c",
    "\ud800",
    "\udfff\ud83d",
    ZALGO,
    "🎉👨‍👩‍👧‍👦🇻🇳" * 9,
    "<script>alert('x')</script>",
    '</b><a href="tg://user?id=1">&lt;&amp;',
    "'; DROP TABLE asked; --",
    "\" OR 1=1 /* \\'",
    "%s%n{0}{x.__class__}$TOKEN`id`",
    "../../etc/passwd",
    "İıŉǰẞﬃ\u0345",
    "٣٤/١٢/٢٠٢٣",
    "9" * 400,
    "((((((((([[[[[[[[[“““““««««",
    "--- : | > !!python/object:os.system & * {[",
)
_WORDS = (
    "Thị ủy đồng chí Nguyễn Văn An Bí thư chủ trì hội nghị giao ban quý I năm 2023 ngày 19/9/2023 "
    "bao nhiêu lớp 1.300 học viên tại hội trường UBND xã Tân Lập ai là gì khi nào ở đâu còn và "
    "TP.HCM đ/c TU HU Q5 p.3 , . : ; ? ! ( ) “ ” - – /"
).split(" ")

letters = st.text(st.characters(), max_size=30)
"""Of all kinds, halves of letters included."""

texts = st.lists(
    st.one_of(st.sampled_from(_WORDS), st.sampled_from(NASTY), letters), max_size=25
).flatmap(lambda parts: st.sampled_from((" ", "", "\n", "\r\n\r\n")).map(lambda by: by.join(parts)))
"""Vietnamese words, nasty things and any letters, in any order."""
