// SPDX-License-Identifier: Apache-2.0

package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/checkout"
	"github.com/fairlead-krm/fairlead/pkg/credential"
	"github.com/fairlead-krm/fairlead/pkg/delivery"
	"github.com/fairlead-krm/fairlead/pkg/inspect"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/registry"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// registryLimit is the time for asking all registries.
const registryLimit = 2 * time.Minute

// projects says how far each Project of a package is delivered.
func (st *status) projects(dir string) error {
	model, err := st.load(dir)
	if errors.Is(err, errFailed) {
		return &statusError{2, errFailed}
	}
	if err != nil {
		return cannotRun(err)
	}
	if len(model.Projects) == 0 {
		return cannotRun(fmt.Errorf("%s holds no Project: give the package with your Projects", dir))
	}
	repositories, err := st.checkouts(dir, model)
	if err != nil {
		return cannotRun(err)
	}
	if st.needs {
		return st.printNeeds(model, dir, needsOf(model, repositories))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	found, err := st.report(ctx, model, repositories)
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		return cannotRun(errors.New("interrupted"))
	}
	if st.format == "json" {
		err = st.printDeliveriesJSON(found)
	} else {
		st.printDeliveries(found)
	}
	if st.html != "" { // what cannot be written keeps nothing back
		err = errors.Join(err, st.writePage(dir, found))
	}
	if err != nil {
		return cannotRun(err)
	}
	switch found.State() {
	case delivery.Wrong:
		return errFailed
	case delivery.Unknown:
		return &statusError{2, errFailed}
	}
	return nil
}

// report asks the cluster and the registries, and judges.
func (st *status) report(ctx context.Context, model *v1alpha1.Model, repositories finder) (*delivery.Report, error) {
	namespace := st.namespace
	if namespace == "" {
		namespace = model.Platform.Spec.ArgoCD.Namespace
	}
	c, err := st.open()
	if err != nil {
		return nil, cannotRun(fmt.Errorf("%w; --needs says without a cluster what each Project needs", err))
	}
	done := showProgress(st.err, "asking "+c.String())
	observed, err := delivery.Ask(ctx, c, model, namespace)
	done()
	if err != nil {
		return nil, st.cannotRead(err)
	}
	tags, err := st.askRegistries(ctx, model)
	if err != nil {
		return nil, cannotRun(err)
	}
	found := &delivery.Report{
		Source: c.String(), Namespace: namespace, ImageUpdater: observed.Version.String(),
		Findings: append([]delivery.Finding{}, observed.Findings...), Projects: []delivery.Project{},
	}
	for _, p := range model.Projects {
		found.Projects = append(found.Projects, delivery.Judge(delivery.Facts{
			Project: p, Platform: model.Platform, ImageUpdater: observed.Version, Git: gitOf(p, model, repositories), Registry: tags[p.Name], Live: observed.Of(p),
		}))
	}
	return found, nil
}

// finder finds the repository that a Project names, as rule.Repositories does.
type finder interface {
	Find(url, path string, others ...rule.Source) rule.Repository
}

// checkouts are the repositories at hand: those that --repo names, else those around the package.
func (st *status) checkouts(dir string, model *v1alpha1.Model) (finder, error) {
	if len(st.repositories) == 0 {
		var below []string
		for _, p := range model.Projects {
			below = append(below, filepath.ToSlash(filepath.Dir(p.Item.Path)))
		}
		return checkout.Around(dir, below...), nil
	}
	var all checkouts
	for _, name := range st.repositories {
		if info, err := os.Stat(name); err != nil || !info.IsDir() {
			return nil, fmt.Errorf("--repo: %s is no folder", name)
		}
		all = append(all, checkout.Around(name))
	}
	return all, nil
}

// checkouts are several, of which the first that has a repository gives it.
type checkouts []finder

// Find implements finder.
func (c checkouts) Find(url, at string, others ...rule.Source) rule.Repository {
	for _, r := range c {
		if found := r.Find(url, at, others...); found != nil {
			return found
		}
	}
	return nil
}

// gitOf is what the kustomization of a Project renders.
func gitOf(p *v1alpha1.Project, model *v1alpha1.Model, repositories finder) delivery.Git {
	var sources []rule.Source
	for _, other := range model.Projects {
		sources = append(sources, rule.Source{URL: other.Spec.Repository, Path: other.Spec.Path})
	}
	repository := repositories.Find(p.Spec.Repository, p.Spec.Path, sources...)
	if repository == nil {
		return delivery.Git{Why: "its repository is not at hand: --repo DIR names a checkout"}
	}
	return delivery.ReadGit(p, func(images ...string) ([]*krm.Item, error) { return repository.Build(p.Spec.Path, images...) })
}

// askRegistries asks for the images of all Projects: by Project, what Image Updater would take of each image. nil where no
// registry is to be asked.
func (st *status) askRegistries(ctx context.Context, model *v1alpha1.Model) (map[string]map[string]delivery.Tag, error) {
	if st.offline {
		return nil, nil
	}
	list := &krm.ResourceList{}
	if model.Platform.Item != nil {
		list.Items = append(list.Items, model.Platform.Item)
	}
	for _, p := range model.Projects {
		list.Items = append(list.Items, p.Item)
	}
	v := inspection{validation: validation{streams: st.streams}, pullSecrets: st.pullSecrets,
		concurrency: registry.DefaultConcurrency, timeout: registry.DefaultTimeout, limit: registryLimit}
	options, err := v.inspectOptions()
	if err != nil {
		return nil, err
	}
	defer options.Client.Close()
	progress := newProgress(st.err)
	if progress.over { // a line for each image would be one more report
		options.Progress = progress.show
	}
	limited, cancel := context.WithTimeout(ctx, registryLimit)
	defer cancel()
	found := inspect.Run(limited, []*krm.ResourceList{list}, options)
	progress.end()
	return tagsByProject(model, found.Images), nil
}

// tagsByProject sorts what was found by where the image is named: images with the same settings are looked at once.
func tagsByProject(model *v1alpha1.Model, images []inspect.Image) map[string]map[string]delivery.Tag {
	at := map[inspect.Place]delivery.Tag{}
	for _, im := range images {
		tag := delivery.Tag{Takes: im.Tag, Reason: krm.OneLine(credential.Mask(im.Reason)), Created: im.Created, Revision: im.Revision, Tags: im.Tags, Matching: im.Matching}
		if !im.Reachable {
			tag.Unknown = strings.TrimPrefix(tag.Reason, "not known: ")
		}
		for _, place := range append([]inspect.Place{im.Place}, im.Also...) {
			at[place] = tag
		}
	}
	all := map[string]map[string]delivery.Tag{}
	for _, p := range model.Projects {
		all[p.Name] = map[string]delivery.Tag{}
		for i, n := range view.Entries(p.Item.Lookup("spec", "images")) {
			if name := krm.Lookup(n, "name"); name != nil {
				n = name
			}
			line, column := p.Item.Position(n)
			if tag, ok := at[inspect.Place{File: p.Item.Path, Line: line, Column: column}]; ok && i < len(p.Spec.Images) {
				all[p.Name][p.Spec.Images[i].Name] = tag
			}
		}
	}
	return all
}

// jsonDeliveries is what the format json holds. Fields are only ever added; version changes where one changes its meaning.
type jsonDeliveries struct {
	Version int `json:"version"`
	*delivery.Report
	State delivery.State `json:"state"`
}

func (st *status) printDeliveriesJSON(r *delivery.Report) error {
	enc := json.NewEncoder(st.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(jsonDeliveries{1, r, r.State()}); err != nil {
		return fmt.Errorf("writing to stdout: %w", err)
	}
	return nil
}
