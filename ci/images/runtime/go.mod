module fluxproof.local/runtime

go 1.24
