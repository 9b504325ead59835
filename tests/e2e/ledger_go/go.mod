module assay/tests/e2e/ledger_go

go 1.25.0

require golang.org/x/mod v0.40.0
