// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"maps"
	"slices"
	"sync"

	"github.com/fairlead-krm/fairlead/pkg/language"
)

// Excess is one line that gives a subject more than it should have.
type Excess struct {
	// Line is the p line that gives it.
	Line Granted
	// Via are the groups through which the subject has the role that the line speaks of, in order from the subject.
	Via []Bound
	// Default means that the line speaks of the default role, or of a role that the default role has.
	Default bool
	// Smallest is the shortest request that it allows and should not.
	Smallest Request
	// More are the requests for the other actions and resources that it allows and should not, the shortest of each.
	More []Request
}

// Beyond returns, for each line that allows a subject something that is not permitted, what that is: over every resource and
// action that the version knows, and every object. What is permitted is named by p lines, of which the object may be a glob, in
// a policy of regular expressions too; their subject and their effect do not matter. The error is language.ErrBudget: the patterns are too large to decide it.
func (m *Model) Beyond(subject string, permitted []Permission, budget *language.Budget) ([]Excess, error) {
	var all []Excess
	apart, objects := m.apart(subject), permittedObjects(permitted)
	for i, project := range append([]string{""}, apart...) {
		for _, s := range m.scopesIn(subject, project, i > 0) {
			q := question{m, s, project, apart, objects, budget}
			found, err := q.excesses()
			if err != nil {
				return nil, err
			}
			for _, e := range found {
				e.Default = s.subject != subject
				all = add(all, e)
			}
		}
	}
	return all, nil
}

// add adds what a line allows to what it was already found to allow.
func add(all []Excess, e Excess) []Excess {
	for i, known := range all {
		if known.Line != e.Line || known.Default != e.Default {
			continue
		}
		for _, r := range append([]Request{e.Smallest}, e.More...) {
			if !slices.Contains(known.requests(), r) {
				known.More = append(known.More, r)
			}
		}
		all[i] = known
		return all
	}
	return append(all, e)
}

func (e Excess) requests() []Request { return append([]Request{e.Smallest}, e.More...) }

// apart returns the AppProjects whose roles say something about a subject, in the order of their names: requests on the others are decided alike.
func (m *Model) apart(subject string) []string {
	closure := m.base.roles(subject)
	if m.defaultRole != "" {
		for role := range m.base.roles(m.defaultRole) {
			closure[role] = 0
		}
	}
	found := map[string]bool{}
	for subject := range closure {
		for _, name := range m.speakOf[subject] {
			found[name] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// permittedObjects maps a resource and an action to the objects for which it is permitted.
func permittedObjects(permitted []Permission) map[[2]string]*objects {
	all := map[[2]string]*objects{}
	for _, p := range permitted {
		key := [2]string{p.Resource, p.Action}
		if all[key] == nil {
			all[key] = &objects{named: map[string]bool{}}
		}
		if !IsGlob(p.Object) {
			all[key].named[p.Object] = true
		} else if expression, err := globExpression(p.Object); err == nil {
			all[key].globs = append(all[key].globs, words.MustExactly(expression))
		}
	}
	return all
}

// objects are those that are named, and those that a glob matches.
type objects struct {
	named map[string]bool
	globs []language.Set
	set   *language.Set
}

func (o *objects) has(object string) bool {
	return o != nil && (o.named[object] || slices.ContainsFunc(o.globs, func(g language.Set) bool { return g.Has(object) }))
}

// all returns the objects as a set, made once.
func (o *objects) all() language.Set {
	if o == nil {
		return language.Set{}
	}
	if o.set == nil {
		set := language.Union(append([]language.Set{words.Of(slices.Sorted(maps.Keys(o.named))...)}, o.globs...)...)
		o.set = &set
	}
	return *o.set
}

// question is one question of Argo CD, over all requests on one AppProject, or on everything but those that stand apart.
type question struct {
	*Model
	scope
	project   string
	apart     []string
	permitted map[[2]string]*objects
	budget    *language.Budget
}

func (q question) excesses() ([]Excess, error) {
	var allows, denies []Granted
	for _, p := range q.of(q.subject) {
		switch p.Effect {
		case "allow":
			allows = append(allows, p)
		case "deny":
			denies = append(denies, p)
		}
	}
	found := map[int]*Excess{}
	for _, r := range known(q.version) {
		applies := func(p Granted) bool { return q.matches(p.Resource, r.name) }
		denied := filter(denies, applies)
		asked := q.asked(r)
		var patterns []Granted
		var places []int
		for i, p := range allows {
			if !applies(p) {
				continue
			}
			if !q.literal(p.Action) || !q.literal(p.Object) {
				patterns, places = append(patterns, p), append(places, i)
				continue
			}
			request := Request{r.name, p.Action, p.Object}
			if !q.permitted[[2]string{r.name, p.Action}].has(p.Object) && asked(request) && !q.denied(denied, request) {
				q.note(found, i, p, request)
			}
		}
		if err := q.globs(found, r, patterns, places, denied); err != nil {
			return nil, err
		}
	}
	var all []Excess
	for i := range allows {
		if e := found[i]; e != nil {
			e.Via = q.via(e.Line.Subject)
			all = append(all, *e)
		}
	}
	return all, nil
}

// globs finds what lines with globs allow: for each class of actions that no line tells apart, the shortest object.
func (q question) globs(found map[int]*Excess, r resource, allows []Granted, places []int, denies []Granted) error {
	if len(allows) == 0 {
		return nil
	}
	number := map[string]int{}
	var sets []language.Set
	for _, p := range append(slices.Clone(allows), denies...) {
		if _, ok := number[p.Action]; !ok {
			number[p.Action] = len(sets)
			sets = append(sets, q.set(p.Action))
		}
	}
	sets = append(sets, q.space(r).each...) // so that each action is a class of its own
	classes, err := q.space(r).actions.Classify(sets, q.budget)
	if err != nil {
		return err
	}
	universe := q.universe(r)
	for _, class := range classes {
		var not []language.Set
		for _, p := range denies {
			if class.In[number[p.Action]] {
				not = append(not, q.set(p.Object))
			}
		}
		not = append(not, q.permitted[[2]string{r.name, class.Word}].all())
		for i, p := range allows {
			if !class.In[number[p.Action]] {
				continue
			}
			object, ok, err := universe.Intersect(q.set(p.Object)).Minus(language.Union(not...)).Shortest(q.budget)
			if err != nil {
				return err
			}
			if ok {
				q.note(found, places[i], p, Request{r.name, class.Word, object})
			}
		}
	}
	return nil
}

// universe returns the objects that the question is about.
func (q question) universe(r resource) language.Set {
	objects := q.space(r).objects
	if !r.perProject && r.name != "projects" {
		if q.project != "" {
			return language.Set{} // it is asked without the roles of any AppProject
		}
		return objects
	}
	if q.project != "" {
		return objects.Intersect(r.within(q.project))
	}
	for _, name := range q.apart {
		objects = objects.Minus(r.within(name))
	}
	return objects
}

// asked returns what reports whether Argo CD asks for a request about a resource, within this question.
func (q question) asked(r resource) func(Request) bool {
	sets := sync.OnceValues(func() (actions, objects language.Set) { return q.space(r).actions, q.universe(r) })
	return func(request Request) bool {
		actions, objects := sets()
		return actions.Has(request.Action) && objects.Has(request.Object)
	}
}

func (q question) denied(denies []Granted, request Request) bool {
	return slices.ContainsFunc(denies, func(p Granted) bool {
		return q.matches(p.Action, request.Action) && q.matches(p.Object, request.Object)
	})
}

// note notes that a line allows a request.
func (q question) note(found map[int]*Excess, place int, line Granted, request Request) {
	e := found[place]
	if e == nil {
		found[place] = &Excess{Line: line, Smallest: request}
		return
	}
	e.More = append(e.More, request)
	if last := len(e.More) - 1; request.length() < e.Smallest.length() {
		e.Smallest, e.More[last] = request, e.Smallest
	}
}

func (r Request) length() int { return len(r.Resource) + len(r.Action) + len(r.Object) }

// via returns the groups that lead from the subject to a role.
func (q question) via(role string) []Bound {
	var path []Bound
	depth := q.roles(q.subject)
	for role != q.subject {
		i := slices.IndexFunc(q.groups, func(g Bound) bool {
			d, ok := depth[g.Subject]
			return ok && g.Role == role && d == depth[role]-1
		})
		if i < 0 {
			break
		}
		path = append(path, q.groups[i])
		role = q.groups[i].Subject
	}
	slices.Reverse(path)
	return path
}

func filter(lines []Granted, keep func(Granted) bool) []Granted {
	var kept []Granted
	for _, line := range lines {
		if keep(line) {
			kept = append(kept, line)
		}
	}
	return kept
}
