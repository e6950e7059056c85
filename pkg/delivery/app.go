// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// App is what counts of a live Application.
type App struct {
	Name, Namespace     string
	Annotations, Labels map[string]string
	// Owner is the ApplicationSet that owns it; "" where none does.
	Owner string
	// Deleting says that it is being deleted.
	Deleting bool
	// Sources is how many sources it has. Repository, Path, Revision and Images are of the first one; Images are the entries of
	// kustomize.images.
	Sources                    int
	Repository, Path, Revision string
	Images                     []string
	// AppProject is spec.project; To is the namespace that it delivers to.
	AppProject, To string
	// Automated says that Argo CD syncs it by itself. SelfHeal that it undoes what was changed by hand, Replace that it
	// replaces what it applies, and KeepsImages that it leaves the images of Applications below it alone.
	Automated, SelfHeal, Replace, KeepsImages bool
	// SourceTypes are what Argo CD takes its sources for; none where it has not compared yet.
	SourceTypes []string
	// Sync, Deployed, Health and HealthMessage are of its status, Deployed the commit that it was compared with.
	Sync, Deployed, Health, HealthMessage string
	// Running are the images of its Pods.
	Running    []string
	Conditions []Condition
	// Operation is the last sync, which may go on; nil where there was none. Message says how it ended.
	Operation *Sync
	Message   string
	// History are the syncs that changed something, the oldest first.
	History []Deployed
}

// Condition is what Argo CD says of an Application beside its state.
type Condition struct{ Type, Message string }

// Deployed is an entry of the history of an Application.
type Deployed struct {
	Sync
	// Images are the entries of kustomize.images at that time.
	Images []string
}

// ReadApp reads a live Application. Its texts are clean: none of them steers a terminal. Annotations and labels, which are compared
// and quoted, are as they are.
func ReadApp(it *krm.Item) *App {
	spec := view.SpecOf(it)
	sources := spec.Sources()
	a := &App{
		Name: krm.OneLine(it.Name), Namespace: krm.OneLine(it.Namespace),
		Annotations: texts(it.Lookup("metadata", "annotations")), Labels: texts(it.Lookup("metadata", "labels")),
		Deleting: it.Lookup("metadata", "deletionTimestamp") != nil,
		Sources:  len(sources), AppProject: plain(spec.Lookup("project")), To: plain(spec.Lookup("destination", "namespace")),
		Automated: spec.Automated(), SelfHeal: isTrue(spec.Lookup("syncPolicy", "automated", "selfHeal")),
		Replace: spec.HasSyncOption("Replace=true"), KeepsImages: keepsImages(spec),
		Sync: text(it, "sync", "status"), Deployed: text(it, "sync", "revision"),
		Health: text(it, "health", "status"), HealthMessage: foreign(krm.Text(it.Lookup("status", "health", "message"))),
		Running: list(it.Lookup("status", "summary", "images")),
	}
	if len(sources) > 0 {
		source := sources[0].Node
		a.Repository, a.Path, a.Revision = foreign(krm.Text(krm.Lookup(source, "repoURL"))), plain(krm.Lookup(source, "path")), plain(krm.Lookup(source, "targetRevision"))
		a.Images = list(krm.Lookup(source, "kustomize", "images"))
	}
	if a.Deployed == "" {
		if all := list(it.Lookup("status", "sync", "revisions")); len(all) > 0 {
			a.Deployed = all[0]
		}
	}
	a.SourceTypes = list(it.Lookup("status", "sourceTypes"))
	if one := text(it, "sourceType"); len(a.SourceTypes) == 0 && one != "" {
		a.SourceTypes = []string{one}
	}
	for _, owner := range view.Entries(it.Lookup("metadata", "ownerReferences")) {
		if plain(krm.Lookup(owner, "kind")) == "ApplicationSet" {
			a.Owner = plain(krm.Lookup(owner, "name"))
		}
	}
	for _, c := range view.Entries(it.Lookup("status", "conditions")) {
		a.Conditions = append(a.Conditions, Condition{plain(krm.Lookup(c, "type")), foreign(krm.Text(krm.Lookup(c, "message")))})
	}
	a.readSyncs(it)
	return a
}

// readSyncs reads who synced, when and what.
func (a *App) readSyncs(it *krm.Item) {
	if op := it.Lookup("status", "operationState"); op != nil {
		s := syncOf(krm.Lookup(op, "operation", "initiatedBy"), krm.Lookup(op, "finishedAt"))
		if s.At.IsZero() {
			s.At = timeOf(krm.Lookup(op, "startedAt"))
		}
		s.Phase, a.Message = plain(krm.Lookup(op, "phase")), foreign(krm.Text(krm.Lookup(op, "message")))
		s.Revision = plain(krm.Lookup(op, "syncResult", "revision"))
		a.Operation = &s
	}
	for _, e := range view.Entries(it.Lookup("status", "history")) {
		d := Deployed{Sync: syncOf(krm.Lookup(e, "initiatedBy"), krm.Lookup(e, "deployedAt"))}
		d.Phase, d.Revision = "Succeeded", plain(krm.Lookup(e, "revision"))
		source := krm.Lookup(e, "source")
		if many := view.Entries(krm.Lookup(e, "sources")); len(many) > 0 {
			source = many[0]
		}
		d.Images = list(krm.Lookup(source, "kustomize", "images"))
		a.History = append(a.History, d)
	}
	slices.SortStableFunc(a.History, func(x, y Deployed) int { return x.At.Compare(y.At) })
}

func syncOf(by, at *yaml.Node) Sync {
	return Sync{At: timeOf(at), By: plain(krm.Lookup(by, "username")), Automated: isTrue(krm.Lookup(by, "automated"))}
}

// aboveImages are the pointers that cover what Image Updater writes.
var aboveImages = []string{"/spec", "/spec/source", "/spec/source/kustomize", "/spec/source/kustomize/images"}

// keepsImages reports whether an Application of Applications leaves the images alone that Image Updater writes.
func keepsImages(spec view.Spec) bool {
	if !spec.HasSyncOption("RespectIgnoreDifferences=true") {
		return false
	}
	for _, rule := range spec.IgnoreRules() {
		if rule.Kind != "Application" && rule.Kind != "*" {
			continue
		}
		for _, n := range rule.Pointers {
			if slices.Contains(aboveImages, n.Value) {
				return true
			}
		}
		if len(rule.Queries) > 0 {
			return true // what a query reaches is not known here
		}
	}
	return false
}

func text(it *krm.Item, path ...string) string {
	return plain(it.Lookup(append([]string{"status"}, path...)...))
}

// plain is the text of a node of the cluster without what steers a terminal, as every text that is shown.
func plain(n *yaml.Node) string { return krm.OneLine(krm.Text(n)) }

func texts(n *yaml.Node) map[string]string {
	all := map[string]string{}
	for _, p := range view.Pairs(n) {
		all[p.Key.Value] = krm.Text(p.Value)
	}
	return all
}

func list(n *yaml.Node) []string {
	var all []string
	for _, e := range view.Entries(n) {
		if s := plain(e); s != "" {
			all = append(all, s)
		}
	}
	return all
}

func isTrue(n *yaml.Node) bool { return n != nil && n.Value == "true" }

func timeOf(n *yaml.Node) time.Time {
	if n == nil {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, n.Value)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}
