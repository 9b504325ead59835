What a person sees who types too little, or something wrong.

  $ assay --help
  $ assay
  $ assay adit pictures
  $ assay audit
  $ assay audit --jobs none pictures
  $ assay version
  $ assay explain A0300
  $ assay explain A0300 --json
