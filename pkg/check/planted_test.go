// SPDX-License-Identifier: Apache-2.0

package check_test

import (
	"flag"
	"fmt"
	"hash/fnv"
	"math/rand"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/check/faults"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// TestEveryRuleHasAFault holds that no rule goes without a fault, and that no fault is left over.
func TestEveryRuleHasAFault(t *testing.T) {
	const insist = true
	all := faults.All()
	var missing []string
	for _, r := range check.Rules() {
		if all[r.ID] == nil {
			missing = append(missing, r.ID)
		}
		delete(all, r.ID)
	}
	assert.Equal(t, len(all), 0, "faults of no rule: %v", all)
	if len(missing) > 0 {
		t.Logf("%d rules have no fault: %s", len(missing), strings.Join(missing, ", "))
		assert.Check(t, !insist)
	}
}

// More pairs and other seeds look further: go test ./pkg/check -run Planted -pairs 100 -seed 7
var (
	plantedPairs = flag.Int("pairs", 4, "into how many random pairs of files each fault is planted")
	plantedSeed  = flag.Int64("seed", 0, "what is added to the seed of each fault")
)

// TestFaultsPlantedIntoCleanFiles plants the fault of each rule into the examples and into random pairs of clean files:
// it is found on its line, and nothing else is.
func TestFaultsPlantedIntoCleanFiles(t *testing.T) {
	pairs, generated, times := *plantedPairs, *plantedPairs/2, 2
	if testing.Short() {
		pairs, generated, times = 1, 1, 1
	}
	pool := newClean(t)
	all := faults.All()
	for _, r := range check.Rules() {
		fault := all[r.ID]
		if fault == nil {
			continue
		}
		t.Run(r.ID, func(t *testing.T) {
			seed := seedOf(r.ID) + *plantedSeed
			random := rand.New(rand.NewSource(seed))
			sets := pool.examples(t, r.Target)
			examples := len(sets)
			for range generated {
				sets = append(sets, pool.generated(t, random, r))
			}
			for range pairs {
				sets = append(sets, pool.pair(t, random, r))
			}
			planted := 0
			for i, set := range sets {
				for k := range times {
					ok := plant(t, r, fault, set, seed+int64(i*times+k))
					assert.Check(t, ok || i >= examples, "the fault cannot be planted into %s", set.name)
					if ok {
						planted++
					}
				}
			}
			assert.Check(t, planted > len(sets)*times/2, "the fault can be planted into %d of %d sets only", planted/times, len(sets))
		})
	}
	t.Logf("%d pairs of files were used, %d skipped for one identity, %d for a finding", pool.used, pool.doubled, pool.unclean)
	assert.Check(t, pool.used > 0 && pool.used*10 > pool.unclean, "too many pairs of clean files find something in each other")
}

// plant plants a fault into a copy of a set, and compares what is found with what must be. false where it has no place.
func plant(t *testing.T, r *rule.Rule, fault faults.Fault, set clean, seed int64) bool {
	t.Helper()
	s := faults.New(t, rand.New(rand.NewSource(seed)), set.target, set.docs)
	planted := fault(s)
	if len(planted.At) == 0 {
		return false
	}
	if unclean := worse(resultsOf(t, s.Clean(), set.target)); len(s.Clean()) > len(set.docs) && len(unclean) > 0 {
		t.Logf("%s: the base documents find something in %s: %v", r.ID, set.name, unclean)
		return false
	}
	var want, got, others []string
	for _, at := range planted.At {
		want = append(want, at.String())
	}
	also := map[string]bool{}
	for _, found := range resultsBeside(t, s.Documents(), set.target, s.Repositories()) {
		switch {
		case found.Rule == r.ID:
			got = append(got, fmt.Sprintf("%s:%d", found.File.Path, found.Line))
		case slices.Contains(planted.Also, found.Rule):
			also[found.Rule] = true
		case found.Severity != krm.Info:
			others = append(others, found.String())
		}
	}
	for _, id := range planted.Also {
		if !also[id] {
			others = append(others, id+" does not find it")
		}
	}
	sort.Strings(want)
	sort.Strings(got)
	if !slices.Equal(got, want) || len(others) > 0 {
		t.Errorf("%s planted into %s, seed %d, versions %v\nmust be found at %v\n   is found at %v\nand beside it: %s\n%s",
			r.ID, set.name, seed, set.target, want, got, strings.Join(others, "\n  "), s.Changed())
	}
	return true
}

// resultsOf runs all rules.
func resultsOf(t *testing.T, docs []krm.Document, target rule.Target) []krm.Result {
	t.Helper()
	return resultsBeside(t, docs, target, nil)
}

// resultsBeside runs all rules, where repositories are at hand.
func resultsBeside(t *testing.T, docs []krm.Document, target rule.Target, repositories rule.Repositories) []krm.Result {
	t.Helper()
	list, err := krm.FromDocuments(docs)
	assert.NilError(t, err)
	c := rule.NewContext(list)
	c.ArgoCD, _, err = argocd.Resolve(target.ArgoCD)
	assert.NilError(t, err)
	c.ImageUpdater, _, err = imageupdater.Resolve(target.ImageUpdater)
	assert.NilError(t, err)
	c.Now = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	c.Repositories = repositories
	return rule.Run(c, check.Rules(), rule.Settings{})
}

// seedOf returns a seed that stays the same for a name.
func seedOf(name string) int64 {
	h := fnv.New32a()
	h.Write([]byte(name))
	return int64(h.Sum32())
}
