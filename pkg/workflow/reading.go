// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"fmt"
	"regexp"
	"sort"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
	"github.com/fairlead-krm/fairlead/pkg/tagset"
)

// reading is one workflow that is read for one image.
type reading struct {
	file       *File
	repository Repository
	image      string

	occurrences []*occurrence
	// mentions and prefixes are the branches, and the beginnings of branches, that expressions compare with.
	mentions, prefixes []string
	// callable says that other workflows can call this one.
	callable bool
	parts    []part
	found    []tagscheme.Push
	seen     map[string]int
	// idle says that the step which is read does not run, or does not push. names are the images that are pushed, by their
	// canonical names; named are those of steps that are idle.
	idle         bool
	names, named map[string]bool
	// work counts steps that were evaluated.
	work int
}

// maxWork is how many steps are evaluated, over all events and all combinations of matrices.
const maxWork = 20_000

// pushes returns what the workflow pushes.
func (r *reading) pushes() []tagscheme.Push {
	r.occur()
	jobs := make([]*actionlint.Job, 0, len(r.file.tree.Jobs))
	for _, j := range r.file.tree.Jobs {
		jobs = append(jobs, j)
	}
	sort.Slice(jobs, func(i, j int) bool { return jobs[i].Pos.Line < jobs[j].Pos.Line })
	for _, o := range r.occurrences {
		runs := &jobRuns{reading: r, event: o, done: map[string]*jobRun{}}
		for _, j := range jobs {
			r.job(o, j, runs)
		}
	}
	sort.SliceStable(r.found, func(i, j int) bool { return r.found[i].Place.Line < r.found[j].Place.Line })
	return r.found
}

// anything is a push of nobody knows what.
func anything(e tagscheme.Event, d *tagscheme.Doubt) tagscheme.Push {
	return tagscheme.Push{Event: e, Set: tagset.All(), Text: d.Expression, Place: d.Place, Doubt: d}
}

// add notes a push once.
func (r *reading) add(p tagscheme.Push, key string) {
	if r.idle {
		return
	}
	key = fmt.Sprintf("%s\n%s\n%s\n%v", p.Event, p.Place, key, p.Doubt)
	if i, seen := r.seen[key]; seen {
		r.found[i].Anywhere = r.found[i].Anywhere || p.Anywhere
		return
	}
	r.seen[key] = len(r.found)
	r.found = append(r.found, p)
}

// any notes that nobody knows what is pushed.
func (r *reading) any(o *occurrence, d *tagscheme.Doubt) {
	p := anything(o.event, d)
	p.Anywhere = o.anywhere
	r.add(p, "any")
}

// emission is one tag that a step pushes.
type emission struct {
	image, tag string
	// sanitised says that metadata-action made it.
	sanitised bool
	// cache says that it is no image.
	cache bool
	// platforms and created are those of tagscheme.Push.
	platforms []string
	created   string
	// source is what is written, at a place.
	source string
	place  tagscheme.Place
	// doubts are what may keep it from being pushed; nil ones do not count.
	doubts []*tagscheme.Doubt
}

// emit notes a tag, where it is one of the image.
func (r *reading) emit(o *occurrence, e emission) {
	image := e.image
	if e.sanitised {
		image = strings.ToLower(image)
	}
	if strings.TrimSpace(image) == "" && e.sanitised {
		return // tags without a name are not pushed as they are
	}
	if !e.cache {
		r.note(image)
	}
	switch {
	case !open(image):
		if canonical(image) != r.image {
			return
		}
	case !r.mayBeImage(image):
		return
	default:
		for _, c := range image {
			if p := r.partOf(c); p != nil {
				d := p.doubt
				if d == nil {
					d = &tagscheme.Doubt{Why: "the name of the image is not known before", Expression: e.source, Place: e.place}
				}
				e.doubts = append(e.doubts, d)
			}
		}
	}
	pattern, varies, doubt := r.tagPattern(e.tag, e.sanitised)
	e.doubts = append(e.doubts, o.doubt, doubt)
	p := tagscheme.Push{Event: o.event, Text: e.source, Fixed: !varies, Cache: e.cache, Anywhere: o.anywhere, Place: e.place, Platforms: e.platforms, Created: e.created}
	for _, c := range e.tag {
		if part := r.partOf(c); part != nil && part.other {
			p.Chosen = true
		}
	}
	for _, d := range e.doubts {
		if d != nil && p.Doubt == nil {
			known := *d
			p.Doubt = &known
		}
	}
	if p.Doubt != nil && p.Doubt.Place.Line == 0 {
		p.Doubt.Place = e.place
	}
	set, err := tagset.Exactly(pattern)
	if err != nil {
		set = tagset.All()
		p.Doubt = &tagscheme.Doubt{Why: "the tag is too long to be looked at", Place: e.place}
	}
	p.Set = set
	r.add(p, fmt.Sprint(pattern, e.platforms, e.created))
}

// mayBeImage reports whether a name that is not fully known may be that of the image.
func (r *reading) mayBeImage(image string) bool {
	re, err := regexp.Compile(`\A(?:` + r.pattern(image) + `)\z`)
	if err != nil {
		return true
	}
	short := strings.TrimPrefix(r.image, "docker.io/")
	return re.MatchString(r.image) || short != r.image && (re.MatchString(short) || re.MatchString(strings.TrimPrefix(short, "library/")))
}
