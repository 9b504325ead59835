What a person sees who types too little, or something wrong.

  $ assay --help
  Assay says which files of a data set may be used for a stated purpose, and proves why.
  
    assay audit pictures/ --purpose commercial-training --jurisdiction EU
    assay explain forum/2014/cat.jpg
    assay ledger verify
  
  Usage: assay [OPTIONS] SUBCOMMAND
  
  Options:
    -h,--help                   Print this help message and exit
    --json                      print one JSON document
    -q,--quiet                  no progress
    --workspace DIR             where catalog, ledger and keys lie
  
  Subcommands:
    acquire                     Fetch lawfully, and be able to show it
    watch                       One round of prices, and what has changed
    audit                       Say what may be used, and why
    build                       Make a sealed data set of what may be used
    explain                     Why a record got its verdict; what an error code means
    reasons                     Every reason that a policy can give
    policy                      Test, ask or name a policy pack
    rights                      What a site says about its files
    origin                      Terms of use: what they say, what was concluded
    ledger                      Check the log, or prove one entry
    release                     Freeze what is allowed; verify, prove and compare releases
    fairness                    Whether groups of people fare alike
    status                      What goes on here now: run, pace, deaths, disk
    runs                        What ran here, how far it is, how it ended
    deadletters                 Records that could not be processed
    gc                          Take away what a workspace holds and nothing names
    doctor                      Say whether this machine is ready
    version                     Print the version and what it is built from
    completion                  Print a completion script for a shell
  
  Exit codes: 0 all allowed, 1 something denied or under review, 2 bad usage or input,
  3 integrity failure. Messages go to stderr, results to stdout.
  $ assay
  assay: A0001: A subcommand is required
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay adit pictures
  assay: A0001: there is no command 'adit'
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay audit
  assay: A0001: audit needs a SOURCE or a --plan
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay audit --jobs none pictures
  assay: A0001: --jobs: Value none not in range 1 to 256
    help: assay --help lists the commands, assay COMMAND --help their flags
  [2]
  $ assay version
  assay 0.1.0
  $ assay explain A0300
  A0300  The workspace contradicts itself
  
  no evidence was changed; keep a copy, then compare it with your backup; docs/guide/verify-the-ledger.md
  $ assay explain A0300 --json
  {"code":"A0300","help":"no evidence was changed; keep a copy, then compare it with your backup; docs/guide/verify-the-ledger.md","schema":"assay.problem/1","title":"The workspace contradicts itself"}
