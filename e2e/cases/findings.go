// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"encoding/base64"
	"strings"

	"github.com/fairlead-krm/fairlead/e2e/rig"
	"github.com/fairlead-krm/fairlead/e2e/suite"
)

// byHand is an Application that somebody wrote. Image Updater takes its allow-tags for no pattern and updates nothing, without a word.
const byHand = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: NAME
  namespace: argocd
  annotations:
    argocd-image-updater.argoproj.io/image-list: web=ghcr.io/owner/web
    argocd-image-updater.argoproj.io/web.allow-tags: ^sha-[0-9a-f]+$
spec:
  project: default
  source: {repoURL: 'https://github.com/owner/web', targetRevision: main, path: deploy}
  destination: {server: 'https://kubernetes.default.svc', namespace: NAME}
`

var findings = suite.Case{
	Name:  "findings-stop",
	Shows: "rendered inside Argo CD, by the wrapper and by the plugin, a finding stops the sync and stands in the Application's condition, and no value of a Secret is in the condition or in a log",
	Fault: suite.Fault{
		Plants: "the package is not validated",
		Fails:  "was delivered in spite of its finding",
	},
	Run: func(t *suite.T) {
		installWrapper(t)
		installSidecar(t)
		for _, way := range []string{"wrapper", "sidecar"} {
			p := newInside(t, way)
			p.synced()
			before := managed(t)
			name := t.Name("by-hand-" + way)
			p.Write(map[string]string{"by-hand.yaml": strings.ReplaceAll(byHand, "NAME", name)})
			p.Replace("kustomization.yaml", "  - deployment.yaml\n", "  - deployment.yaml\n  - by-hand.yaml\n")
			if t.Fault() {
				p.unvalidated()
			}
			p.commit = p.Push()
			if t.Fault() {
				p.root.WaitCompared(p.commit)
			}
			t.Assert(t.Live("Application", rig.ArgoNamespace, name) == nil, "%s: the Application %s was delivered in spite of its finding", way, name)
			p.fails(way+": with a finding", before, "/"+name, "web.allow-tags", "[allow-tags-without-prefix]")
			t.Check(t.Live("Application", rig.ArgoNamespace, name) == nil, "%s: the Application %s was delivered in spite of its finding", way, name)

			// A Secret with values: its name, and never what it holds.
			token := t.Value()
			p.Remove("by-hand.yaml")
			p.Replace("kustomization.yaml", "  - by-hand.yaml\n", "  - secret.yaml\n")
			p.Write(map[string]string{"secret.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: web-secrets, namespace: " + p.namespace + "}\nstringData: {TOKEN: " + token + "}\n"})
			p.commit = p.Push()
			p.fails(way+": with a Secret", before, "/web-secrets")
			t.Check(t.Live("Secret", p.namespace, "web-secrets") == nil, "%s: the Secret was delivered", way)
			p.secret(way, token)

			p.Remove("secret.yaml")
			p.Replace("kustomization.yaml", "  - secret.yaml\n", "")
			p.commit = p.Push()
			p.synced()
			t.Must(p.unpruned(before))
		}
		t.Show("by the wrapper and by the plugin: [allow-tags-without-prefix] and a Secret with a value, each a ComparisonError with resource and field, nothing delivered, nothing pruned; the planted token is in no condition, no event and no log of %d processes; Synced when they are gone", len(logged))
	},
}

// unvalidated takes the validating function out of the kustomization.
func (p *inside) unvalidated() { p.Replace("kustomization.yaml", "  - validate.yaml\n", "") }

// logged are the processes whose logs are searched.
var logged = []string{"argocd-repo-server", "argocd-application-controller", "argocd-server", "argocd-cmp-server"}

// secret holds that a value is nowhere where people look.
func (p *inside) secret(way, value string) {
	t := p.t
	forms := []string{value, base64.StdEncoding.EncodeToString([]byte(value))}
	look := func(where, text string) {
		for _, form := range forms {
			t.Check(!strings.Contains(text, form), "%s: the value of the Secret is in %s", way, where)
		}
	}
	look("the Application", jsonText(t, p.root.Live()))
	answer, err := t.Argo.Get(t.Context(), "/api/v1/applications/"+p.root.Name+"/events")
	t.Must(err)
	look("the events", string(answer.Body))
	for _, process := range logged {
		log, err := t.Log(process)
		t.Must(err)
		look("the log of "+process, log)
	}
}
