// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"regexp"
	"slices"
	"strings"

	"github.com/rhysd/actionlint"

	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
)

// occurrence is one way in which a workflow starts: an event with its ref. Those with a branch that the workflow names are
// apart from the rest, of which only the kind is known.
type occurrence struct {
	event tagscheme.Event
	// name and ref as GitHub gives them; base and head are those of a pull request.
	name, ref, base, head string
	// number is that of a pull request, sha the commit, count what counts runs.
	number, sha, count string
	// anywhere says that somebody starts it by hand on a branch that is not the one that is delivered.
	anywhere bool
	// doubt says why it may not be as it is here.
	doubt *tagscheme.Doubt
}

func (o *occurrence) refName() string {
	for _, prefix := range []string{"refs/heads/", "refs/tags/", "refs/pull/"} {
		if name, ok := strings.CutPrefix(o.ref, prefix); ok {
			return name
		}
	}
	return o.ref
}

func (o *occurrence) refType() string {
	if strings.HasPrefix(o.ref, "refs/tags/") {
		return "tag"
	}
	return "branch"
}

// happen adds an occurrence.
func (r *reading) happen(o occurrence) {
	o.sha = r.part(part{raw: commit, tag: commit, varies: true})
	o.count = r.part(part{raw: number, tag: number, varies: true})
	r.occurrences = append(r.occurrences, &o)
}

// occur notes all ways in which the workflow starts.
func (r *reading) occur() {
	r.findMentions()
	for _, event := range r.file.tree.On {
		switch e := event.(type) {
		case *actionlint.WebhookEvent:
			r.webhook(e)
		case *actionlint.ScheduledEvent:
			r.onDefault(tagscheme.Schedule, "schedule", nil)
		case *actionlint.WorkflowDispatchEvent:
			r.byHand("workflow_dispatch")
		case *actionlint.RepositoryDispatchEvent:
			r.onDefault(tagscheme.Dispatch, "repository_dispatch", nil)
		case *actionlint.WorkflowCallEvent:
			r.callable = true // what calls it is a doubt of its own
		}
	}
}

// onDefault is what runs on the default branch.
func (r *reading) onDefault(event tagscheme.Event, name string, doubt *tagscheme.Doubt) {
	if _, known := r.repository.isDefault(); !known && doubt == nil {
		doubt = &tagscheme.Doubt{Why: "which branch is the default one is not known", Place: tagscheme.Place{File: r.file.Path, Line: 1}}
	}
	r.happen(occurrence{event: event, name: name, ref: "refs/heads/" + r.repository.Branch, doubt: doubt})
}

// byHand is what somebody starts on any branch.
func (r *reading) byHand(name string) {
	r.happen(occurrence{event: tagscheme.Dispatch, name: name, ref: "refs/heads/" + r.repository.Branch})
	text, _ := r.wildText("**")
	r.happen(occurrence{event: tagscheme.Dispatch, name: name, ref: "refs/heads/" + text, anywhere: true})
	for _, branch := range r.mentions {
		if branch != r.repository.Branch {
			r.happen(occurrence{event: tagscheme.Dispatch, name: name, ref: "refs/heads/" + branch, anywhere: true})
		}
	}
}

func (r *reading) webhook(e *actionlint.WebhookEvent) {
	unknown := func(why string) *tagscheme.Doubt {
		return &tagscheme.Doubt{Why: why, Expression: e.Hook.Value, Place: r.file.at(e.Pos, e.Hook.Value)}
	}
	branches, tags := newFilter(e.Branches, e.BranchesIgnore), newFilter(e.Tags, e.TagsIgnore)
	switch name := e.Hook.Value; name {
	case "push":
		if branches.given || !tags.given {
			r.branches(branches, func(branch string, d *tagscheme.Doubt) {
				event := tagscheme.Branch
				if branch == r.repository.Branch {
					event = tagscheme.Release
				}
				r.happen(occurrence{event: event, name: name, ref: "refs/heads/" + branch, doubt: d})
			})
		}
		if tags.given || !branches.given {
			r.tags(name, tags)
		}
	case "release":
		r.tags(name, filter{})
	case "pull_request", "pull_request_target":
		r.pullRequests(e, branches)
	case "merge_group":
		rest := r.part(part{raw: anyRest, tag: anyRest, other: true})
		r.happen(occurrence{event: tagscheme.Branch, name: name, ref: "refs/heads/gh-readonly-queue/" + rest})
	case "workflow_run":
		d := unknown("it runs after another workflow, whatever that ran for")
		r.onDefault(tagscheme.Release, name, d)
		r.onDefault(tagscheme.Branch, name, d)
		r.onDefault(tagscheme.PullRequest, name, d)
	default:
		r.onDefault(tagscheme.Dispatch, name, unknown("what the event stands for is not known"))
	}
}

// branches calls f with each branch that passes: the release branch, each one that the workflow names, and the rest.
func (r *reading) branches(f filter, each func(branch string, d *tagscheme.Doubt)) {
	named, wild := f.named()
	seen := map[string]bool{}
	for _, name := range slices.Concat([]string{r.repository.Branch}, named, r.mentions) {
		if !seen[name] && name != "" && f.passes(name) {
			each(name, nil)
		}
		seen[name] = true
	}
	for _, pattern := range wild {
		text, ok := r.wildText(pattern)
		if !ok {
			text, _ = r.wildText("**")
			each(text, &tagscheme.Doubt{Why: "the pattern is not understood", Expression: pattern, Place: r.file.at(nil, "")})
			continue
		}
		each(text, nil)
	}
	for _, prefix := range r.prefixes {
		for _, pattern := range wild {
			if pattern == "**" || globMatches(pattern, prefix+"x") {
				each(prefix+r.part(part{raw: anyRest, tag: anyRest, other: true}), nil)
				break
			}
		}
	}
}

func (r *reading) tags(event string, f filter) {
	named, wild := f.named()
	for _, name := range named {
		r.happen(occurrence{event: tagscheme.Tag, name: event, ref: "refs/tags/" + name})
	}
	for _, pattern := range wild {
		text, ok := r.tagText(pattern)
		var d *tagscheme.Doubt
		if !ok {
			d = &tagscheme.Doubt{Why: "the pattern of Git tags is not understood", Expression: pattern, Place: r.file.at(nil, pattern)}
		}
		r.happen(occurrence{event: tagscheme.Tag, name: event, ref: "refs/tags/" + text, doubt: d})
	}
}

// tagText returns a text for the Git tags that a pattern lets through: what it begins with, and the rest.
func (r *reading) tagText(pattern string) (text string, ok bool) {
	anyTag := part{raw: anyName, tag: anyName, varies: true}
	begin := strings.IndexAny(pattern, "*[")
	if pattern == "*" || pattern == "**" {
		return r.part(anyTag), true
	}
	if begin < 0 || strings.ContainsAny(pattern, `?\/`) || strings.Contains(pattern[:begin], "+") {
		return r.part(anyTag), false
	}
	expression := strings.NewReplacer("**", anyRest, "*", anyRest, ".", `\.`).Replace(pattern[begin:])
	if _, err := regexp.Compile(expression); err != nil {
		return r.part(anyTag), false
	}
	return pattern[:begin] + r.part(part{raw: expression, tag: expression, varies: true}), true
}

func (r *reading) pullRequests(e *actionlint.WebhookEvent, f filter) {
	closed, open := false, len(e.Types) == 0
	for _, t := range e.Types {
		closed = closed || t.Value == "closed"
		open = open || t.Value != "closed"
	}
	r.branches(f, func(base string, d *tagscheme.Doubt) {
		n := r.part(part{raw: number, tag: number})
		head, _ := r.wildText("**")
		o := occurrence{event: tagscheme.PullRequest, name: e.Hook.Value, ref: "refs/pull/" + n + "/merge", base: base, head: head, number: n, doubt: d}
		if e.Hook.Value == "pull_request_target" {
			o.ref = "refs/heads/" + base
		}
		if open {
			r.happen(o)
		}
		if closed {
			o.doubt = &tagscheme.Doubt{Why: "a pull request that is closed may have been merged", Expression: "closed", Place: r.file.at(e.Pos, "closed")}
			o.ref = "refs/heads/" + base
			r.happen(o)
		}
	})
}

var (
	comparedRef = regexp.MustCompile(`(?i)github\.(?:ref|ref_name|head_ref|base_ref)\s*[=!]=\s*'([^']*)'`)
	refCompared = regexp.MustCompile(`(?i)'([^']*)'\s*[=!]=\s*github\.(?:ref|ref_name|head_ref|base_ref)\b`)
	refBegins   = regexp.MustCompile(`(?i)startsWith\(\s*github\.(?:ref|ref_name|head_ref|base_ref)\s*,\s*'([^']*)'`)
	edgeBranch  = regexp.MustCompile(`(?i)type=edge.*branch=([^,\s"']+)`)
)

// maxMentions bounds how many branches are looked at apart.
const maxMentions = 20

// findMentions finds the branches that expressions compare with.
func (r *reading) findMentions() {
	text := strings.Join(r.file.lines, "\n")
	add := func(list *[]string, name string) {
		name = strings.TrimPrefix(name, "refs/heads/")
		if name != "" && !strings.HasPrefix(name, "refs/") && !strings.ContainsAny(name, " \t*?[~^:\\$") && !slices.Contains(*list, name) && len(*list) < maxMentions {
			*list = append(*list, name)
		}
	}
	// Most workflows hold none of these words, which are found faster than a match of an expression.
	lower := strings.ToLower(text)
	ref := strings.Contains(lower, "github.ref") || strings.Contains(lower, "github.head_ref") || strings.Contains(lower, "github.base_ref")
	for _, look := range []struct {
		may  bool
		re   *regexp.Regexp
		list *[]string
	}{{ref, comparedRef, &r.mentions}, {ref, refCompared, &r.mentions}, {strings.Contains(lower, "type=edge"), edgeBranch, &r.mentions}, {ref, refBegins, &r.prefixes}} {
		if !look.may {
			continue
		}
		for _, m := range look.re.FindAllStringSubmatch(text, -1) {
			add(look.list, m[1])
		}
	}
}

// mentioned reports whether the branches that begin so are looked at apart.
func (r *reading) mentioned(prefix string) bool {
	prefix = strings.TrimPrefix(prefix, "refs/heads/")
	return slices.ContainsFunc(r.prefixes, func(p string) bool { return strings.EqualFold(p, prefix) })
}
