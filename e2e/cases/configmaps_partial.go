// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/e2e/kube"
	"github.com/fairlead-krm/fairlead/e2e/suite"
)

// partialRow is a ConfigMap that a user made in some way, and a partial one of its name that an Application applies over it.
type partialRow struct {
	made    fill
	options []string
	// lost says whether the user's keys and label are gone afterwards.
	lost bool
}

func partialRows() []partialRow {
	var rows []partialRow
	for _, made := range fills {
		for _, options := range [][]string{nil, {"ServerSideApply=true"}, {"ServerSideApply=true", "ClientSideApplyMigration=false"}} {
			rows = append(rows, partialRow{made, options, made.name == "apply"})
		}
	}
	return rows
}

var configMapsPartial = suite.Case{
	Name:  "configmaps-partial",
	Shows: "an Application that applied a part of a ConfigMap made by kubectl apply would take every other key and label from it: why the settings are patches",
	Fault: suite.Fault{
		Plants: "the user made the ConfigMaps by kubectl create, though the rows say kubectl apply",
		Fails:  "made by apply, applied with []: lost is false",
	},
	Run: func(t *suite.T) {
		rows := partialRows()
		broken := t.Fault()
		lost := 0
		for _, row := range rows {
			if row.lost {
				lost++
			}
		}
		t.Parallel(len(rows), width, func(t *suite.T, i int) {
			row := rows[i]
			name := fmt.Sprintf("partial-%d", i)
			namespace := t.Namespace(name)
			cm := func(data, labels map[string]string) string {
				metadata := map[string]any{"name": "argocd-rbac-cm", "namespace": namespace}
				if labels != nil { // a null would ask for their removal
					metadata["labels"] = labels
				}
				return jsonText(t, kube.Object{"apiVersion": "v1", "kind": "ConfigMap", "data": data, "metadata": metadata})
			}
			user := theirs["argocd-rbac-cm"]
			args := row.made.make
			if broken && row.made.name == "apply" {
				args = []string{"create"}
			}
			t.Kubectl(cm(user.data, user.labels), append(args[:len(args):len(args)], "-f", "-")...)
			r := t.Repo(name)
			r.Write(map[string]string{"cm.yaml": cm(map[string]string{"policy.app.csv": "p, ci, applications, get, app/app, allow\n"}, nil)})
			r.Push()
			app := t.App(t.Name(name))
			t.Create(applicationOf(app.Name, r.URL(), namespace, map[string]any{"syncOptions": row.options}))
			app.Sync()

			live := t.Live("ConfigMap", namespace, "argocd-rbac-cm")
			where := fmt.Sprintf("made by %s, applied with [%s]", row.made.name, strings.Join(row.options, " "))
			t.Check(strings.HasPrefix(live.Map("data")["policy.app.csv"], "p, ci"), "%s: the partial ConfigMap was not applied", where)
			for key := range user.data {
				_, there := live.Map("data")[key]
				t.Check(there != row.lost, "%s: lost is %t for the key %s", where, !there, key)
			}
			for key := range user.labels {
				_, there := live.Map("metadata", "labels")[key]
				t.Check(there != row.lost, "%s: lost is %t for the label %s", where, !there, key)
			}
		})
		t.Show("%d ways: all keys and labels of the user gone in %d, which are all over a ConfigMap made by kubectl apply, ClientSideApplyMigration=false or not", len(rows), lost)
	},
}
