"""The head of an official paper: the state's or party's name, number, place and date, the title."""

import re

from knowledge.readers.dates import date_of_line
from knowledge.readers.front_matter import FrontMatter
from knowledge.vietnamese import fold

_MOTTO = re.compile(
    r"cong hoa xa hoi chu nghia viet nam|dang cong san viet nam|doc lap\W+tu do\W+hanh phuc"
)
_PLACED_DATE = re.compile(r"\bngay ?(\d{1,2}) ?thang ?(\d{1,2}) ?nam ?(\d{4})\s*$")
_KIND = re.compile(
    r"(?:bao cao|thong bao|ke hoach|quyet dinh|nghi quyet|chi thi|cong van|to trinh|bien ban"
    r"|chuong trinh|huong dan|ket luan|de an|phuong an|quy dinh|quy che|thong tri|dien van"
    r"|cong dien|giay moi|tham luan|de cuong)\b"
)
_RULE = re.compile(r"[\W_]*(?:-{2,}|_{2,}|\*+|o0o)[\W_]*")
_NO_TITLE = re.compile(r"[.;:]$|(?:-{2,}|_{2,}|\*+|o0o)[\W_]*$|Kính gửi|Căn cứ ")
_MOTTO_WITHIN, _WITHIN = 6, 14
_TITLE_LINES = 4
_LONGEST_TITLE = 400


def split_letterhead(text: str, said: FrontMatter) -> tuple[str, FrontMatter]:
    """`text` without its letterhead, and what that says besides; both as they are without one.

    :param text: normalised.
    """
    lines = text.split("\n")
    head = [number for number, line in enumerate(lines) if line.strip()][:_WITHIN]
    if not any(_MOTTO.search(fold(lines[number])) for number in head[:_MOTTO_WITHIN]):
        return text, said
    kind = next((number for number in head if _kind(lines[number])), None)
    if kind is None:
        return text, said
    placed = (_PLACED_DATE.search(fold(lines[number])) for number in head)
    date = next((date_of_line("/".join(match.groups())) for match in placed if match), None)
    title, rest = _title(lines, kind)
    said = said._replace(title=said.title or title, date=said.date or date)
    return "\n".join(lines[rest:]), said


def _kind(line: str) -> str:
    """The kind of paper that a line names, alone or in capitals before what it is about."""
    found = _KIND.match(fold(line.strip()))
    kind = line.strip()[: found.end()] if found else ""
    return kind if kind == line.strip() or kind.isupper() else ""


def _title(lines: list[str], kind: int) -> tuple[str, int]:
    """The kind of paper with the lines below that say of what, and where the text goes on."""
    parts = [lines[kind].strip()]
    following = [number for number in range(kind + 1, len(lines)) if lines[number].strip()]
    for number in following:
        line = lines[number].strip()
        is_told = len(parts) > 1 or _kind(parts[0]) != parts[0]
        is_new = is_told and not lines[number - 1].strip() and not line[0].islower()
        if is_new or len(parts) > _TITLE_LINES or not _can_be_title(" ".join((*parts, line))):
            break
        parts.append(line)
    rest = (number for number in following[len(parts) - 1 :] if not _RULE.fullmatch(lines[number]))
    return " ".join(parts), next(rest, len(lines))


def _can_be_title(text: str) -> bool:
    return not (_NO_TITLE.search(text) or len(text) > _LONGEST_TITLE)
