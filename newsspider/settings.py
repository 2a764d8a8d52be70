"""Settings of the Scrapy project, each with its reason; the pipeline's order stands in one numbered dict.

Any of them can be set for one run with ``-s NAME=VALUE``. docs/settings.md tells those that are our own.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from newsspider.commands.streams import stand_in_for_closed

stand_in_for_closed()  # before Scrapy's log is set up, which needs a standard error
try:
    _VERSION = version("newsspider")
except PackageNotFoundError:  # run from a checkout that isn't installed
    _VERSION = "dev"

BOT_NAME = "newsspider"
SPIDER_MODULES = ["newsspider.spiders"]
NEWSPIDER_MODULE = "newsspider.spiders"
COMMANDS_MODULE = "newsspider.commands"

# --- the pipeline, in the order in which a page passes --------------------------------------------------
ITEM_PIPELINES = {
    "newsspider.pipelines.extract.Extract": 100,  # Page -> what was read in it, if it isn't read yet
    "newsspider.pipelines.hold_against_feed.HoldAgainstFeed": 130,  # is it what its feed carries?
    "newsspider.pipelines.revise.Revise": 150,  # fetched again: a new revision, or nothing new
    "newsspider.pipelines.originals.FetchOriginals": 200,  # the pages it credits are fetched, and waited for
    "newsspider.pipelines.story.TieStory": 300,  # Article -> its Story among the copies
    "newsspider.pipelines.learn.LearnFromSite": 350,  # what its site repeats on page after page goes
    "newsspider.pipelines.write.Write": 400,  # -> one line of items.jsonl
}

# --- newsspider's own (docs/settings.md) ----------------------------------------------------------------
CORPUS_DIR = "corpus"  # where all that a run writes goes
ITEMS_BY_DATE = False  # records go to items-2026-11-22.jsonl, by the day on which the run began (UTC)
SEGMENT_MB = 0  # a file of records that has so many MiB is closed, and a new one begun; 0: one file
PACK_SEGMENTS = "none"  # "gzip" or "zstd": closed files are packed at the end of a run
WARC = False  # keep articles' pages as they came, in CORPUS_DIR/warc; needs pip install -e '.[warc]'
WARC_MB = 1024  # a file of them that has so many MiB is closed, and a new one begun; 0: one file
BACKLOG_IN_MEMORY = 5000  # so many articles of all sources wait in Scrapy's queue; the rest waits on disk
MIN_WORDS = 25  # a story of fewer words is rejected as too_short
EXTRACT_WORKERS = 0  # processes that read pages; 0: as many as there are cores, 1: in the crawl's own process
EXTRACT_TIMEOUT_S = 10.0  # CPU time for one page; the largest of a thousand real ones takes a tenth of that
EXTRACT_MEMORY_MB = 80  # by which a worker may grow for one page; real ones take 15
EXTRACT_WORKER_PAGES = 10_000  # then a worker is replaced: whatever a library keeps, goes
FETCH_CREDITED_ORIGINALS = True  # fetch the page that a copy names as its original, and hold the copy against it
ORIGINALS_PER_ITEM = 3  # at most so many credited pages per article: a link farm can't multiply the crawl
ORIGINALS_DEPTH = 2  # a credit of a credit of a listed page is followed, but no further
ORIGINALS_WAIT_S = 60.0  # a copy waits so long for its original, then is written as it is known
LEARN_FROM_SITES = True  # strike what a site repeats on page after page, whatever its words
LEARN_PAGES = 40  # pages of a site wait for their siblings until so many of its stories are known
LEARN_WAIT_S = 300.0  # no page waits longer; what waits when a run is killed waits in the next one
LISTING_PAGES = 1000  # how many pages of a list are read ("older posts", page 2, 3 ...); it ends when nothing is new
UNCONDITIONAL_EVERY = 10  # every tenth time a feed is asked for whole, whatever it says of its last change
QUEUE_AHEAD = 200  # of each source at most so many
SITEMAP_FILES = 50  # how many files of a sitemap index are read per source
LINKS_PER_SOURCE = 2_000_000  # of each source so many links are read in a run, and so many articles wait. 0: no end
SUMMARY_COPIES = 500  # so many copies are kept for the summary and the report
NEWS_SHARE = 0.6  # of a night's time, after which the mirrors begin even if the news aren't through
NEWS_MAX_S = 3600.0  # after which they do in any night: one slow site may take hours. 0: when the news are through
LOG_DAYS = 30  # logs of nights that are so many days older than that of the night before are deleted; 0: none
METRICS_FILE = "metrics.prom"  # what a night tells Prometheus; in CORPUS_DIR, if it isn't a whole path
MONITORS = True  # hold each site against its own last runs, and say what has drifted
MONITOR_RUNS = 10  # so many of a site's last runs
MONITOR_LEAST_RUNS = 3  # with fewer, nothing is said
MONITOR_LEAST = 5  # with fewer pages or records, a share means nothing
MONITOR_RECORDS_FELL = 0.5  # fewer than this share of the records to be expected
MONITOR_EMPTY_ROSE = 0.25  # by how much the share of pages without a text rose
MONITOR_UNDATED_ROSE = 0.25  # by how much the share of records without a date rose
MONITOR_WORDS_FELL = 0.5  # records have fewer than this share of the words they had
MONITOR_CONFIDENCE_FELL = 0.2  # by how much the mean confidence of a layout fell
PROGRESS = True  # the progress line; it shows on a terminal only, never under cron

# --- who we are, and manners ----------------------------------------------------------------------------
CONTACT = "none"  # your mail address or web page: no public site is crawled without one
USER_AGENT = f"newsspider/{_VERSION} (news corpus crawler)"  # honest; CONTACT is put behind the name
ROBOTSTXT_OBEY = True  # a source can be exempted by `obey_robots = false`; its records say so
COOKIES_ENABLED = False  # no session is ever needed, and no site can recognise us by one
REFERER_ENABLED = True  # sites that ask where a reader came from get the truth
BROWSER_PATH = "/usr/bin/chromium"  # of sources with `browser`; needs pip install -e '.[browser]'
BROWSER_PAGES = 2  # pages that are read by it at one time
BROWSER_PAGE_S = 20.0  # seconds for a page with its scripts; beyond, it gave no answer
BROWSER_MEMORY_MB = 512  # for a page; beyond, it is ended
CONCURRENT_REQUESTS = 32  # over all sites together
CONCURRENT_ITEMS = 8  # of one answer; Scrapy makes so many tasks for each, and only some feeds give many items
CONCURRENT_REQUESTS_PER_DOMAIN = 4  # `concurrency` of a source overrides it
AUTOTHROTTLE_ENABLED = True  # as fast as the site answers, no faster
AUTOTHROTTLE_START_DELAY = 0.25  # seconds between the first requests; halves with each quick answer
AUTOTHROTTLE_MAX_DELAY = 30.0  # seconds; a site in trouble isn't asked more often
AUTOTHROTTLE_TARGET_CONCURRENCY = 4.0  # so many requests in flight per site, on average
STOP_S = 8.0  # a run that is being stopped waits so long for answers that are under way
TDMREP = True  # ask each host once for /.well-known/tdmrep.json
OBEY_OPT_OUTS = False  # opt-outs are recorded (provenance.opt_out); True: what has one is not taken
RETRY_AFTER_MAX_S = 600.0  # a site that asks to be left alone for longer is left to the next run
PAUSES_MAX_S = 4 * 3600.0  # of a run, for the pauses that one site wants; the next run goes on with it. 0: no end
FAILURES_PER_HOST = 12  # so many failures in a row, each with a longer wait, and a site is left to the next run
PAGES_PER_HOST = 50_000  # requests to one host in a run; 0: no end
BARREN_PAGES = 40  # pages of one pattern of addresses without a story, and the pattern is left; 0: no end
RETRY_TIMES = 2  # a page that fails three times is rejected; the next run finds it again
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # the rejection tells it; the log needn't

# --- safety ---------------------------------------------------------------------------------------------
TELNETCONSOLE_ENABLED = False  # nothing listens
REMOTE_CONTROL_ENABLED = False  # nothing listens
HTTPPROXY_ENABLED = False  # a proxy resolves names out of the address guard's sight
# A name is resolved once, and the connection goes to what was checked.
TWISTED_DNS_RESOLVER = "newsspider.middlewares.guarded_resolver.GuardedResolver"
DOWNLOAD_HANDLERS: dict[str, Any] = {  # only http and https: a page can't make us read a file
    "http": "newsspider.middlewares.capped_http.CappedHttpHandler",  # headers within a bound
    "https": "newsspider.middlewares.capped_http.CappedHttpHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024  # bytes, decompressed too: no page of news is larger
DOWNLOAD_WARNSIZE = 0  # too large is rejected by name; large is no news
DOWNLOAD_TIMEOUT = 30  # seconds for a whole response
METAREFRESH_ENABLED = False  # would decode each page once more, and no story hides behind one
REDIRECT_MAX_TIMES = 8  # a browser's 20 is for log-in dances

SCHEDULER = "newsspider.middlewares.paced_scheduler.PacedScheduler"  # fetches no more than is read
DOWNLOADER = "newsspider.middlewares.stoppable_downloader.StoppableDownloader"  # a stop waits for no network
# Ours by number; what we don't need is left out.
DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,  # nothing is asked for by name and password
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,  # loads an HTTP client, to take no cookies
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # credits lead to other sites
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # ours below
    "newsspider.middlewares.bundled_web.BundledWeb": 20,  # the bundled sites are served on loopback
    "newsspider.middlewares.refusals.Refusals": 30,  # what Scrapy's own commands would pass over in silence
    "newsspider.middlewares.address_guard.AddressGuard": 40,  # before anything is sent, robots.txt included
    "newsspider.middlewares.once.Once": 60,  # by the feed or as an original, not by both
    "newsspider.middlewares.robots.Robots": 100,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,  # takes half a body for a whole one
    "newsspider.middlewares.unpack.Unpack": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,  # fails where a redirect names a user
    "newsspider.middlewares.redirects.Redirects": 600,
    "newsspider.middlewares.opt_outs.OptOuts": 110,  # what the site says against the use of its texts
    "newsspider.middlewares.manners.Manners": 595,  # below Retry: it sees each try
}
SPIDER_MIDDLEWARES: dict[str, int | None] = {  # each is one more generator around all that a page gives
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,  # how many links away is no bound of a source's
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,  # a help for writing spiders
}
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # the newest first, as the frontier hands them out
SCHEDULER_PRIORITY_QUEUE = "newsspider.middlewares.fair_queue.FairQueue"  # a host that must wait keeps nobody waiting
REQUEST_FINGERPRINTER_CLASS = "newsspider.middlewares.fingerprint.Fingerprinter"  # one article, one request

# --- the run as its user sees it ------------------------------------------------------------------------
# In the order in which they open.
EXTENSIONS: dict[str, int | None] = {
    "newsspider.extensions.few_warnings.FewWarnings": 50,  # a site of 50,000 too large pages writes no mail of 5 MB
    "newsspider.extensions.run_state.RunState": 100,  # lock, journal, index: opened once, closed in order
    "newsspider.extensions.refusals.Refusals": 110,  # what is dropped or fails is a rejection by name
    "newsspider.extensions.clock.Clock": 120,  # a clock that is set holds no page
    "newsspider.extensions.end_in_time.EndInTime": 150,
    "newsspider.extensions.extractor.Extractor": 160,  # the workers that read pages
    "newsspider.extensions.kept_pages.KeptPages": 170,  # in WARC files, if WARC says so
    "newsspider.extensions.progress.Progress": 200,
    "newsspider.extensions.summary.Summary": 300,
    "scrapy.extensions.logstats.LogStats": None,  # the progress line says it
    "scrapy.extensions.remote_control.RemoteControl": None,  # loads a server, where aiohttp is, to listen nowhere
    "scrapy.extensions.telnet.TelnetConsole": None,
}
LOG_LEVEL = "WARNING"  # what the user must know; -L INFO or DEBUG for more
LOG_FORMATTER = "newsspider.extensions.log_lines.LogLines"  # a line never holds a whole page
WARN_ON_GENERATOR_RETURN_VALUE = False  # reads a callback's source anew again and again
STATS_CLASS = "newsspider.extensions.plain_stats.PlainStats"  # a page counts fifty times
STATS_DUMP = False  # the summary tells it in words
