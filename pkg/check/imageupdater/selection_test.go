// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"math/rand/v2"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// The index says what a look at every entry says.
func TestSelectionIndex(t *testing.T) {
	list, err := krm.FromDocuments([]krm.Document{{Path: "a.yaml", Text: []byte(
		"apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: app, labels: {team: a}}\n")}})
	assert.NilError(t, err)
	app := list.Items[0]
	fits := view.Pairs(app.Lookup("metadata", "labels"))
	other := view.Pairs(app.Lookup("metadata"))
	r := rand.New(rand.NewPCG(1, 2))
	outcomes := map[outcome]int{}
	for range 5000 {
		var all []selection
		for range r.IntN(4) {
			all = append(all, selection{
				namespace:      []string{"", "argocd", "apps"}[r.IntN(3)],
				pattern:        []string{"app", "web", "", "a*", "?pp", "[a]pp", `\app`, "[", "{{x}}"}[r.IntN(9)],
				labels:         [][]view.Pair{nil, fits, other}[r.IntN(3)],
				loose:          r.IntN(8) == 0,
				useAnnotations: r.IntN(2) == 0,
			})
		}
		namespace, name := []string{"", "argocd", "apps"}[r.IntN(3)], []string{"app", "web", "", "{{x}}", "api"}[r.IntN(5)]
		want := selected(all, namespace, name, app)
		assert.Equal(t, indexOf(all).selected(namespace, name, app), want, "%q in %q of %+v", name, namespace, all)
		outcomes[want]++
	}
	assert.Assert(t, len(outcomes) == 3, "%v", outcomes)
}
