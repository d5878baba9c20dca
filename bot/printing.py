"""What the commands print for people and for programs."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date

from bot import admin, importing
from bot.assistant import Answer
from bot.audit import Entry
from bot.findings import Finding
from knowledge.articles import Article
from knowledge.manifests import Manifest
from knowledge.portal.reports import ImportReport, Result
from knowledge.reports import GoldenFailure, ReloadReport

_LISTED = 10
"""Paths that a reload prints of each kind; --json has them all."""


def report_lines(report: ReloadReport) -> Iterator[str]:
    """What a reload did."""
    yield admin.summary(asdict(report))
    for kind in ("added", "changed", "removed"):
        paths = getattr(report, kind)
        yield from (f"  {kind}: {path}" for path in paths[:_LISTED])
        if len(paths) > _LISTED:
            yield f"  {kind}: and {len(paths) - _LISTED} more"
    new = [one for one in report.copies if one.is_new]
    yield from (f"  same news: {one.path} as {one.kept}" for one in new[:_LISTED])
    if len(new) > _LISTED:
        yield f"  same news: and {len(new) - _LISTED} more"
    yield from (f"  failed: {failure.path}: {failure.reason}" for failure in report.failed)
    yield from (f"  golden: {_unmet(failure)}" for failure in report.golden)
    if report.refused:
        yield "Mend the articles or the golden questions, or reload with --force."


_IMPORTED = {
    Result.NEW: "{path}: {title}",
    Result.UPDATED: "{path}: {title}",
    Result.EDITED: "{path}: {url} says something else, but it was edited here: it stays",
    Result.KEPT_ELSEWHERE: "{url}: it is there already, as {path}",
    Result.FAILED: "{url}: {reason}",
}
"""What is said of single articles; the others are only counted."""


def import_lines(report: ImportReport) -> Iterator[str]:
    """What an import did, and the summary."""
    for outcome in report.outcomes:
        line = _IMPORTED.get(outcome.result)
        if line and (outcome.path or outcome.reason):
            yield f"{outcome.result}: {line.format_map(asdict(outcome))}"
    yield importing.summary(report)


def _unmet(failure: GoldenFailure) -> str:
    known = " or ".join(f"“{answer}”" for answer in failure.answers)
    source = f"from {failure.article}" if failure.article else ""
    expected = " ".join(filter(None, (known, source)))
    given = f"“{failure.given}” from {failure.source}" if failure.given else "no answer"
    return f"{failure.question} Expected {expected}, got {given}"


def rollback_lines(manifest: Manifest) -> Iterator[str]:
    """What a rollback went back to."""
    yield (
        f"snapshot {manifest.number} is current again: {manifest.articles} articles, "
        f"{manifest.passages} passages, made {manifest.made}"
    )
    yield "The articles' files stay as they are: mend them, or the next reload indexes them again."


def rollback_fields(manifest: Manifest) -> dict[str, object]:
    """What a rollback went back to, named as in the status."""
    return {
        "snapshot": manifest.number,
        "made": manifest.made,
        "articles": manifest.articles,
        "passages": manifest.passages,
    }


def status_lines(status: admin.Status) -> Iterator[str]:
    """How the knowledge base is, one fact a line."""
    for name, value in asdict(status).items():
        if name == "damage":
            yield from (f"{'damage':18} {damage}" for damage in value)
            continue
        if name == "last_reload":
            value = admin.summary(value) if value else "never"
        elif isinstance(value, tuple):
            value = ", ".join(map(str, value)) or None
        yield f"{name.replace('_', ' '):18} {'-' if value is None else value}"


def article_lines(article: Article) -> Iterator[str]:
    """What was read from a file, its text below a blank line."""
    paragraphs = article.body.split("\n")
    yield f"title   {article.title}"
    yield f"date    {article.date or '-'}"
    yield f"author  {article.author or '-'}"
    yield f"url     {article.url or '-'}"
    yield f"length  {_words(article):,} syllables in {len(paragraphs)} paragraphs"
    yield ""
    yield from paragraphs


def article_json(article: Article) -> str:
    """What was read from a file as one JSON object on one line."""
    fields = {**asdict(article), "syllables": _words(article)}
    return json.dumps(fields, ensure_ascii=False, default=date.isoformat)


def _words(article: Article) -> int:
    return len(article.body.split())


def audit_lines(entries: Sequence[Entry]) -> Iterator[str]:
    """What admins did, one action a line."""
    if not entries:
        yield "no admin has done anything yet"
    for entry in entries:
        what = f" {entry.what}" if entry.what else ""
        yield f"{entry.at}  {entry.who}  {entry.action}{what}: {entry.result}"


def finding_line(finding: Finding) -> str:
    """What the doctor found, on one line."""
    fix = f"; fix: {finding.fix}" if finding.fix else ""
    said = " ".join(f"{finding.about}: {finding.what}{fix}".split())
    return f"{finding.verdict:8} {said}"


def answer_json(answer: Answer) -> str:
    """An answer as one JSON object on one line."""

    def plain(value: object) -> str:
        if isinstance(value, date):
            return value.isoformat()
        raise TypeError(f"{value!r} has no JSON form")

    fields = asdict(answer)
    del fields["choices"]
    return json.dumps(fields, ensure_ascii=False, default=plain)
