Why a record got its verdict: one of each kind.

  $ assay audit $EXAMPLES --date 2026-01-15 --out out > /dev/null
  $ assay explain forum/2014/aitzgorri.jpg --workspace out/.assay
  $ assay explain blog/whale.jpg --workspace out/.assay
  $ assay explain blog/dandelion.jpg --workspace out/.assay
  $ assay explain saved/wine.jpg --workspace out/.assay
  $ assay explain broken/bomb.png --workspace out/.assay

The stored inputs give the stored answer.

  $ assay explain blog/whale.jpg --replay --workspace out/.assay
  $ assay explain blog/whale.jpg --replay --json --workspace out/.assay | python3 -c 'import json, sys; print(json.load(sys.stdin)["identical"])'

A record that is not there, and no workspace at all.

  $ assay explain nowhere.jpg --workspace out/.assay
  $ assay explain blog/whale.jpg --workspace nothing/.assay
