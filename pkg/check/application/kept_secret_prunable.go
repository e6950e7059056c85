// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var keptSecretPrunable = &rule.Rule{
	ID:       "kept-secret-prunable",
	Severity: krm.Info,
	Title:    "A Secret whose data people fill should not be pruned, and not be deleted with its Application",
	Doc: `An ignoreDifferences rule keeps Argo CD off the data of a Secret, not off the Secret. Where the Application prunes by itself, taking the
Secret out of Git deletes the live one with everything in it; with a resources-finalizer so does deleting the Application. Annotate
the Secret with ` + "`argocd.argoproj.io/sync-options: Prune=false,Delete=false`" + `.`,
	Upstream: []string{syncOptionsPage, "https://github.com/argoproj/argo-cd/issues/25303"},
	Kinds:    []rule.Kind{view.Application},
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		s := view.SpecOf(it)
		var lacks []string
		if prune, _ := s.Field("syncPolicy", "automated", "prune"); prune != nil && prune.Value == "true" && s.Automated() && !s.HasSyncOption("Prune=false") && !s.HasSyncOption("Prune=confirm") {
			lacks = append(lacks, "Prune")
		}
		for _, f := range view.Entries(it.Lookup("metadata", "finalizers")) {
			if strings.HasPrefix(f.Value, "resources-finalizer.argocd.argoproj.io") && !s.HasSyncOption("Delete=false") && !s.HasSyncOption("Delete=confirm") {
				lacks = append(lacks, "Delete")
				break
			}
		}
		if len(lacks) == 0 {
			return nil
		}
		var problems []rule.Problem
		for _, k := range keptBy(c, it) {
			for _, secret := range k.secrets(c, s) {
				if missing := missingOptions(secret, lacks); len(missing) > 0 {
					problems = append(problems, rule.Problem{Path: k.path, At: k.at, Message: fmt.Sprintf(
						"the data of Secret %q is kept, the Secret is not: annotate it with %s: %q", secret.Name, argocd.AnnotationSyncOptions, strings.Join(missing, ","))})
				}
			}
		}
		return problems
	},
	Bad: exampleKeeping + `---
apiVersion: v1
kind: Secret
metadata: {name: app, namespace: app}
`,
	Good: exampleKeeping + `---
apiVersion: v1
kind: Secret
metadata:
  name: app
  namespace: app
  annotations: {argocd.argoproj.io/sync-options: 'Prune=false,Delete=false'}
`,
}

const exampleKeeping = exampleTop + `  syncPolicy:
    automated: {prune: true}
    syncOptions: [RespectIgnoreDifferences=true]
  ignoreDifferences:
  - {kind: Secret, name: app, namespace: app, jsonPointers: [/data, /stringData]}
`

// missingOptions returns the options that the annotation of a Secret does not switch off or leave to a person.
func missingOptions(secret *krm.Item, names []string) []string {
	value, _ := secret.Annotation(argocd.AnnotationSyncOptions)
	set := map[string]bool{}
	for option := range strings.SplitSeq(value, ",") {
		set[strings.TrimSpace(option)] = true
	}
	var missing []string
	for _, name := range names {
		if !set[name+"=false"] && !set[name+"=confirm"] && !view.Templated(value) {
			missing = append(missing, name+"=false")
		}
	}
	return missing
}
