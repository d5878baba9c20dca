"""A question as it is searched and read: its spelling, topics, needs, and what it goes on from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge import requirements, spans
from knowledge.kinds import Kind, asked_kind
from knowledge.spelling import Speller
from knowledge.vietnamese import fold, forms, has_marks, is_caseless, tokens

_ASKING = frozenset(
    "ai nào gì bao nhiêu mấy đâu khi ở là và của có các những được đã sẽ tại trong cho với về "
    "đến từ vào do bị thế ra sao vì làm như theo một này không hay diễn xin biết vậy nhé ạ còn "
    "ông".split()
)
_ASKING_BARE = frozenset(map(fold, _ASKING))
"""Question words and the commonest small words: they say nothing of what an answer is about."""


@dataclass(frozen=True)
class Question:
    """A question ready to be searched and read.

    `text` is respelt and written out; `topics` are the forms that say what it is about;
    `required` are patterns over an article's forms, all of which it must match, or it is about
    something else: the names, dates, periods and numbers of the question.
    """

    text: str
    kind: Kind
    topics: tuple[str, ...]
    required: tuple[re.Pattern[str], ...]
    counted: tuple[tuple[str, ...], ...] = ()
    """For HOW_MANY, the forms of what is counted and of a few words after it: ("lop",) and
    ("hoc", "vien") in "mấy lớp, bao nhiêu học viên"."""
    beside: tuple[str, ...] = ()
    """Forms that the answer must stand beside: the office in "Bí thư Thị ủy là ai?", the name in
    "Nguyễn Văn An là ai?"."""

    @classmethod
    def of(cls, typed: str, speller: Speller) -> "Question":
        """The question that somebody typed (NFC), spelt as the articles of `speller` spell."""
        text = speller.respell(typed)
        kind, asking = asked_kind(text)
        kind = Kind.ROLE if kind is Kind.WHO and _asks_for_role(text) else kind
        counted = _COUNTED.findall(fold(text)) if kind is Kind.HOW_MANY else []
        topics = _topics(text, asking)
        beside = _office(text) if kind is Kind.WHO else ()
        if kind is Kind.ROLE:
            beside = _only_person(text, topics)
        required = (
            *requirements.names(text, speller, trusted=not is_caseless(typed)),
            *requirements.numbers(text),
            *([_STANDING.join(beside)] if beside else []),
        )
        return cls(
            text,
            kind,
            topics,
            tuple(re.compile(f" (?:{pattern}) ") for pattern in required),
            tuple(tuple(phrase.split()) for phrase in counted),
            beside,
        )

    def after(self, before: "Question") -> "Question":
        """This question read as going on from `before`: what it leaves out is taken from there.

        A period or a name of its own replaces that of the earlier one: "Còn quý I?"
        """
        earlier = _PERIOD.sub(" ", before.text) if _PERIOD.search(self.text) else before.text
        text = f"{earlier.rstrip(' ?.!')}. {self.text}"
        return Question(
            text,
            before.kind if self.kind is Kind.OTHER else self.kind,
            tuple(dict.fromkeys((*_subject(earlier, self.kind), *self.topics))),
            self.required or before.required,
            before.counted if self.kind is Kind.OTHER else self.counted,
            before.beside if self.kind is Kind.OTHER else self.beside,
        )

    def about(self, event: "Question") -> "Question":
        """This question asked of one event, whose title `event` is."""
        return replace(
            self,
            text=f"{event.text}. {self.text}",
            topics=tuple(dict.fromkeys((*event.topics, *self.topics))),
            required=(*event.required, *self.required),
        )

    @property
    def leans_on_another(self) -> bool:
        """Whether it reads like a follow-up: "còn ...", "hội nghị đó ...", or almost no topic."""
        if _GOING_ON.match(self.text) or _REFERRING.search(self.text):
            return True
        return len(self.topics) <= _FEW_TOPICS and not self.required

    def fits(self, article_terms: str) -> bool:
        """Whether an article, given as its forms between spaces, names all that is required."""
        return all(pattern.search(article_terms) for pattern in self.required)


_FEW_TOPICS = 3
_GOING_ON = re.compile(
    r"(?i)^(?:(?:(?:thế|vậy) )?còn |(?:thế|vậy) (?!nào)|và |con (?:bao|ai|o|may|khi|quy|\d+) )"
)
_REFERRING = re.compile(
    r"(?i)\b(?:hội nghị|cuộc họp|kỳ họp|đại hội|buổi|lễ|lớp|sự kiện|đồng chí|ông|bà|anh|chị|người"
    r"|đơn vị|việc)(?: \w+)? (?:đó|này|ấy|nói trên|kia)\b|\b(?:ông|bà) ta\b"
)
_PERIOD = re.compile(
    r"(?i)(?:\b(?:ngày )?\d{1,2}[/-]\d{1,2}(?:[/-]\d{4})?|\b\d{1,2} tháng(?: (?:đầu|cuối) năm)?"
    r"|\btháng \d{1,2}(?:/\d{4})?|\bquý \w+)(?:,? năm \d{4})?|\bnăm \d{4}"
)

_COUNTED = re.compile(
    r"\b(?:bao nhieu|may|tong so|so luong|so|ty le|ti le) ((?:(?!bao nhieu|may )[^\W\d]+ ?){1,4})"
)


_HOLDER = re.compile(
    r"(?i)^ai (?:đang |hiện )?(?:là|la|làm|lam|giữ chức) (?P<after>.+)$"
    r"|^(?P<before>.+?) (?:hiện )?(?:(?:là|la) (?:ai|đồng chí nào|người nào)|tên (?:là )?gì)$"
)


_OFFICE = re.compile(
    r"(?:nguyen |quyen |tan )?(?:pho |tong )*(?:bi thu|chu tich|giam doc|truong|chanh|chu nhiem"
    r"|thu ky|chi huy|uy vien|hieu truong|bo truong)\b"
)
_STANDING = "(?: thuong truc)? "
"""Who asks for the "Phó Bí thư Thị ủy" also means the "Phó Bí thư Thường trực Thị ủy"."""

_OFFICE_FORMS = 4
"""How much of an office must stand there: articles leave out the town in "Chủ tịch UBND thị xã"."""


def _office(text: str) -> tuple[str, ...]:
    """The office in "Bí thư Thị ủy là ai?"; nothing when the question is another one."""
    match = _HOLDER.match(text.strip(" ?.!"))
    phrase = (match["after"] or match["before"]) if match else ""
    return forms(phrase)[:_OFFICE_FORMS] if _OFFICE.match(fold(phrase)) else ()


def _asks_for_role(text: str) -> bool:
    """Whether it is "Nguyễn Văn An là ai?": a name is known, and who that is is asked."""
    match = _HOLDER.match(text.strip(" ?.!"))
    return bool(match and match["before"] and spans.people(match["before"]))


def _only_person(text: str, topics: Sequence[str]) -> tuple[str, ...]:
    """The forms of the one name that `text` is about, if it is about nothing else."""
    named = spans.people(text)
    name = forms(text[slice(*named[0])]) if named else ()
    return name if len(name) > 1 and set(name) == set(topics) else ()


def _topics(text: str, asking: str) -> tuple[str, ...]:
    """The forms of `text` that say what it is about; not its question words `asking`."""
    words = (text[token.start : token.end].lower() for token in tokens(text))
    idle = {fold(w) for w in words if w in (_ASKING if has_marks(w) else _ASKING_BARE)}
    about = f" {' '.join(forms(text))} ".replace(f" {asking} ", " ").replace(" dong chi ", " ")
    return tuple(dict.fromkeys(form for form in about.split() if form not in idle))


def _subject(text: str, next_kind: Kind) -> tuple[str, ...]:
    """The topics of an earlier question that still hold when `next_kind` is asked after it.

    What was asked then, "ai chủ trì" or "bao nhiêu lớp", is asked no more.
    """
    asking = asked_kind(text)[1]
    folded = " ".join(forms(text))
    done = re.search(rf"\b{re.escape(asking)}(?: \w+){{0,2}}", folded) if asking else None
    if next_kind is Kind.OTHER or not done:
        return _topics(text, asking)
    return _topics(f"{folded[: done.start()]} {folded[done.end() :]}", "")
