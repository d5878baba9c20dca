"""Long texts in parts that a channel takes."""

from collections.abc import Iterator


def parts(text: str, longest: int) -> Iterator[str]:
    """`text` cut at paragraphs, else at lines, else at words, so that each part fits.

    :param longest: what a part may have, in UTF-16 units: signs outside the usual alphabets count
        twice. No channel counts more strictly.
    """
    text = text.strip()
    while len(window := _beginning(text, longest)) < len(text):
        for separator in ("\n\n", "\n", " "):
            head = window.rpartition(separator)[0]
            if head.strip():
                break
        else:
            head = window
        yield head.rstrip()
        text = text[len(head) :].lstrip()
    yield text


def _beginning(text: str, longest: int) -> str:
    return text.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", errors="ignore")
