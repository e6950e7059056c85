// SPDX-License-Identifier: Apache-2.0

package rule

import (
	"slices"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Settings say how rules are run.
type Settings struct {
	// Severities are those of single rules, by id, where they are not the rule's own. Off switches one off.
	Severities map[string]krm.Severity
	// Known are further rules that exceptions may name: those that are not run here.
	Known []*Rule
}

// Off is the severity of a rule that is not run. It is no word that YAML 1.1 takes for a boolean.
const Off krm.Severity = "none"

// Run runs the rules that hold for the target versions over all resources. A problem that an exception beside the
// resource covers is left out; the exceptions themselves are checked too.
func Run(c *Context, rules []*Rule, s Settings) []krm.Result {
	byKind := map[Kind][]*Rule{}
	var everywhere []*Rule
	for _, r := range rules {
		if s.Severities[r.ID] == Off || !r.ArgoCD.Has(c.ArgoCD) || !r.ImageUpdater.Has(c.RunningUpdater()) {
			continue
		}
		if len(r.Kinds) == 0 {
			everywhere = append(everywhere, r)
		}
		for _, k := range r.Kinds {
			byKind[k] = append(byKind[k], r)
		}
	}
	var results []krm.Result
	known := slices.Concat(rules, s.Known)
	of := map[Kind][]*Rule{} // what is run over a kind, once it was met
	for _, it := range c.Items {
		found := exceptionsOf(c, it, known)
		results = append(results, found.results...)
		kind := Kind{it.Group(), it.Kind}
		run, met := of[kind]
		if !met {
			run = slices.Concat(everywhere, byKind[kind], byKind[Kind{AnyGroup, kind.Name}], byKind[Kind{kind.Group, ""}], byKind[Kind{AnyGroup, ""}])
			of[kind] = run
		}
		for _, r := range run {
			if found.covers(r.ID) {
				continue
			}
			for _, p := range r.Check(c, it) {
				results = append(results, p.result(r, it, s))
			}
		}
		for _, patch := range c.patches[it] {
			for _, r := range byKind[Kind{Patch, patch.Kind}] {
				if found.covers(r.ID) {
					continue
				}
				for _, p := range r.Check(c, patch) {
					p.Proposed = nil // it would be written in the place of the whole patch
					results = append(results, p.result(r, patch, s))
				}
			}
		}
	}
	for _, it := range c.filesAtHand().items {
		for _, r := range byKind[Kind{RepositoryFile, it.Kind}] {
			for _, p := range r.Check(c, it) {
				p.Proposed = nil // it is no resource that could be mended
				result := p.result(r, it, s)
				result.Resource = nil
				results = append(results, result)
			}
		}
	}
	return results
}

// result words a problem as a result of its item.
func (p Problem) result(r *Rule, it *krm.Item, s Settings) krm.Result {
	severity := r.Severity
	if p.Severity != "" {
		severity = p.Severity
	}
	if set := s.Severities[r.ID]; set != "" {
		severity = set
	}
	result := it.Result(severity, r.ID, p.Path, p.At, "%s", masked(p.Message))
	if p.Proposed == "" {
		p.Proposed = nil // nothing near was found
	}
	if text, ok := p.Current.(string); ok && masked(text) != text {
		p.Current = nil
	}
	if text, ok := p.Proposed.(string); ok && masked(text) != text {
		p.Proposed = nil
	}
	if result.Field != nil {
		result.Field.CurrentValue, result.Field.ProposedValue = p.Current, p.Proposed
	}
	return result
}
