"""Articles from RTF files, which older programs and Word itself write."""

from striprtf.striprtf import rtf_to_text

from knowledge import old_encodings
from knowledge.articles import Article
from knowledge.readers.front_matter import FrontMatter
from knowledge.readers.letterhead import split_letterhead
from knowledge.readers.tables import with_tables
from knowledge.readers.text import article_of
from knowledge.vietnamese import normalise


def read_rtf(data: bytes) -> Article:
    """The article in an RTF file."""
    text: str = rtf_to_text(data.decode("latin-1"), errors="replace")
    lines = with_tables(old_encodings.to_unicode(text).split("\n"))
    return article_of(*split_letterhead(normalise("\n\n".join(lines)), FrontMatter()))
