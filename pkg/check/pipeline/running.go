// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"fmt"
	"path"
	"slices"

	"github.com/fairlead-krm/fairlead/pkg/argocd"
	"github.com/fairlead-krm/fairlead/pkg/check/view"
	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// running is what the Application of a Project says, which counts before what the Project says: it is what runs.
type running struct {
	// follows are the images that Image Updater follows for it, place is where that stands.
	follows []*followed
	place   rule.Place
	// open says why that is not known; "" where it is.
	open string
}

type runningKey struct{ name string }

// runningOf returns what the Application of that name says; nil where there is none among the resources.
func runningOf(c *rule.Context, name string) *running {
	return rule.Memo(c, runningKey{name}, func() *running {
		app := c.Find(argocd.Group, argocd.KindApplication, "", name)
		if app == nil || c.IsPatch(app) {
			return nil
		}
		r := &running{place: rule.PlaceOf(app, app.Lookup("metadata", "name"))}
		byAnnotations := !c.RunningUpdater().Resource()
		for _, it := range c.Of(imageupdater.Prefix, imageupdater.Kind) {
			for i, ref := range view.Entries(it.Lookup("spec", "applicationRefs")) {
				matched, err := path.Match(krm.Text(krm.Lookup(ref, "namePattern")), app.Name)
				if err != nil || !matched || it.Namespace != "" && app.Namespace != "" && it.Namespace != app.Namespace {
					continue
				}
				r.place = rule.PlaceOf(it, ref)
				switch {
				case krm.Lookup(ref, "labelSelectors") != nil:
					r.open = "whether the labels that the ImageUpdater asks for are those of the Application is not looked at"
				case krm.Text(krm.Lookup(ref, "useAnnotations")) == "true":
					byAnnotations = true
				default:
					for j, im := range view.Entries(krm.Lookup(ref, "images")) {
						if f := (&followed{item: it}).ofImage(it, ref, im, i, j); f != nil {
							r.follows = append(r.follows, f)
						}
					}
					return r
				}
			}
		}
		if !byAnnotations {
			if r.open == "" {
				r.open = "no ImageUpdater among the resources names the Application"
			}
			return r
		}
		all, at, ok := annotated(c, app)
		if r.follows = all; at != nil {
			r.place = rule.PlaceOf(app, at)
		}
		if !ok {
			r.open = "the image-list is not one that Image Updater reads"
		}
		return r
	})
}

// ranBy returns what is judged of an image of a Project as its Application says it; the judgement is nil where no Application
// is among the resources, and missing says that the Application does not follow the image.
func (f *followed) ranBy(c *rule.Context) (j *judgement, r *running, missing bool) {
	if r = runningOf(c, f.project.Name); r == nil {
		return nil, nil, false
	}
	if r.open != "" {
		return &judgement{followed: f, open: fmt.Sprintf("%s (%s)", r.open, r.place)}, r, false
	}
	for _, own := range r.follows {
		if own.name != f.name {
			continue
		}
		own.url, own.path, own.branch, own.platforms = f.url, f.path, f.branch, f.platforms
		if own.allow == f.allow && own.strategy == f.strategy && slices.Equal(own.ignore, f.ignore) {
			same := *f.judge(c)
			same.followed = own
			return &same, r, false
		}
		return own.judge(c), r, false
	}
	return nil, r, true
}
