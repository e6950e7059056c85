// SPDX-License-Identifier: Apache-2.0

package rbac

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/language"
	"github.com/fairlead-krm/fairlead/pkg/rbac"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// privileges are what the callers of all Projects may do beyond what they need.
type privileges struct {
	// excesses are the places that give too much.
	excesses []*excess
	// undecided are the callers of which that could not be decided.
	undecided map[*caller]bool
	// of are the excesses of a caller, in those of a resource, of which no other rule speaks.
	of map[*caller][]*excess
	in map[*krm.Item][]*excess
	// places finds an excess again.
	places map[placeKey]*excess
}

type placeKey struct {
	item         *krm.Item
	path, prefix string
}

// excess is one place that gives something to callers that they do not need.
type excess struct {
	grantedAt
	callers []*caller
	// requests are what it allows beyond that, and grave those of them that change or open something beyond the AppProject.
	requests, grave []rbac.Request
	standard, own   bool
}

type privilegesKey struct{}

// privilegesOf decides it once in a run, within one budget.
func privilegesOf(c *rule.Context) *privileges {
	return rule.Memo(c, privilegesKey{}, func() *privileges {
		p := &privileges{undecided: map[*caller]bool{}, of: map[*caller][]*excess{}, in: map[*krm.Item][]*excess{}, places: map[placeKey]*excess{}}
		a, budget := authorityOf(c), language.DefaultBudget
		if a.unclear != "" {
			return p
		}
		for _, cl := range callersOf(c).all {
			p.decide(c, a, cl, &budget)
		}
		for _, e := range p.excesses {
			if !saidAlready(c, e.grantedAt) {
				p.in[e.item] = append(p.in[e.item], e)
			}
		}
		return p
	})
}

// decide notes what one caller has too much.
func (p *privileges) decide(c *rule.Context, a *authority, cl *caller, budget *language.Budget) {
	found, err := a.model.Beyond(cl.subject, cl.needed(c, false), budget)
	var beyond []rbac.Excess
	if err == nil && len(found) > 0 {
		beyond, err = a.model.Beyond(cl.subject, cl.needed(c, true), budget)
	}
	if err != nil {
		p.undecided[cl] = true
		return
	}
	for _, e := range found {
		if at, ok := a.at(e); ok {
			x := p.note(at, cl)
			x.standard, x.own = e.Default, e.Line.Subject == cl.subject
			for _, r := range requestsOf(e) {
				if !slices.Contains(x.requests, r) {
					x.requests = append(x.requests, r)
				}
			}
		}
	}
	for _, e := range beyond {
		at, ok := a.at(e)
		if !ok {
			continue
		}
		x := p.note(at, cl)
		for _, r := range requestsOf(e) {
			if r.Action != "get" && !slices.Contains(x.grave, r) {
				x.grave = append(x.grave, r)
			}
		}
	}
}

func requestsOf(e rbac.Excess) []rbac.Request { return append([]rbac.Request{e.Smallest}, e.More...) }

// note returns the excess of a place, with the caller among its own.
func (p *privileges) note(at grantedAt, cl *caller) *excess {
	key := placeKey{at.item, at.path, at.prefix}
	e := p.places[key]
	if e == nil {
		e = &excess{grantedAt: at}
		p.excesses, p.places[key] = append(p.excesses, e), e
	}
	if len(e.callers) == 0 || e.callers[len(e.callers)-1] != cl {
		e.callers = append(e.callers, cl)
		p.of[cl] = append(p.of[cl], e)
	}
	return e
}

// problem words an excess.
func (e *excess) problem(c *rule.Context) rule.Problem {
	shown := e.requests
	severity := krm.Warning
	if len(e.grave) > 0 {
		shown, severity = e.grave, krm.Error
	}
	smallest := slices.MinFunc(shown, func(a, b rbac.Request) int { return len(a.String()) - len(b.String()) })
	remedy := "what it needs is get and sync on " + e.callers[0].objects(c)
	switch {
	case e.standard:
		remedy = "leave policy.default empty, and give its role to people by g lines"
	case !e.own:
		remedy = "do not give this to a pipeline: " + remedy
	}
	return rule.Problem{
		Path: e.path, At: e.at, Current: e.current, Severity: severity,
		Message: fmt.Sprintf("%slets %s do more than get and sync what belongs to it: %s, for example %q; %s",
			e.prefix, some(len(e.callers), func(i int) string { return e.callers[i].subject }), inWords(e.requests), smallest, remedy),
	}
}

// inWords names the actions of requests by resource.
func inWords(requests []rbac.Request) string {
	var resources []string
	actions := map[string][]string{}
	for _, r := range requests {
		word, rest, isPath := strings.Cut(r.Action, "/")
		if isPath && rest != "" {
			word += "/*"
		}
		if actions[r.Resource] == nil {
			resources = append(resources, r.Resource)
		}
		if !slices.Contains(actions[r.Resource], word) {
			actions[r.Resource] = append(actions[r.Resource], word)
		}
	}
	return some(len(resources), func(i int) string {
		words := actions[resources[i]]
		return some(len(words), func(k int) string { return words[k] }) + " of " + resources[i]
	})
}

// saidKey is the key of what other rules find in the items that hold policies.
type saidKey struct{ it *krm.Item }

// saidAlready reports whether a rule on lines finds a mistake in a line or key: then nothing more is said of it.
func saidAlready(c *rule.Context, at grantedAt) bool {
	if at.faulty {
		return true
	}
	for _, p := range said(c, at.item) {
		if p.Path == at.path && (p.Current == nil || p.Current == at.current) {
			return true
		}
	}
	m := of(c, at.item)
	return m != nil && m.regex && slices.ContainsFunc(said(c, at.item), func(p rule.Problem) bool { return p.Path == at.path && unanchored(at.current) })
}

// said returns the errors and warnings of the rules on lines.
func said(c *rule.Context, it *krm.Item) []rule.Problem {
	return rule.Memo(c, saidKey{it}, func() []rule.Problem {
		var all []rule.Problem
		for _, r := range policyRules {
			if !slices.ContainsFunc(r.Kinds, func(k rule.Kind) bool { return k.Name == it.Kind }) {
				continue
			}
			for _, p := range r.Check(c, it) {
				if severity := p.Severity; severity == krm.Info || severity == "" && r.Severity == krm.Info {
					continue
				}
				all = append(all, p)
			}
		}
		return all
	})
}

// unanchored reports whether the object of a p line is no anchored regular expression.
func unanchored(line string) bool {
	policy, _ := rbac.Parse(line)
	for _, p := range policy.Permissions() {
		return !strings.HasPrefix(p.Object, "^") || !strings.HasSuffix(p.Object, "$")
	}
	return false
}
