"""Articles from Word files of 1997 to 2003 (.doc): turned into .docx, and read as such."""

import tempfile
from pathlib import Path

import doc2docx
from doc2docx.errors import EncryptedDocumentError

from knowledge.articles import Article, ArticleError, Fault
from knowledge.readers.docx import read_docx


def read_doc(data: bytes) -> Article:
    """The article in an old Word file."""
    with tempfile.TemporaryDirectory() as folder:
        source, made = Path(folder, "old.doc"), Path(folder, "new.docx")
        source.write_bytes(data)
        try:
            doc2docx.convert(source, made)
        except EncryptedDocumentError as error:
            reason = "protected by a password: save it without one"
            raise ArticleError(Fault.LOCKED, reason) from error
        except MemoryError:
            raise
        except Exception as error:  # of whatever kind: the files of old are of many kinds
            reason = "an old Word file that cannot be read: open it and save it as .docx in Word"
            raise ArticleError(Fault.OLD_WORD, reason) from error
        return read_docx(made.read_bytes())
