"""The Scrapy spider of crawl_vs_scrapy.py: follows every link of the site, keeps nothing."""
import sys

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.linkextractors import LinkExtractor


class Pages(scrapy.Spider):
    name = "pages"
    links = LinkExtractor()
    seen = set()

    def parse(self, response):
        self.seen.add(response.url)
        for link in self.links.extract_links(response):
            yield scrapy.Request(link.url)


def main():
    first, hosts = sys.argv[1], int(sys.argv[2])
    Pages.start_urls = [first]
    process = CrawlerProcess({
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_PARSER": "scrapy.robotstxt.ProtegoRobotParser",
        "USER_AGENT": "BenchBot/1.0 (+mailto:bench@example.org)",
        "DOWNLOAD_DELAY": 0,
        "CONCURRENT_REQUESTS": hosts,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "AUTOTHROTTLE_ENABLED": False,
        "COOKIES_ENABLED": False,
        "RETRY_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_LEVEL": "ERROR",
    })
    process.crawl(Pages)
    process.start()
    print(len(Pages.seen))


if __name__ == "__main__":
    main()
