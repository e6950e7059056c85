// The end-to-end tests: the product's output on a real API server and a real Argo CD. A module of its own, so that nothing of it is
// a dependency of the product; what it runs is pinned below tools/, so that nothing of that is compiled into it.
module github.com/fairlead-krm/fairlead/e2e

go 1.26.0
