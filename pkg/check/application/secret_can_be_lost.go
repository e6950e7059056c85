// SPDX-License-Identifier: Apache-2.0

package application

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/secretsync"
)

var secretCanBeLost = &rule.Rule{
	ID:       "secret-can-be-lost",
	Severity: krm.Error,
	Title:    "No sync of a Project's Application may change or delete the data of a Secret that the Project declares",
	Doc: `For each Secret of a Project this tries every shape that its manifest can have (no data, null, empty, with keys, stringData), every way in
which a person can have filled it, and every sync that follows, on the target version; where the manifest is among the resources, that
one alone. What keeps all of them is a rule in ignoreDifferences with ` + "`/data` and `/stringData`" + ` and the sync option
RespectIgnoreDifferences=true, as ` + "`generate-delivery`" + ` writes it; or, for a Secret that stands in no manifest, an AppProject that does not
permit the kind Secret. For such a Secret it is a warning, since only a manifest of its name would overwrite it. Where another rule says
what is wrong with the Application, this one is silent.`,
	Upstream: []string{"https://github.com/argoproj/argo-cd/issues/24654", "https://github.com/argoproj/argo-cd/issues/29644", syncOptionsPage + "#respect-ignore-difference-configs"},
	Kinds:    []rule.Kind{view.Application},
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		project := projectByName(c, it.Name)
		if project == nil || len(project.Spec.Secrets) == 0 || !whole(c, it) {
			return nil
		}
		p := secretProof{c: c, app: it, spec: view.SpecOf(it), project: project}
		return p.problems()
	},
	Bad: exampleSecretProject + exampleTop + `  syncPolicy:
    syncOptions: [RespectIgnoreDifferences=true]
  ignoreDifferences:
  - kind: Secret
    name: another
    namespace: app
    jsonPointers: [/data, /stringData]
`,
	Good: exampleSecretProject + exampleTop + `  syncPolicy:
    syncOptions: [RespectIgnoreDifferences=true]
  ignoreDifferences:
  - kind: Secret
    name: app-secrets
    namespace: app
    jsonPointers: [/data, /stringData]
`,
}

const exampleSecretProject = `apiVersion: fairlead.dev/v1alpha1
kind: Project
metadata: {name: app}
spec:
  repository: https://github.com/owner/app
  secrets:
  - {name: app-secrets, mode: placeholder}
---
`

type projectsByNameKey struct{}

// projectByName returns the Project of a name; nil where there is none, or more than one.
func projectByName(c *rule.Context, name string) *v1alpha1.Project {
	return rule.Memo(c, projectsByNameKey{}, func() map[string]*v1alpha1.Project {
		index := map[string]*v1alpha1.Project{}
		for _, p := range c.Model().Projects {
			if _, twice := index[p.Name]; twice {
				index[p.Name] = nil
				continue
			}
			index[p.Name] = p
		}
		return index
	})[name]
}

// declared reports whether the Project of an Application declares a Secret that a rule of it matches.
func (k kept) declared(c *rule.Context, it *krm.Item) bool {
	p := projectByName(c, it.Name)
	return p != nil && !k.all && slices.ContainsFunc(p.Spec.Secrets, func(s v1alpha1.Secret) bool { return k.Name == "" || k.Name == s.Name })
}

// secretProof is the proof for the Secrets of one Project.
type secretProof struct {
	c       *rule.Context
	app     *krm.Item
	spec    view.Spec
	project *v1alpha1.Project
}

func (p secretProof) problems() []rule.Problem {
	sync, unclear := p.sync()
	by := ""
	if unclear == "" {
		by = p.saidBy()
	}
	var problems []rule.Problem
	for _, s := range p.project.Spec.Secrets {
		stubs, manifest := p.stubs(s)
		loss, unread := p.survives(sync, stubs, s)
		proof := rule.Proof{
			Project: p.project.Name,
			Claim:   fmt.Sprintf("no sync, self-heal or prune of its Application changes or deletes the data of Secret %s/%s", p.project.Spec.Namespace, s.Name),
			Over:    p.over(manifest),
			Verdict: rule.Proved,
		}
		if p.c.Explain {
			proof.From = p.from(s, manifest)
		}
		if s.Mode == v1alpha1.Placeholder {
			proof.Notes = append(proof.Notes, p.whenRemoved(manifest))
		}
		switch {
		case p.refused(s):
			proof.Notes = []string{"the AppProject does not permit the kind Secret, so a manifest of it fails the sync instead"}
		case unclear != "":
			proof.Verdict, proof.Why = rule.NotProved, unclear
		case loss == nil:
		case unread:
			proof.Verdict, proof.Why = rule.NotProved, "a rule has a query that is more than a path"
		case by != "":
			proof.Verdict, proof.Why, proof.Rule = rule.Refuted, loss.String(), by
		default:
			proof.Verdict, proof.Why, proof.Rule = rule.Refuted, loss.String(), "secret-can-be-lost"
			problems = append(problems, p.problem(s, loss))
		}
		p.c.Prove(proof)
	}
	return problems
}

// whenRemoved says what becomes of the Secret when its manifest leaves Git or its Application goes.
func (p secretProof) whenRemoved(manifest *krm.Item) string {
	if manifest == nil {
		return "this holds as long as the manifest stays in Git: without it a prune deletes the Secret, unless it carries " + argocd.AnnotationSyncOptions + ": Prune=false,Delete=false"
	}
	options, _ := manifest.Annotation(argocd.AnnotationSyncOptions)
	switch pruned, deleted := secretsync.Removed(options); {
	case pruned:
		return "this holds as long as the manifest stays in Git: without it a prune deletes the Secret, which does not carry Prune=false"
	case deleted:
		return "it stays when its manifest leaves Git, and goes with the Application where that has the finalizer: it does not carry Delete=false"
	}
	return "it stays when its manifest leaves Git, and when the Application is deleted"
}

// problem words a loss.
func (p secretProof) problem(s v1alpha1.Secret, loss *secretsync.Loss) rule.Problem {
	at, path := p.spec.Field("ignoreDifferences")
	if at == nil {
		at, path = p.spec.Node, p.spec.Path
	}
	for _, k := range keptBy(p.c, p.app) {
		if k.Name == s.Name {
			at, path = k.at, k.path
			break
		}
	}
	severity := krm.Error
	if s.Mode == v1alpha1.OutOfBand {
		severity = krm.Warning
	}
	return rule.Problem{Path: path, At: at, Severity: severity, Message: fmt.Sprintf(
		"a sync can lose the data of Secret %q, which Project %q declares: %s; ignoreDifferences must list \"/data\" and \"/stringData\" of it, and syncOptions %q",
		s.Name, p.project.Name, loss, argocd.SyncOptionRespectIgnoreDifferences)}
}

// sync reads how the Application applies Secrets. unclear says why that is not known.
func (p secretProof) sync() (s secretsync.Sync, unclear string) {
	if list, _ := p.spec.Field("ignoreDifferences"); list == nil && view.Misspelt(p.spec.Node, "ignoreDifferences") || list != nil && list.Kind != yaml.SequenceNode {
		return s, "its ignoreDifferences cannot be read"
	}
	for _, r := range ignored(p.c, p.app) {
		if r.Unclear || r.Kind == "" || view.Templated(r.Group+r.Kind+r.Name+r.Namespace) {
			return s, "its ignoreDifferences cannot be read"
		}
		s.Ignore = append(s.Ignore, secretsync.Ignore{Group: r.Group, Kind: r.Kind, Name: r.Name, Namespace: r.Namespace,
			Pointers: values(r.Pointers), Queries: values(r.Queries), Managers: values(r.Managers)})
	}
	s.Respect = p.spec.HasSyncOption(argocd.SyncOptionRespectIgnoreDifferences)
	if !s.Respect && p.spec.MayHaveSyncOption(argocd.SyncOptionRespectIgnoreDifferences) {
		return s, "its sync options cannot be read"
	}
	s.ServerSide, s.Replace = p.spec.HasSyncOption("ServerSideApply=true"), p.spec.HasSyncOption("Replace=true")
	s.Restores = p.c.ArgoCD.AtLeast(3, 3)
	if p.customized() {
		return s, "argocd-cm ignores differences of Secrets for all Applications"
	}
	return s, ""
}

// customized reports whether argocd-cm, as far as it is among the resources, has ignoreDifferences for Secrets of its own, which
// a sync respects too.
func (p secretProof) customized() bool {
	for _, it := range slices.Concat(p.c.Of("", "ConfigMap"), p.c.Patches("ConfigMap")) {
		if it.Name != argocd.ConfigMap {
			continue
		}
		for _, pair := range view.Pairs(it.Lookup("data")) {
			if key, ok := strings.CutPrefix(pair.Key.Value, "resource.customizations.ignoreDifferences."); ok && (key == "all" || strings.HasSuffix(key, "Secret")) ||
				pair.Key.Value == "resource.customizations" {
				return true
			}
		}
	}
	return false
}

func values(nodes []*yaml.Node) []string {
	all := make([]string, len(nodes))
	for i, n := range nodes {
		all[i] = n.Value
	}
	return all
}

// stubs returns the shapes that the manifest of a Secret has: its own where it is among the resources, else every one.
func (p secretProof) stubs(s v1alpha1.Secret) ([]secretsync.Stub, *krm.Item) {
	for _, it := range secretsOf(p.c).byName[s.Name] {
		if it.Namespace == p.project.Spec.Namespace {
			return []secretsync.Stub{{Data: mapOf(it, "data"), StringData: mapOf(it, "stringData")}}, it
		}
	}
	keys := s.Keys
	if len(keys) == 0 {
		keys = []string{"key"}
	}
	return secretsync.Stubs(keys[:1]...), nil
}

func mapOf(it *krm.Item, field string) secretsync.Map {
	n := it.Lookup(field)
	m := secretsync.Map{Set: n != nil, Null: isNull(it, field)}
	for _, pair := range view.Pairs(n) {
		m.Keys = append(m.Keys, pair.Key.Value)
	}
	return m
}

// refused reports whether the AppProject keeps Argo CD from the Secret: one in no manifest stays so, since a manifest of it fails
// the sync.
func (p secretProof) refused(s v1alpha1.Secret) bool {
	project := projectOf(p.c, p.spec)
	if project == nil || s.Mode != v1alpha1.OutOfBand {
		return false
	}
	return !kindPermitted(project.Lookup("spec", "namespaceResourceWhitelist"), project.Lookup("spec", "namespaceResourceBlacklist"), "", "Secret")
}

type lossesKey struct{}

// survives tries all syncs. Most Projects have the same rules, so the answer is kept by what decides it.
func (p secretProof) survives(sync secretsync.Sync, stubs []secretsync.Stub, s v1alpha1.Secret) (*secretsync.Loss, bool) {
	type answer struct {
		loss   *secretsync.Loss
		unread bool
	}
	answers := rule.Memo(p.c, lossesKey{}, func() map[string]answer { return map[string]answer{} })
	key := fmt.Sprint(sync.Decisive(p.project.Spec.Namespace, s.Name), stubs)
	a, ok := answers[key]
	if !ok {
		a.loss, a.unread = sync.Survives(stubs, p.project.Spec.Namespace, s.Name, s.Keys[:min(1, len(s.Keys))])
		answers[key] = a
	}
	return a.loss, a.unread
}

// saidBy returns the rule that already says what is wrong with how the Application treats Secrets, "" where none does.
func (p secretProof) saidBy() string {
	for _, r := range [...]*rule.Rule{
		secretIgnoredNotRespected, secretStringDataNotIgnored, secretKeysIgnoredSingly, secretIgnoredByManager, replaceWithKeptSecrets,
		ignoreDifferenceGroupDead, ignoreDifferenceKindDead, ignoreDifferenceNameGlob, ignoreDifferencePointerDead, ignoreDifferenceQueryBroken,
		ignoreDifferenceEmpty, syncOptionUnknown,
	} {
		if !r.ArgoCD.Has(p.c.ArgoCD) {
			continue
		}
		for _, found := range r.Check(p.c, p.app) {
			if severity := found.Severity; severity == "" && r.Severity != krm.Info || severity != "" && severity != krm.Info {
				return r.ID
			}
		}
	}
	return ""
}

// over says over what it is shown.
func (p secretProof) over(manifest *krm.Item) string {
	shapes := "every shape of its manifest (no data, data: null, {} or with keys, stringData {} or with keys)"
	if manifest != nil {
		shapes = "its manifest at " + rule.PlaceOf(manifest, nil).String()
	}
	return shapes + ", filled by kubectl apply, patch or apply --server-side, before or after the first sync, on Argo CD " + p.c.ArgoCD.String()
}

// from returns the lines that it follows from.
func (p secretProof) from(s v1alpha1.Secret, manifest *krm.Item) []rule.Place {
	var places []rule.Place
	if p.refused(s) {
		project := projectOf(p.c, p.spec)
		for _, list := range [...]string{"namespaceResourceBlacklist", "namespaceResourceWhitelist"} {
			if n := project.Lookup("spec", list); n != nil {
				places = append(places, rule.PlaceOf(project, n))
			}
		}
	}
	for _, k := range keptBy(p.c, p.app) {
		if (k.Name == "" || k.Name == s.Name) && (k.Namespace == "" || k.Namespace == p.project.Spec.Namespace) {
			places = append(places, rule.PlaceOf(p.app, k.at))
		}
	}
	entries, _ := p.spec.SyncOptions()
	for _, e := range entries {
		if e.Value == argocd.SyncOptionRespectIgnoreDifferences {
			places = append(places, rule.PlaceOf(p.app, e))
		}
	}
	if manifest != nil {
		places = append(places, rule.PlaceOf(manifest, nil))
	}
	return places
}
