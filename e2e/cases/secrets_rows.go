// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/e2e/outofband"
	"github.com/fairlead-krm/fairlead/e2e/suite"
)

// width is how many Applications are worked on at once: two cores compare and sync no faster with more.
const width = 8

var secretsRows = suite.Case{
	Name:  "secrets-rows",
	Shows: "what Argo CD does to the data of a Secret, as it is known and as the proof says: only /data with /stringData and RespectIgnoreDifferences keep all",
	Fault: suite.Fault{
		Plants: "the rule of row b12 loses /stringData",
		Fails:  "b12: after the second sync: token placeholder",
	},
	Run: func(t *suite.T) {
		namespace := t.Namespace("secrets")
		broken := t.Fault()
		t.Parallel(len(outofband.Rows), width, func(t *suite.T, i int) {
			row := outofband.Rows[i]
			if broken && row.ID == "b12" {
				row.Rules = []map[string]any{{"kind": "Secret", "jsonPointers": []string{"/data"}}}
			}
			runRow(t, namespace, row)
		})
		kept := 0
		for _, row := range outofband.Rows {
			if row.Third == (outofband.State{Token: outofband.Live, Extra: outofband.Live}) {
				kept++
			}
		}
		t.Show("%d rows as expected: %d keep both values, %d lose one, the usual advice (b02: /data without RespectIgnoreDifferences) among them", len(outofband.Rows), kept, len(outofband.Rows)-kept)
	},
}

// runRow runs one row to its end, and holds the live Secret to the row and to the proof about Secrets.
func runRow(t *suite.T, namespace string, row outofband.Row) {
	name := "sec-" + row.ID
	secret := newHandmade(t, namespace, name)
	run, err := row.Run(namespace, name)
	t.Must(err)
	// holds looks at the Secret after the given number of syncs.
	holds := func(syncs int, expected outofband.State) {
		live, proved := secret.state(t), outofband.Proved(run.After(syncs))
		after := [...]string{1: "first", 2: "second", 3: "third"}[syncs]
		t.Check(live == expected, "%s: after the %s sync: %s, expected %s", row.ID, after, live, expected)
		t.Check(live == proved, "%s: after the %s sync: %s, by the proof %s", row.ID, after, live, proved)
	}
	r := t.Repo(row.ID)
	write := func(version int) {
		r.Write(map[string]string{
			"kustomization.yaml": "resources: [secret.yaml, other.yaml]\n",
			"secret.yaml":        jsonText(t, row.Stub.Manifest(name, nil)),
			"other.yaml":         configMap("other-"+row.ID, fmt.Sprint(version)),
		})
		r.Push()
	}
	write(1)
	if row.First {
		secret.set(t, row.ByHand)
	}
	app := t.App(t.Name(row.ID))
	manifest := applicationOf(app.Name, r.URL(), namespace, map[string]any{"syncOptions": row.Options})
	manifest["spec"].(map[string]any)["ignoreDifferences"] = row.Ignored(name)
	t.Create(manifest)
	app.Sync()
	if row.First {
		holds(1, row.Second)
	} else {
		secret.set(t, row.ByHand)
	}
	app.Sync()
	holds(2, row.Second)
	write(2)
	app.Sync()
	holds(3, row.Third)
	_, listed := app.Resources()["Secret/"+name]
	t.Check(listed == (row.Stub != outofband.LocalConfig), "%s: Argo CD lists the Secret among its resources: %t", row.ID, listed)
}
