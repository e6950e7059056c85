// SPDX-License-Identifier: Apache-2.0

package pipeline

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/language"
	"github.com/fairlead-krm/fairlead/pkg/rule"
	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
	"github.com/fairlead-krm/fairlead/pkg/tagset"
)

// judgement is what is known of the tags of one image: what is pushed against what is taken.
type judgement struct {
	followed *followed
	scheme   *tagscheme.Scheme
	// notTaken, foreign and fixed are counter-examples; nil where there is none.
	notTaken, foreign *example
	fixed             []*example
	// open says why it is not known whether there is one; "" where it is.
	open string
	// taken are the pushes of the release branch of which some tags are taken, those in doubt among them; caches are none.
	taken []tagscheme.Push
	// by is what is pushed at the release, and taken.
	by *tagscheme.Push
	// byPeople says what is taken of other branches where a person chooses so: it is no mistake, and no part of the claim.
	byPeople []string
}

// example is one tag that is pushed.
type example struct {
	tag  string
	push tagscheme.Push
	// wins says of a fixed tag that it hides those beside it.
	wins bool
}

type judgementKey struct{ followed *followed }

type answersKey struct{}

// answers are those of one run: most Projects ask the same of the same sets. What is known already takes nothing of the budget.
type answers struct {
	budget   language.Budget
	shortest map[string]shortest
	taken    map[string]tagset.Set
}

// shortest is the shortest tag of a set; ok is false where there is none.
type shortest struct {
	tag string
	ok  bool
}

// budgets is how many questions of the usual size are answered in one run.
const budgets = 2

// of returns the shortest tag of a set. The error is language.ErrBudget.
func (a *answers) of(s tagset.Set) (tag string, ok bool, err error) {
	known, found := a.shortest[s.Key()]
	if !found {
		if known.tag, known.ok, err = s.Shortest(&a.budget); err != nil {
			return "", false, err
		}
		a.shortest[s.Key()] = known
	}
	return known.tag, known.ok, nil
}

// takenBy returns the tags that the filters of an image let through.
func (a *answers) takenBy(f *followed) (tagset.Set, error) {
	key := strings.Join(append([]string{cmp.Or(f.allow, "any")}, f.ignore...), "\n")
	if taken, ok := a.taken[key]; ok {
		return taken, nil
	}
	taken, err := tagscheme.Taken(f.allow, f.ignore)
	if err == nil {
		a.taken[key] = taken
	}
	return taken, err
}

// judge decides it once in a run.
func (f *followed) judge(c *rule.Context) *judgement {
	return rule.Memo(c, judgementKey{f}, func() *judgement {
		j := &judgement{followed: f}
		if j.open = f.beyond(); j.open != "" {
			return j
		}
		repository := c.Repository(f.url, f.path)
		if repository == nil {
			j.open = "the repository " + f.url + " is not at hand"
			return j
		}
		if j.scheme = repository.Pushes(f.branch, f.name); j.scheme == nil {
			j.open = "the repository has no workflow"
			return j
		}
		known := rule.Memo(c, answersKey{}, func() *answers {
			return &answers{budgets * language.DefaultBudget, map[string]shortest{}, map[string]tagset.Set{}}
		})
		if err := j.decide(known); err != nil {
			*j = judgement{followed: f, scheme: j.scheme, open: "the sets of tags are too large to decide it"}
		}
		return j
	})
}

func (j *judgement) decide(known *answers) error {
	taken, err := known.takenBy(j.followed)
	if err != nil {
		return err
	}
	if err := j.decideRelease(taken, known); err != nil {
		return err
	}
	return j.decideForeign(taken, known)
}

// release is what is known of the tags of what is delivered.
type release struct {
	// missing is what is pushed and not taken, doubt the first thing that may change that, elsewhere a tag that is taken and
	// that no push to the release branch makes.
	missing   *example
	doubt     *tagscheme.Doubt
	elsewhere *tagscheme.Push
	// partly counts tags of which some are taken, certain all that are understood.
	partly, certain int
	// varying are the pushes that are taken and are another tag each time.
	varying []tagscheme.Push
}

// decideRelease looks whether what is built of the release branch is taken: one tag of each build is enough. Where Git tags,
// the clock or a person make what is delivered, that is enough too.
func (j *judgement) decideRelease(taken tagset.Set, known *answers) error {
	r := &release{}
	for _, p := range j.scheme.At(tagscheme.Release, tagscheme.Tag, tagscheme.Dispatch, tagscheme.Schedule) {
		some, isSome, err := known.of(p.Set.Intersect(taken))
		if err != nil {
			return err
		}
		if isSome && !p.Cache {
			j.taken = append(j.taken, p)
			j.except(p, some)
		}
		if p.Doubt != nil {
			if isSome && r.doubt == nil {
				r.doubt = p.Doubt
			}
			continue
		}
		out, isOut, err := known.of(p.Set.Minus(taken))
		if err != nil {
			return err
		}
		if !isSome && !isOut {
			continue // no valid tag: the build fails before it pushes
		}
		if p.Fixed && isSome && p.Event == tagscheme.Release {
			j.fixed = append(j.fixed, &example{tag: some, push: p})
		}
		if !p.Cache {
			j.count(r, p, isSome, isOut, out)
		}
	}
	switch {
	case j.by != nil || len(j.fixed) > 0:
	case r.elsewhere != nil:
		j.open = fmt.Sprintf("what is taken is pushed at %s (%s)", r.elsewhere.Event, r.elsewhere.Place)
	case r.doubt != nil:
		j.open = r.doubt.String()
	case r.partly > 1:
		j.open = "each of several tags is taken in part, and which of them stand together is not known"
	case r.certain == 0:
		j.open = "no workflow pushes it, as far as they are understood"
	default:
		j.notTaken = r.missing
	}
	return j.decideFixed(taken, r.varying, known)
}

// except notes what a person makes that is taken, of whatever branch.
func (j *judgement) except(p tagscheme.Push, tag string) {
	may := ""
	if p.Doubt != nil {
		may = "may be "
	}
	switch {
	case p.Event == tagscheme.Dispatch && p.Anywhere:
		j.byPeople = append(j.byPeople, fmt.Sprintf("except by hand (workflow_dispatch): a start on any branch that runs %s pushes such as %s, which %staken", p.Place, tag, cmp.Or(may, "is ")))
	case p.Event == tagscheme.Tag:
		j.byPeople = append(j.byPeople, fmt.Sprintf("except at a Git tag, of whatever branch its commit is: %s pushes such as %s, which %staken", p.Place, tag, cmp.Or(may, "is ")))
	}
}

// count notes one push that is certain: whether some of its tags are taken, and whether one, out, is not.
func (j *judgement) count(r *release, p tagscheme.Push, isSome, isOut bool, out string) {
	r.certain++
	switch {
	case p.Event != tagscheme.Release:
		if isSome && r.elsewhere == nil {
			r.elsewhere = &p // which Git tags somebody pushes is for them to choose
		}
	case !p.Fixed && isSome && !isOut && j.by == nil:
		j.by = &p
	case isSome && isOut:
		r.partly++
	}
	if !p.Fixed && isSome {
		r.varying = append(r.varying, p)
	}
	if isOut && (r.missing == nil || better(p, out, r.missing)) {
		r.missing = &example{tag: out, push: p}
	}
}

// better reports whether a tag says more than the one found before: one of the release branch, one that is new each time, a
// shorter one, the first by alphabet.
func better(p tagscheme.Push, tag string, than *example) bool {
	for _, d := range []int{
		toInt(than.push.Event == tagscheme.Release) - toInt(p.Event == tagscheme.Release), toInt(p.Fixed) - toInt(than.push.Fixed), len(tag) - len(than.tag),
	} {
		if d != 0 {
			return d < 0
		}
	}
	return tag < than.tag
}

func toInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// decideFixed looks whether a fixed tag hides those beside it: of tags with one date the last by name wins.
func (j *judgement) decideFixed(taken tagset.Set, varying []tagscheme.Push, known *answers) error {
	for _, e := range j.fixed {
		if e.push.Cache {
			continue // a cache has no date
		}
		e.wins = true
		for _, p := range varying {
			_, later, err := known.of(p.Set.Intersect(taken).Intersect(after(e.tag)))
			if err != nil {
				return err
			}
			e.wins = e.wins && !later
		}
	}
	return nil
}

// after returns the tags that sort behind one.
func after(tag string) tagset.Set {
	var all []string
	for i := range len(tag) {
		all = append(all, regexp.QuoteMeta(tag[:i])+fmt.Sprintf(`[\x{%x}-\x{7f}].*`, tag[i]+1))
	}
	all = append(all, regexp.QuoteMeta(tag)+`.+`)
	set, err := tagset.Exactly(strings.Join(all, "|"))
	if err != nil {
		return tagset.All()
	}
	return set
}

// decideForeign looks whether what pull requests and other branches push is taken.
func (j *judgement) decideForeign(taken tagset.Set, known *answers) error {
	var doubt *tagscheme.Doubt
	for _, p := range j.scheme.At(tagscheme.PullRequest, tagscheme.Branch) {
		tag, ok, err := known.of(p.Set.Intersect(taken))
		switch {
		case err != nil:
			return err
		case !ok:
		case p.Doubt != nil:
			if doubt == nil {
				doubt = p.Doubt
			}
		case j.foreign == nil || worse(p, tag, j.foreign):
			j.foreign = &example{tag: tag, push: p}
		}
	}
	if j.foreign == nil && j.notTaken == nil && doubt != nil && j.open == "" {
		j.open = doubt.String()
	}
	return nil
}

// worse reports whether a foreign tag says more than the one found before: one that is pushed whatever a branch is called, a shorter
// one, the first by alphabet.
func worse(p tagscheme.Push, tag string, than *example) bool {
	if d := cmp.Or(toInt(p.Chosen)-toInt(than.push.Chosen), len(tag)-len(than.tag)); d != 0 {
		return d < 0
	}
	return tag < than.tag
}

// problem is a problem of the filter.
func (f *followed) problem(severity krm.Severity, format string, args ...any) rule.Problem {
	return rule.Problem{Path: f.field, At: f.at, Severity: severity, Message: fmt.Sprintf(format, args...)}
}

// each makes a Check of one that looks at one image.
func each(check func(f *followed, j *judgement) []rule.Problem) func(*rule.Context, *krm.Item) []rule.Problem {
	return func(c *rule.Context, it *krm.Item) []rule.Problem {
		if c.Repositories == nil {
			return nil // a function, which sees no workflow
		}
		var problems []rule.Problem
		for _, f := range followedBy(c, it) {
			problems = append(problems, check(f, f.judge(c))...)
		}
		return problems
	}
}
