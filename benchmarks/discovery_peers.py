"""How others find a site's articles: Scrapy's own spiders, and the crawler of news-please.

In: a served ``PlatformSite``. Out: what each took for articles, as paths; what it asked for stands in the site's log.
Scrapy's spiders have no notion of an article: every HTML page they were given counts as taken. news-please runs with
its own settings (its sitemap crawler, or its recursive one where robots.txt names no sitemap) and its own word on what
is an article; only what it stores is left out.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from platform_web import PlatformSite

NEWS_PLEASE = "news-please"
SCRAPY_PEERS = ("SitemapSpider", "CrawlSpider")
_MOST_S = 300
_NO_PAGES = (".xml", ".gz", ".txt", "/feed", "/rss/", "/feed/", "/rss")

_SCRAPY = """
import sys
from urllib.parse import urlsplit
from scrapy.crawler import CrawlerProcess
from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import CrawlSpider, Rule, SitemapSpider
base = sys.argv[2]
class Sitemap(SitemapSpider):
    name, sitemap_urls = "s", [base + "/robots.txt"]
    def parse(self, response): pass
class Crawl(CrawlSpider):
    name, start_urls = "c", [sys.argv[3]]
    allowed_domains = [urlsplit(base).hostname]
    rules = [Rule(LinkExtractor(), follow=True)]
process = CrawlerProcess({"LOG_ENABLED": False, "ROBOTSTXT_OBEY": True, "CLOSESPIDER_PAGECOUNT": 2000,
                          "TELNETCONSOLE_ENABLED": False, "DOWNLOAD_DELAY": 0, "CLOSESPIDER_TIMEOUT": 120})
process.crawl({"SitemapSpider": Sitemap, "CrawlSpider": Crawl}[sys.argv[1]])
process.start()
"""

_TAKEN = """
class Taken:
    def process_item(self, item, spider=None):
        with open("taken.txt", "a") as out:
            print(item["url"], file=out)
        return item
"""

# Beside its own defaults: where it may write, no store, and the same end as for the others.
_NEWS_PLEASE_OWN = {
    "working_path": "working_path = {folder}",
    "ITEM_PIPELINES": "ITEM_PIPELINES = {{'taken.Taken': 100}}\n"
    "CLOSESPIDER_PAGECOUNT = 2000\nCLOSESPIDER_TIMEOUT = 120",
}


def taken_by(peer: str, site: PlatformSite, news_please: str = "") -> set[str]:
    """Run a peer over a site; the paths of what it took for articles.

    Args:
        peer: Of ``SCRAPY_PEERS``, or ``NEWS_PLEASE``.
        site: Is being served, for news-please on port 80: it takes a port for a part of the host's name.
        news_please: The Python of an environment that has news-please.
    """
    if peer == NEWS_PLEASE:
        return {path.removeprefix(site.base).split("?")[0] for path in _run_news_please(news_please, site)}
    command = [sys.executable, "-c", _SCRAPY, peer, site.base, site.base + site.home_path]
    subprocess.run(command, capture_output=True, check=True)
    fetched = {path.split("?")[0] for path, status in site.log if status == 200}
    return {path for path in fetched if not path.endswith(_NO_PAGES)}


def _run_news_please(python: str, site: PlatformSite) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        (where / "taken.py").write_text(_TAKEN)
        (where / "sitelist.hjson").write_text(f'{{"base_urls": [{{"url": "{site.base}{site.home_path}"}}]}}')
        (where / "config.cfg").write_text(_settings(python, folder))
        command = [python, "-m", "newsplease.single_crawler", "config.cfg", "sitelist.hjson", "0", "False", "False"]
        environment = {"PYTHONPATH": folder, "PATH": "/usr/bin:/bin"}
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=_MOST_S
        )
        if done.returncode and "No crawler found" not in done.stderr:
            raise SystemExit(f"news-please ended with {done.returncode}:\n{done.stderr[-2000:]}")
        taken = where / "taken.txt"
        return taken.read_text().split() if taken.exists() else []


def _settings(python: str, folder: str) -> str:
    """Its own file of settings, but for ``_NEWS_PLEASE_OWN``."""
    where = "import newsplease, pathlib; print(pathlib.Path(newsplease.__file__).parent / 'config' / 'config.cfg')"
    told = subprocess.run([python, "-c", where], capture_output=True, text=True, check=True).stdout.strip()
    lines, inside = [], False
    for line in Path(told).read_text("utf-8").splitlines():
        key = line.split("=")[0].strip()
        if key in _NEWS_PLEASE_OWN:
            lines.append(_NEWS_PLEASE_OWN[key].format(folder=folder))
            inside = True
        elif not (inside and line.startswith(" ")):  # the lines that a value goes on with
            lines.append(line)
            inside = False
    return "\n".join(lines)
