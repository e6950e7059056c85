// SPDX-License-Identifier: Apache-2.0

// Package inspect looks at every image that resources tell Image Updater to follow, asks its registry, and says which tag the
// updater would take and what is wrong with it.
package inspect

import (
	"context"
	"sync"

	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/registry"
)

// Options say what a run goes by beside the resources. Client is required.
type Options struct {
	Check  check.Options
	Client *registry.Client
	// Platforms are those of the cluster's nodes, in the place of the Platform's.
	Platforms []string
	// UpdaterPlatforms are those of the nodes on which the updater may run. None means those of the cluster.
	UpdaterPlatforms []string
	// Nodes is the registries.yaml of the nodes; nil where it is not known.
	Nodes *registry.Nodes
	// PullSecrets are those that the updater has.
	PullSecrets []PullSecret
	// Repository is a folder with a Git repository: the images of its remotes must be of commits on the release branch. ""
	// leaves that out.
	Repository string
	// Branch is the release branch; "" is that of the Project, else the Application's, else the one that is checked out.
	Branch string
	// AllTags looks into every tag that matches, also where the strategy does not.
	AllTags bool
	// Progress is called, by one at a time, whenever something has come nearer to its end. It may be nil.
	Progress func(Progress)
}

// Progress is how far a run is.
type Progress struct {
	// Done of Images are looked at.
	Done, Images int
	// Read of Tags are read, of all images so far.
	Read, Tags int
	// Image is the one that has just been finished; nil where it is only tags that were read.
	Image *Image
}

// Report is what was found.
type Report struct {
	// Images are in the order of the resources.
	Images []Image
	// Results are all findings, sorted.
	Results []krm.Result
}

// parallel is how many images are under way at once; requests are bounded by the Client.
const parallel = 8

// Run looks at the images that the resources of each list follow; lists know nothing of each other.
func Run(ctx context.Context, lists []*krm.ResourceList, o Options) *Report {
	r := &run{options: o, repositories: map[repositoryKey]*opened{}, git: newGit(o.Repository)}
	for _, list := range lists {
		r.gather(list)
	}
	r.progress.Images = len(r.subjects)
	r.tell(nil, 0, 0)
	slots := make(chan struct{}, parallel)
	var wg sync.WaitGroup
	for _, s := range r.subjects {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			r.look(ctx, s)
			r.judge(ctx, s)
			r.tell(&s.image, 0, 0)
		})
	}
	wg.Wait()
	report := &Report{Images: make([]Image, 0, len(r.subjects)), Results: r.results}
	for _, s := range r.subjects {
		report.Images = append(report.Images, s.image)
		report.Results = append(report.Results, s.results...)
	}
	report.Results = append(report.Results, r.rateLimited()...)
	krm.SortResults(report.Results)
	return report
}

// run is one Run.
type run struct {
	options  Options
	subjects []*subject
	results  []krm.Result
	git      *git

	mu           sync.Mutex
	progress     Progress
	repositories map[repositoryKey]*opened
}

// tell adds to the progress and shows it.
func (r *run) tell(image *Image, tags, read int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if image != nil {
		r.progress.Done++
	}
	r.progress.Tags += tags
	r.progress.Read += read
	if r.options.Progress != nil {
		p := r.progress
		p.Image = image
		r.options.Progress(p)
	}
}
