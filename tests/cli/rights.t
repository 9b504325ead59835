What a site says, by use, with the lines that say so.

  $ mkdir -p site/.well-known
  $ printf 'User-agent: *\nContent-Usage: train-ai=n\nDisallow: /private/\n' > site/robots.txt
  $ printf '[{"location": "/art/*", "tdm-reservation": 1}]' > site/.well-known/tdmrep.json
  $ printf '{"X-Robots-Tag": ["noindex", "otherbot: noai"]}' > site/headers.json
  $ printf '<html><head><link rel="license" href="https://creativecommons.org/licenses/by/4.0/"></head></html>' > site/page.html
  $ assay rights check site --at https://example.org/art/a.jpg --date 2026-01-15
  ai_index       deny         robots_tag deny, tdm deny
  search         deny         robots_tag deny
  tdm            deny         tdm deny
  train          deny         aipref deny, tdm deny
  train_gen      deny         aipref deny, tdm deny
    rights.licence [present] {"basis":"address","confidence":100,"family":"by","jurisdiction":"","key":"by-4.0","scope":"page","spdx":"CC-BY-4.0","status":"declared","url":"https://creativecommons.org/licenses/by/4.0/"}
      origin:example.org/page.html: https://creativecommons.org/licenses/by/4.0/
    rights.signal [present] {"asserts":[{"use":"train","value":"deny"},{"use":"train_gen","value":"deny"}],"authority":"unknown","protocol":"aipref","scope":"origin","selector":{"group":"*","line":2},"value":"train-ai=n"}
      origin:example.org/robots.txt: train-ai=n
    rights.signal [present] {"asserts":[{"use":"ai_index","value":"deny"},{"use":"search","value":"deny"}],"authority":"unknown","protocol":"robots_tag","scope":"asset","value":"noindex"}
      origin:example.org/headers.json: noindex
    rights.signal [present] {"asserts":[{"use":"ai_index","value":"deny"},{"use":"tdm","value":"deny"},{"use":"train","value":"deny"},{"use":"train_gen","value":"deny"}],"authority":"unknown","protocol":"tdm","scope":"path","selector":{"line":1,"pattern":"/art/*"},"value":"1"}
      origin:example.org/tdmrep.json: {"location":"/art/*","tdm-reservation":1}
  $ assay rights check site --at https://example.org/private/a.jpg --date 2026-01-15 --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["uses"]["acquire"])'
  {'by': [{'protocol': 'robots', 'value': 'deny'}], 'conflict': False, 'value': 'deny'}

One file says what it says.

  $ assay rights check site/robots.txt --at https://example.org/private/a.jpg --date 2026-01-15
  acquire        deny         robots deny
    rights.signal [present] {"asserts":[{"use":"acquire","value":"deny"}],"authority":"unknown","protocol":"robots","scope":"path","selector":{"group":"*","line":3,"pattern":"/private/"},"value":"Disallow"}
      origin:example.org/robots.txt: /private/

A licence document speaks of the paths that it names; one that is declared and not kept is missed.

  $ mkdir licensed
  $ printf 'License: https://example.org/terms.xml\n' > licensed/robots.txt
  $ assay rights check licensed --date 2026-01-15
  nothing is said of any use: silence is not consent
    rights.signal [present] {"asserts":[],"authority":"unknown","protocol":"rsl","scope":"origin","value":"https://example.org/terms.xml"}
      origin:site.invalid/robots.txt: https://example.org/terms.xml
    rights.probe [not_probed] {"outcome":"not_probed","protocol":"rsl","target":"https://example.org/terms.xml"}
  $ printf '<rsl xmlns="https://rslstandard.org/rsl"><content url="https://example.org/art/*"><license><prohibits type="usage">ai-train</prohibits></license></content></rsl>' > licensed/license.xml
  $ assay rights check licensed --at https://example.org/art/a.jpg --date 2026-01-15
  train          deny         rsl deny
  train_gen      deny         rsl deny
    rights.signal [present] {"asserts":[],"authority":"unknown","protocol":"rsl","scope":"origin","value":"https://example.org/terms.xml"}
      origin:example.org/robots.txt: https://example.org/terms.xml
    rights.signal [present] {"asserts":[{"use":"train","value":"deny"},{"use":"train_gen","value":"deny"}],"authority":"unknown","protocol":"rsl","scope":"path","selector":{"pattern":"https://example.org/art/*"},"value":"prohibits:ai-train"}
      origin:example.org/license.xml: prohibits:ai-train
  $ assay rights check licensed/license.xml --at https://other.example/art/a.jpg --date 2026-01-15
  nothing is said of any use: silence is not consent
  $ printf '<rsl>' > licensed/license.xml
  $ assay rights check licensed/license.xml --date 2026-01-15
  nothing is said of any use: silence is not consent
    rights.probe [malformed] {"outcome":"malformed","protocol":"rsl","status":200,"target":"origin:site.invalid/license.xml"}
    rights.signal [malformed] {"asserts":[],"authority":"unknown","protocol":"rsl","scope":"origin","value":"unlicensed"}
      origin:site.invalid/license.xml: origin:site.invalid/license.xml

Headers that are none are said to be none, and a silent site is silent.

  $ mkdir broken silent
  $ printf '[1, 2]' > broken/headers.json
  $ assay rights check broken --date 2026-01-15
  nothing is said of any use: silence is not consent
    rights.probe [malformed] {"outcome":"malformed","protocol":"headers","status":200,"target":"headers.json"}
  $ assay rights check silent --date 2026-01-15
  nothing is said of any use: silence is not consent

What cannot be read.

  $ assay rights check nothing.txt
  assay: A0100: nothing.txt: no such file or folder
    help: check the path and its permissions; a source is a folder, a media file, or a manifest (.csv .jsonl .parquet)
  [2]
  $ printf x > picture.jpg
  $ assay rights check picture.jpg
  assay: A0100: picture.jpg is none of robots.txt, ai.txt, tdmrep.json, headers.json, license.xml, a page (.html), or a folder of them
    help: check the path and its permissions; a source is a folder, a media file, or a manifest (.csv .jsonl .parquet)
  [2]
  $ assay rights check site --at example.org
  assay: A0001: --at: 'example.org' is no http address of a plain host
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay rights
  assay: A0001: A subcommand is required
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]

A collection is judged by what its hosts said; a host without a folder was not asked.

  $ mkdir -p hosts && mv site hosts/example.org
  $ printf 'path,url\nforum/2014/aitzgorri.jpg,https://example.org/a.jpg\nblog/dandelion.jpg,https://unasked.example/b.jpg\n' > urls.csv
  $ assay audit $EXAMPLES --manifest urls.csv --origins hosts --date 2026-01-15 --out out > /dev/null
  [1]
  $ assay explain forum/2014/aitzgorri.jpg --workspace out/.assay | grep -A4 optout
    optout.aipref  (tier reservation, layer reservation)
      A Content-Usage preference refuses this use [Directive (EU) 2019/790 art. 4(3)]
        rights.signal [present] in robots:Content-Usage of origin:example.org/robots.txt
          "train-ai=n"
  $ assay explain blog/dandelion.jpg --workspace out/.assay | grep not_probed
    origin.not_probed  (tier guideline, layer reservation)
        rights.probe [not_probed] in origin of manifest:2
        rights.probe [not_probed] in origin of manifest:2
        rights.probe [not_probed] in origin of manifest:2
        rights.probe [not_probed] in origin of manifest:2
  $ assay audit $EXAMPLES --origins nowhere --out out2
  assay: A0100: $PWD/nowhere: No such file or directory
    help: check the path and its permissions; a source is a folder, a media file, or a manifest (.csv .jsonl .parquet)
  [2]

An address is asked, by somebody who says who he is; nothing of our own network is.

  $ assay rights check http://127.0.0.1:9/a.jpg
  assay: A0120: --contact is missing: an address (https://... or mailto:...) that tells hosts who asks
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
  $ assay rights check http://127.0.0.1:9/a.jpg --contact https://crawler.example/bot
  acquire        deny         robots deny
    rights.probe [unreachable] {"outcome":"unreachable","protocol":"robots","target":"http://127.0.0.1:9/robots.txt"}
  the address itself was not asked for: acquire.unanswered, licence.none
  $ assay rights check http://user:word@site.example/ --contact https://crawler.example/bot
  assay: A0120: 'http://user:word@site.example/': addresses with a user or a password are not asked for
    help: docs/guide/audit-a-folder.md and docs/guide/acquire.md list what a plan may hold
  [2]
