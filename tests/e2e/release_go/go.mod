module assay.local/release_go

go 1.19
