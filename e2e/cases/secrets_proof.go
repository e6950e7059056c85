// SPDX-License-Identifier: Apache-2.0

package cases

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"github.com/fairlead-krm/fairlead/e2e/kube"
	"github.com/fairlead-krm/fairlead/e2e/outofband"
	"github.com/fairlead-krm/fairlead/e2e/rig"
	"github.com/fairlead-krm/fairlead/e2e/suite"
	"github.com/fairlead-krm/fairlead/pkg/secretsync"
)

// proofSyncs is how many syncs are looked at before the one that prunes, which is one more than those after which the proof says that
// nothing changes any more.
const proofSyncs = 3

// proofRules are the ignoreDifferences of a Secret, by a word.
var proofRules = map[string]secretsync.Ignore{
	"none":     {},
	"both":     {Pointers: []string{"/data", "/stringData"}},
	"data":     {Pointers: []string{"/data"}},
	"keys":     {Pointers: []string{"/data/token", "/stringData/token"}},
	"query":    {Queries: []string{".data.token, .data.extra"}},
	"managers": {Managers: []string{"kubectl-client-side-apply", "kubectl-patch", "kubectl"}},
}

// proofWays are those of a person, before and after the first sync.
var proofWays = []struct {
	word  string
	by    secretsync.ByHand
	first bool
}{
	{"apply-before", secretsync.Apply, true}, {"apply-after", secretsync.Apply, false},
	{"patch-before", secretsync.Patch, true}, {"ssa-after", secretsync.ServerSide, false},
}

// proofBatches are the syncOptions, and the rules of the Secrets under them: an Application each, of a size that syncs in time.
var proofBatches = []struct{ options, rules []string }{
	{[]string{}, []string{"none", "both"}},
	{[]string{"ServerSideApply=true"}, []string{"none", "both"}},
	{[]string{"Replace=true"}, []string{"none"}},
	{[]string{"ApplyOutOfSyncOnly=true"}, []string{"none", "both"}},
	{[]string{"RespectIgnoreDifferences=true"}, []string{"both", "data"}},
	{[]string{"RespectIgnoreDifferences=true"}, []string{"keys", "query", "managers"}},
	{[]string{"RespectIgnoreDifferences=true", "ServerSideApply=true"}, []string{"both", "data"}},
	{[]string{"RespectIgnoreDifferences=true", "ServerSideApply=true"}, []string{"keys", "managers"}},
	{[]string{"RespectIgnoreDifferences=true", "Replace=true"}, []string{"both"}},
	{[]string{"RespectIgnoreDifferences=true", "ApplyOutOfSyncOnly=true"}, []string{"both", "data"}},
}

var secretsProof = suite.Case{
	Name:  "secrets-proof",
	Shows: "what the proof about Secrets says of each key after each sync, self-heal and prune is what Argo CD does: every shape of manifest, rule, option and way of a person",
	Fault: suite.Fault{
		Plants: "the rule of a Secret with stringData, which the proof knows with /stringData, is applied without it",
		Fails:  "stringdata-both-apply-before: after sync 1: token placeholder, extra live, by the proof token live, extra live",
	},
	Limit: 10 * time.Minute,
	Run: func(t *suite.T) {
		broken := t.Fault()
		batches := proofBatches
		if broken {
			batches = batches[4:5] // the one in which the Secret is
		}
		counts := make([]int, len(batches))
		t.Parallel(len(batches), 2, func(t *suite.T, i int) {
			b := newProofBatch(t, fmt.Sprintf("proof%d", i), batches[i].options, batches[i].rules)
			b.run(t, broken)
			counts[i] = len(b.secrets)
		})
		all := 0
		for _, n := range counts {
			all += n
		}
		t.Show("%d Secrets in %d Applications, each key as the proof says after each of %d syncs, after prune and after self-heal", all, len(batches), proofSyncs)
	},
}

// proofBatch are the Secrets of one Application.
type proofBatch struct {
	name, namespace string
	options         []string
	// person has the values that every Secret gets.
	person   handmade
	secrets  []secretsync.Run
	workload *suite.Repo
}

func newProofBatch(t *suite.T, base string, options, rules []string) *proofBatch {
	b := &proofBatch{name: t.Name(base), namespace: t.Namespace(base), options: options, workload: t.Repo(base)}
	b.person = newHandmade(t, b.namespace, "")
	sync := outofband.Sync(options...)
	for i, stub := range secretsync.Stubs(outofband.Token) {
		for _, word := range rules {
			for _, w := range proofWays {
				name := strings.Join([]string{[...]string{"nodata", "null", "empty", "data", "stringdata", "stringempty"}[i], word, w.word}, "-")
				run := secretsync.Run{Sync: sync, Stub: stub, ByHand: w.by, First: w.first, Keys: []string{outofband.Token, outofband.Extra}, Namespace: b.namespace, Name: name}
				if rule := proofRules[word]; word != "none" {
					rule.Kind, rule.Name = "Secret", name
					run.Ignore = []secretsync.Ignore{rule}
				}
				b.secrets = append(b.secrets, run)
			}
		}
	}
	return b
}

// run syncs again and again, and looks at every Secret each time.
func (b *proofBatch) run(t *suite.T, broken bool) {
	var ignored []secretsync.Ignore
	resources := []string{"obsolete.yaml", "other.yaml"}
	files := map[string]string{"other.yaml": configMap("other", "1"), "obsolete.yaml": configMap("obsolete", "1")}
	for _, s := range b.secrets {
		files[s.Name+".yaml"] = jsonText(t, proofManifest(s))
		resources = append(resources, s.Name+".yaml")
		for _, rule := range s.Ignore {
			if broken && s.Respect && s.Name == "stringdata-both-apply-before" {
				rule.Pointers = []string{"/data"}
			}
			ignored = append(ignored, rule)
		}
	}
	b.workload.Write(files)
	b.list(resources)
	b.set(t, true)
	app := t.App(b.name)
	manifest := applicationOf(b.name, b.workload.URL(), b.namespace, map[string]any{"syncOptions": b.options})
	manifest["spec"].(map[string]any)["ignoreDifferences"] = ignored
	t.Create(manifest)
	for n := 1; n <= proofSyncs; n++ {
		if n == 3 {
			b.workload.Write(map[string]string{"other.yaml": configMap("other", "2")})
			b.workload.Push()
		}
		app.Sync()
		b.holds(t, fmt.Sprintf("sync %d", n), n)
		if n == 1 {
			b.set(t, false)
		}
	}

	b.workload.Write(map[string]string{"other.yaml": configMap("other", "1")})
	b.workload.Remove("obsolete.yaml")
	b.list(resources[1:])
	phase, message := app.TrySync(map[string]any{"prune": true})
	t.Assert(phase == "Succeeded", "syncing %s: %s: %s", b.name, phase, message)
	t.Assert(t.Live("ConfigMap", b.namespace, "obsolete") == nil, "%s: what was removed from Git was not pruned", b.options)
	b.holds(t, "prune", proofSyncs+1)

	_, err := t.Kube.Patch(t.Context(), "Application", rig.ArgoNamespace, b.name, map[string]any{"spec": map[string]any{"syncPolicy": map[string]any{"automated": map[string]any{"selfHeal": true}}}})
	t.Must(err)
	heals(t, b.namespace, "other")
	b.holds(t, "self-heal", proofSyncs+2)
}

// list writes the kustomization and pushes.
func (b *proofBatch) list(resources []string) {
	b.workload.Write(map[string]string{"kustomization.yaml": "resources: [" + strings.Join(resources, ", ") + "]\n"})
	b.workload.Push()
}

// set lets the person set the data of those Secrets whose turn it is: before the first sync, or after it.
func (b *proofBatch) set(t *suite.T, first bool) {
	var applied, serverSide []any
	for _, s := range b.secrets {
		if s.First != first {
			continue
		}
		secret := b.person.manifest(s.Name)
		switch s.ByHand {
		case secretsync.Apply:
			applied = append(applied, secret)
		case secretsync.ServerSide:
			serverSide = append(serverSide, secret)
		case secretsync.Patch: // what kubectl patch sends: one call of it for each Secret takes too long
			if first {
				t.Create(kube.Object{"apiVersion": "v1", "kind": "Secret", "type": "Opaque", "metadata": secret["metadata"]})
			}
			_, err := t.Kube.PatchAs(t.Context(), "kubectl-patch", "Secret", b.namespace, s.Name, map[string]any{"data": secret["data"]})
			t.Must(err)
		}
	}
	apply := func(items []any, how ...string) {
		if len(items) > 0 {
			t.Kubectl(jsonText(t, kube.Object{"apiVersion": "v1", "kind": "List", "items": items}), append([]string{"apply", "-f", "-"}, how...)...)
		}
	}
	apply(applied)
	apply(serverSide, "--server-side", "--force-conflicts")
	t.Sleep(seen)
}

// holds compares every live Secret with what the proof says of it after so many syncs. One that nobody has set yet is left out.
func (b *proofBatch) holds(t *suite.T, step string, syncs int) {
	secrets, err := t.Kube.List(t.Context(), "Secret", b.namespace)
	t.Must(err)
	live := map[string]outofband.State{}
	for _, secret := range secrets {
		data, err := secret.Data()
		t.Must(err)
		live[secret.Name()] = outofband.Read(data, b.person.token, b.person.extra)
	}
	for _, s := range b.secrets {
		if syncs == 1 && !s.First {
			continue
		}
		state, there := live[s.Name]
		proved := outofband.Proved(s.After(syncs))
		t.Check(there && state == proved, "%s %s: after %s: %s, by the proof %s", b.options, s.Name, step, state, proved)
	}
}

// proofManifest is the Secret in Git.
func proofManifest(s secretsync.Run) kube.Object {
	secret := kube.Object{"apiVersion": "v1", "kind": "Secret", "type": "Opaque", "metadata": map[string]any{"name": s.Name}}
	for field, placeholder := range map[string]string{"data": base64.StdEncoding.EncodeToString([]byte(outofband.Placeholder)), "stringData": outofband.Placeholder} {
		m := map[string]secretsync.Map{"data": s.Stub.Data, "stringData": s.Stub.StringData}[field]
		values := map[string]any{}
		for _, key := range m.Keys {
			values[key] = placeholder
		}
		switch {
		case m.Null:
			secret[field] = nil
		case m.Set:
			secret[field] = values
		}
	}
	return secret
}

// removals are the sync options of a Secret in Git.
var removals = []string{"", "Prune=false", "Delete=false", "Prune=false,Delete=false"}

var secretsRemoved = suite.Case{
	Name:  "secrets-removed",
	Shows: "what the proof says of a Secret whose manifest leaves Git, or whose Application is deleted, is what Argo CD does, for each of its sync options",
	Fault: suite.Fault{
		Plants: "the Secret of which the proof knows Prune=false carries none",
		Fails:  "the manifest left Git: it is there: false, by the proof true",
	},
	Run: func(t *suite.T) {
		namespace, name := t.Namespace("removed"), t.Name("removed")
		r := t.Repo(name)
		gone, kept := []string{"other.yaml"}, []string{"other.yaml"}
		r.Write(map[string]string{"other.yaml": configMap("other", "1")})
		for i, options := range removals {
			if t.Fault() && options == "Prune=false" {
				options = ""
			}
			for _, base := range []string{"pruned", "deleted"} {
				secret := outofband.NoData.Manifest(fmt.Sprintf("%s-%d", base, i), map[string]string{"argocd.argoproj.io/sync-options": options})
				file := fmt.Sprintf("%s-%d.yaml", base, i)
				r.Write(map[string]string{file: jsonText(t, secret)})
				gone = append(gone, file)
				if base == "deleted" {
					kept = append(kept, file)
				}
			}
		}
		kustomize := func(files []string) {
			r.Write(map[string]string{"kustomization.yaml": "resources: [" + strings.Join(files, ", ") + "]\n"})
			r.Push()
		}
		kustomize(gone)
		app := t.App(name)
		t.Create(applicationOf(name, r.URL(), namespace, map[string]any{}))
		app.Sync()
		kustomize(kept)
		phase, message := app.TrySync(map[string]any{"prune": true})
		t.Assert(phase == "Succeeded", "syncing %s: %s: %s", name, phase, message)
		there := func(base string, i int) bool {
			return t.Live("Secret", namespace, fmt.Sprintf("%s-%d", base, i)) != nil
		}
		for i, options := range removals {
			pruned, _ := secretsync.Removed(options)
			t.Check(there("pruned", i) == !pruned, "%q: the manifest left Git: it is there: %t, by the proof %t", options, there("pruned", i), !pruned)
			t.Check(there("deleted", i), "%q: a Secret that stayed in Git is gone", options)
		}
		app.Delete(true)
		for i, options := range removals {
			_, deleted := secretsync.Removed(options)
			t.Check(there("deleted", i) == !deleted, "%q: the Application was deleted: it is there: %t, by the proof %t", options, there("deleted", i), !deleted)
		}
		t.Show("%d Secrets with each of %d sync options, after their manifests left Git and after the Application was deleted", 2*len(removals), len(removals))
	},
}
