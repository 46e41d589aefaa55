module fluxproof.local/pause

go 1.24
