// The end-to-end tests: the product's output on a real API server and a real Argo CD. A module of its own, so that nothing of it
// is a dependency of the product; what it runs is pinned below tools/, and none of that is compiled into it.
module github.com/fairlead-krm/fairlead/e2e

go 1.26.0

require (
	github.com/fairlead-krm/fairlead v0.0.0
	gotest.tools/v3 v3.5.2
)

require (
	github.com/gobwas/glob v0.2.3 // indirect
	github.com/google/go-cmp v0.7.0 // indirect
)

replace github.com/fairlead-krm/fairlead => ../
