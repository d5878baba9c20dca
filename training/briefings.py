"""Briefings in the manner of a committee's portal, made up, with questions on every sentence.

News tells of one event in many words; a portal reports many small facts in set phrases, and they
are asked for in set phrases too. Here these are patterns (phrases.py): a sentence with fields, and
for each field the questions that it answers.
"""

import random
from collections.abc import Iterator
from typing import Any

from training import phrases


def from_briefings(count: int, rng: random.Random) -> Iterator[dict[str, Any]]:
    """Examples (see training/examples.py) of `count` briefings."""
    for number in range(count):
        yield from _briefing(f"briefing-{number}", rng)


def _briefing(group: str, rng: random.Random) -> Iterator[dict[str, Any]]:
    committee = f"{rng.choice(phrases.COMMITTEE)} {rng.choice(phrases.PLACE)}"
    year = rng.randint(2018, 2026)
    event = rng.choice(("hội nghị giao ban", "hội nghị sơ kết", "cuộc họp", "hội nghị tổng kết"))
    period = rng.choice(phrases.PERIOD)
    of = f"{event} {period}{rng.choice(('', f' năm {year}'))}"
    title = rng.choice((f"{committee} tổ chức {of}", f"{of[0].upper()}{of[1:]} của {committee}"))
    patterns = rng.sample(phrases.PATTERNS, rng.randint(4, 6))
    written: list[tuple[str, dict[str, str], dict[str, tuple[str, ...]]]] = []
    for pattern, questions in patterns:
        fields = {**_fields(rng, year), "committee": committee, "of": of, "meeting": event}
        text = pattern.format(**fields)
        written.append((f"{text[0].upper()}{text[1:]}", fields, questions))
    sentences = [text for text, _, _ in written]
    for idle in rng.sample(phrases.IDLE, rng.randint(0, 2)):
        sentences.insert(rng.randint(1, len(sentences)), idle)
    passage = f"{title}. {' '.join(sentences)}"
    for text, fields, questions in rng.sample(written, min(3, len(written))):
        field = rng.choice(list(questions))
        question = rng.choice(questions[field]).format(**fields)
        answer = fields[field]
        if field in _COUNTED:  # with what is counted
            answer += next(u for u in _units(fields) if f"{answer}{u}" in text)
        start = passage.index(text) + text.lower().index(answer.lower())
        if sum(answer in sentence for sentence in sentences) == 1:
            near = [passage.replace(f" {text}", "")]
            yield {
                "question": _as_asked(question, field, of, rng),
                "answering": [[passage, start, start + len(answer)]],
                "near": near if len(sentences) > 1 and f" {text}" in passage else [],
                "others": [],
                "group": group,
                "variant": "briefing",
            }


_COUNTED = ("n", "m")


def _units(fields: dict[str, str]) -> tuple[str, ...]:
    return f" {fields['thing']}", " đại biểu", " đoàn viên", " người"


_EARLIER = ("Ai chủ trì {of}", "{of} có bao nhiêu đại biểu", "{of} diễn ra ở đâu", "Ai dự {of}")
_SHORT = {
    "day": ("Vào ngày nào?", "Diễn ra khi nào?", "Hôm nào?", "Tổ chức lúc nào?"),
    "hall": ("Ở đâu?", "Tại đâu?", "Diễn ra ở chỗ nào?"),
}


def _as_asked(question: str, field: str, of: str, rng: random.Random) -> str:
    """Now and then after another question, which is how a follow-up comes; mostly capitalised."""
    earlier = rng.choice(_EARLIER).format(of=of)
    if rng.random() < 0.6 and field in _SHORT:
        question = f"{earlier}. {rng.choice(_SHORT[field])}"
    elif rng.random() < 0.15:
        question = f"{earlier}. {question}"
    return question[0].upper() + question[1:] if rng.random() < 0.8 else question


def _fields(rng: random.Random, year: int) -> dict[str, str]:
    day = f"{rng.randint(1, 28)}/{rng.randint(1, 12)}"
    date = f"{day}/{year}" if rng.random() < 0.7 else day
    thing, verb = rng.choice(phrases.THINGS)
    number = (
        str(rng.randint(2, 99))
        if rng.random() < 0.7
        else f"{rng.randint(1, 9)}.{rng.randint(100, 999)}"
    )
    name = " ".join(
        (rng.choice(phrases.FAMILY), rng.choice(phrases.MIDDLE), rng.choice(phrases.GIVEN))
    )
    return {
        "day": rng.choice((f"Sáng {date}", f"Chiều {date}", f"Ngày {date}", f"Sáng ngày {date}")),
        "date": date,
        "hall": rng.choice(phrases.HALL),
        "person": name,
        "post": rng.choice(phrases.POSTS),
        "body": rng.choice(phrases.BODY),
        "n": number,
        "m": str(rng.randint(100, 999)),
        "thing": thing,
        "verb": verb,
        "period": rng.choice(phrases.PERIOD),
        "more": rng.choice(phrases.MORE),
        "task": rng.choice(phrases.TASKS),
        "money": f"{rng.randint(2, 900)},{rng.randint(1, 9)} "
        f"{rng.choice(('tỷ đồng', 'triệu đồng'))}",
        "percent": f"{rng.randint(40, 130)},{rng.randint(1, 9)} %",
        "cause": rng.choice(phrases.CAUSES),
        "term": f"{year}-{year + 5}",
        "place": rng.choice(phrases.PLACE),
        "reason": rng.choice(phrases.REASONS),
    }
