// SPDX-License-Identifier: Apache-2.0

package application

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var replaceBeatsServerSideApply = &rule.Rule{
	ID:       "replace-beats-server-side-apply",
	Severity: krm.Warning,
	Title:    "An Application must not ask for Replace=true and ServerSideApply=true at once",
	Doc: `Replace goes before server-side apply: every resource is replaced as a whole, the fields of other owners with it, and
` + "`ServerSideApply=true`" + ` does nothing. Nothing says so. Keep one of the two; a single resource can have the other by its annotation
` + "`argocd.argoproj.io/sync-options`" + `.`,
	Upstream: []string{syncOptionsPage + "#server-side-apply"},
	Kinds:    applications,
	Check: func(_ *rule.Context, it *krm.Item) []rule.Problem {
		s := view.SpecOf(it)
		i, apply := optionNamed(s, "ServerSideApply=true")
		if apply == nil || !s.HasSyncOption("Replace=true") {
			return nil
		}
		_, path := s.SyncOptions()
		return one(rule.Problem{Path: view.At(path, i), At: apply, Current: apply.Value,
			Message: "does nothing beside \"Replace=true\", which replaces every resource as a whole: keep one of the two"})
	},
	Bad: exampleTop + `  syncPolicy:
    syncOptions: [Replace=true, ServerSideApply=true]
`,
	Good: exampleTop + `  syncPolicy:
    syncOptions: [ServerSideApply=true]
`,
}

// optionNamed returns a sync option as it is written, with its place in the list.
func optionNamed(s view.Spec, option string) (int, *yaml.Node) {
	entries, _ := s.SyncOptions()
	for i, e := range entries {
		if e.Value == option {
			return i, e
		}
	}
	return 0, nil
}
