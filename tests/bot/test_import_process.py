"""`giaoban import` as its own process: from the portal to an answer."""

import json
from pathlib import Path

from tests.conftest import giaoban_in
from tests.portal_server import ARTICLES, PortalServer

TREES = ARTICLES[1]


def test_an_operator_imports_and_asks(tmp_path: Path, portal: PortalServer) -> None:
    (tmp_path / "articles").mkdir()
    manners = {"allow_private": True, "seconds_between_requests": 0.02}
    config = {"articles": ["articles"], "sources": [f"{portal.url}/tin-tuc"], "portal": manners}
    (tmp_path / "config.yaml").write_text(json.dumps(config), encoding="utf-8")
    proxies = dict.fromkeys(("http_proxy", "https_proxy"), "http://127.0.0.1:9")
    giaoban = giaoban_in(tmp_path, **proxies)
    done = giaoban("import")
    assert (done.returncode, done.stderr) == (0, "")
    assert "3 new\nsnapshot 1: 3 articles, " in done.stdout
    asked = giaoban("ask", "--json", "Hội Cựu chiến binh thị xã trồng bao nhiêu cây xanh?")
    answer = json.loads(asked.stdout)
    assert "600 cây" in answer["answer"]
    assert answer["sources"][0]["url"] == portal.url + TREES.path
