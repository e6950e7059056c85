// SPDX-License-Identifier: Apache-2.0

package delivery

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/cluster"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Observed is what a cluster says of all Projects of a package.
type Observed struct {
	// Version is the Image Updater by whose rules is judged: the one that runs, where that is known, else the Platform's.
	Version imageupdater.Version
	// Findings are on what concerns no Project alone: what could not be read, and Image Updater itself.
	Findings []Finding

	apps     map[string]*App
	noApps   string
	updaters []*krm.Item
	noCRs    string
	secrets  map[string][]cluster.Secret
	// noSecrets says by namespace why the Secrets are not known.
	noSecrets map[string]string
	root      string
}

// parallel is how many namespaces are asked for their Secrets at once.
const parallel = 4

// Ask asks a cluster for what concerns the Projects of a package. namespace is that of Argo CD. What may not be read, or is not
// known, is said in the findings and in the facts of the Projects; the error is for a cluster of which nothing is known at all.
func Ask(ctx context.Context, c *cluster.Cluster, m *v1alpha1.Model, namespace string) (*Observed, error) {
	o := &Observed{Version: m.ImageUpdater, apps: map[string]*App{}, secrets: map[string][]cluster.Secret{}, noSecrets: map[string]string{}}
	if m.Platform.Spec.Package != nil {
		o.root = m.Platform.Name
	}
	apps, err := c.Read(ctx, namespace, cluster.Application)
	if lost(err) {
		return nil, err
	}
	switch {
	case err != nil:
		o.unread(err, &o.noApps)
	case len(apps) == 0 && !c.Live():
		o.noApps = c.String() + " holds no Application of the namespace " + namespace
	case len(apps) == 0:
		if known, err := c.Knows(ctx, cluster.Application); err == nil && !known {
			o.Findings = append(o.Findings, Finding{ID: "argocd-missing", Step: Application, State: Wrong, Message: "the cluster does not know the kind Application: Argo CD is not installed"})
		}
	}
	for _, it := range apps {
		o.apps[it.Name] = ReadApp(it)
	}
	crs, err := c.Read(ctx, namespace, cluster.ImageUpdater)
	switch {
	case err != nil:
		o.unread(err, &o.noCRs)
	case len(crs) == 0 && !c.Live():
		o.noCRs = c.String() + " holds no ImageUpdater of the namespace " + namespace
	}
	o.updaters = crs
	o.updater(ctx, c, m, namespace)
	o.askSecrets(ctx, c, m)
	return o, nil
}

// lost reports whether an error says that nothing can be known of a cluster.
func lost(err error) bool {
	var e *cluster.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Reason {
	case cluster.NoKubectl, cluster.NoConfiguration, cluster.Unreachable, cluster.Unauthorized:
		return true
	}
	return false
}

// unread notes that a kind could not be read.
func (o *Observed) unread(err error, why *string) {
	*why = krm.OneLine(err.Error())
	for _, f := range o.Findings {
		if f.Message == *why {
			return
		}
	}
	o.Findings = append(o.Findings, Finding{ID: "not-readable", Step: Application, State: Unknown, Message: *why})
}

// updater looks for the Deployment of Image Updater, for its version and whether it runs.
func (o *Observed) updater(ctx context.Context, c *cluster.Cluster, m *v1alpha1.Model, namespace string) {
	follows := slices.ContainsFunc(m.Projects, func(p *v1alpha1.Project) bool { return len(p.Spec.Images) > 0 })
	deployments, err := c.Read(ctx, namespace, cluster.Deployment)
	if err != nil {
		var why string
		o.unread(err, &why)
		return
	}
	say := func(id string, state State, remedy, format string, args ...any) {
		o.Findings = append(o.Findings, finding(id, Filter, state, remedy, format, args...))
	}
	for _, d := range deployments {
		tag, is := "", false
		view.Containers(d, func(image string) {
			if name := nameOf(image); strings.HasSuffix(name, "/argocd-image-updater") {
				tag, is = tagOf(image), true
			}
		})
		if !is {
			continue
		}
		if n := d.Lookup("spec", "replicas"); n != nil && n.Value == "0" && follows {
			say("updater-stopped", Wrong, fmt.Sprintf("kubectl -n %s scale deployment %s --replicas 1", namespace, d.Name), "Image Updater does not run: its Deployment %s has no replicas", d.Name)
		}
		version, _, err := imageupdater.Resolve(tag)
		if err != nil {
			return // a tag such as latest says nothing
		}
		o.Version = version
		if wanted := m.Platform.Spec.ImageUpdater.Version; wanted != "" && version != m.ImageUpdater {
			say("updater-version-differs", Wrong, "set imageUpdater.version of the Platform to what runs, and render", "Image Updater %s runs, and the Platform says %s: what is rendered is for another one", tag, wanted)
		}
		return
	}
	if follows && c.Live() {
		say("updater-not-found", Warning, "", "there is no Deployment of Image Updater in the namespace %s: where it runs nowhere else, no new tag is ever written", namespace)
	}
}

// askSecrets reads the names and keys of the Secrets of each namespace in which a Project declares some.
func (o *Observed) askSecrets(ctx context.Context, c *cluster.Cluster, m *v1alpha1.Model) {
	var namespaces []string
	for _, p := range m.Projects {
		if len(p.Spec.Secrets) > 0 {
			namespaces = appendNew(namespaces, p.Spec.Namespace)
		}
	}
	var mu sync.Mutex
	var all sync.WaitGroup
	slots := make(chan struct{}, parallel)
	errs := map[string]error{}
	for _, namespace := range namespaces {
		all.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			secrets, err := c.Secrets(ctx, namespace)
			mu.Lock()
			defer mu.Unlock()
			errs[namespace] = err
			o.secrets[namespace] = secrets
		})
	}
	all.Wait()
	for _, namespace := range namespaces {
		switch err := errs[namespace]; {
		case err != nil:
			o.noSecrets[namespace] = krm.OneLine(err.Error())
		case len(o.secrets[namespace]) == 0 && !c.Live():
			o.noSecrets[namespace] = c.String() + " holds no Secret of this namespace"
		}
	}
}

// Of returns what was observed of one Project.
func (o *Observed) Of(p *v1alpha1.Project) *Live {
	return &Live{
		App: o.apps[p.Name], AppUnknown: o.noApps, Root: o.apps[o.root], RootName: o.root,
		Updaters: o.updaters, UpdatersUnknown: o.noCRs,
		Secrets: o.secrets[p.Spec.Namespace], SecretsUnknown: o.noSecrets[p.Spec.Namespace],
	}
}
