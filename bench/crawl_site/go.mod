module assay/bench/crawl_site

go 1.25.0
