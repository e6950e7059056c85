// SPDX-License-Identifier: Apache-2.0

package check

import (
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/fairlead-krm/fairlead/pkg/api/v1alpha1"
	"github.com/fairlead-krm/fairlead/pkg/check/images"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/nearest"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// ValidateName is the name of the function.
const ValidateName = "validate-delivery"

// Validate reports every mistake that the rules find among the resources. It changes nothing.
func Validate(list *krm.ResourceList) error {
	list.Report(Run(list, Options{})...)
	return nil
}

// Options are what a run takes from elsewhere than the list.
type Options struct {
	// ArgoCD and ImageUpdater are target versions that go before all others; "" leaves them to the function's
	// configuration, then to the Platform.
	ArgoCD, ImageUpdater string
	// Now is the day on which exceptions are judged; the zero Time is today.
	Now time.Time
	// Explain asks for proofs.
	Explain bool
	// Repositories are those at hand beside the resources; nil where there are no files.
	Repositories rule.Repositories
}

// Run returns what is wrong with the resources of a list, by its functionConfig and the options.
func Run(list *krm.ResourceList, o Options) []krm.Result { return run(list, o, Rules()) }

// Explain returns what Run does and, where the options or the functionConfig ask for it, what was proved of the Projects.
func Explain(list *krm.ResourceList, o Options) ([]krm.Result, []rule.Proof) {
	return explain(list, o, Rules())
}

// run is Run with some of the rules only.
func run(list *krm.ResourceList, o Options, rules []*rule.Rule) []krm.Result {
	results, _ := explain(list, o, rules)
	return results
}

// explain is Explain with some of the rules only.
func explain(list *krm.ResourceList, o Options, rules []*rule.Rule) ([]krm.Result, []rule.Proof) {
	c, _, severities, results := Prepare(list, o)
	results = append(results, runRules(c, rules, rule.Settings{Severities: severities, Known: images.Rules})...)
	if c.Explain && !o.Explain {
		results = append(results, notProved(c)...)
	}
	return Adjust(results, severities), c.Proofs()
}

// Prepare reads what rules look at: the resources, with the target versions and the severities that the list and the options set,
// and the Projects and the Platform. The results are what is wrong with those.
func Prepare(list *krm.ResourceList, o Options) (*rule.Context, *v1alpha1.Model, map[string]krm.Severity, []krm.Result) {
	config, results := v1alpha1.DecodeConfig(list.FunctionConfig, ValidateName)
	severities, wrong := severitiesOf(list.FunctionConfig, config.Validation.Rules)
	results = append(results, wrong...)

	sound, twisted := withoutTwisted(list)
	model, problems := v1alpha1.Load(sound)
	c := rule.NewContext(sound)
	c.SetModel(model)
	c.Explain = o.Explain || config.Validation.ExplainProof
	v := versions{options: o, config: config.Validation, item: list.FunctionConfig, model: model, list: sound}
	results = append(results, v.resolve(c, problems)...)
	results = append(results, twisted...)
	c.Repositories = o.Repositories
	if c.Now = o.Now; c.Now.IsZero() {
		c.Now = time.Now()
	}
	return c, model, severities, results
}

// notProved says of each Project, in one result, what could not be shown about it.
func notProved(c *rule.Context) []krm.Result {
	open := map[string][]string{}
	for _, p := range c.Proofs() {
		if p.Verdict == rule.NotProved {
			open[p.Project] = append(open[p.Project], p.Claim+" ("+p.Why+")")
		}
	}
	var results []krm.Result
	for _, p := range c.Model().Projects {
		if claims := open[p.Name]; claims != nil {
			results = append(results, p.Item.Result(krm.Info, ruleNotProved, "", nil, "not proved: %s", strings.Join(claims, "; ")))
		}
	}
	return results
}

// runRules runs rules. A mistake in one of them is a finding, which shows nothing of what was being read.
func runRules(c *rule.Context, rules []*rule.Rule, s rule.Settings) (results []krm.Result) {
	defer func() {
		if v := recover(); v != nil {
			text := "panic"
			if err, ok := v.(runtime.Error); ok {
				text = err.Error()
			}
			results = append(results, krm.Result{
				Message: "a rule stopped on a mistake of its own (" + text + "), so not everything was checked; please report it",
				Rule:    "internal-error",
			})
		}
	}()
	return rule.Run(c, rules, s)
}

// Adjust gives findings that are no rule's the severity that a configuration sets.
func Adjust(results []krm.Result, severities map[string]krm.Severity) []krm.Result {
	if len(severities) == 0 {
		return results
	}
	kept := results[:0]
	for _, r := range results {
		if s := severities[r.Rule]; s != "" && isReading(r.Rule) {
			r.Severity = s
		}
		if r.Severity != rule.Off {
			kept = append(kept, r)
		}
	}
	return kept
}

// Severities returns the severities that a configuration sets, without those that are wrong.
func Severities(functionConfig *krm.Item) map[string]krm.Severity {
	config, _ := v1alpha1.DecodeConfig(functionConfig, ValidateName)
	severities, _ := severitiesOf(functionConfig, config.Validation.Rules)
	return severities
}

// severitiesOf reads the severities, and reports the rules that there are not.
func severitiesOf(item *krm.Item, settings []v1alpha1.RuleSetting) (map[string]krm.Severity, []krm.Result) {
	if len(settings) == 0 {
		return nil, nil
	}
	var ids []string
	known := map[string]bool{}
	for _, r := range All() {
		ids = append(ids, r.ID)
		known[r.ID] = true
	}
	severities := map[string]krm.Severity{}
	var results []krm.Result
	list := item.Lookup("spec", "rules")
	for i, s := range settings {
		if s.ID == "" || known[s.ID] {
			severities[s.ID] = krm.Severity(s.Severity)
			continue
		}
		at := list
		if i < len(list.Content) {
			at = krm.Lookup(list.Content[i], "id")
		}
		near, ok := nearest.Name(s.ID, ids)
		hint := "; `fairlead rule` lists all"
		if ok {
			hint = fmt.Sprintf(": did you mean %q?", near)
		}
		r := item.Result(krm.Error, RuleUnknownRule, fmt.Sprintf("spec.rules[%d].id", i), at, "there is no rule %q%s", s.ID, hint)
		if r.Field.CurrentValue = s.ID; ok {
			r.Field.ProposedValue = near
		}
		results = append(results, r)
	}
	return severities, results
}

// withoutTwisted returns the list without the resources whose aliases no rule could follow to their end.
func withoutTwisted(list *krm.ResourceList) (*krm.ResourceList, []krm.Result) {
	var results []krm.Result
	sound := &krm.ResourceList{FunctionConfig: list.FunctionConfig}
	for _, it := range list.Items {
		if it.Node() != nil {
			if err := it.CheckAliases(); err != nil {
				results = append(results, it.Result(krm.Error, krm.RuleNotYAML, "", krm.PlaceOf(err, nil), "%s: nothing in this resource was checked", err))
				continue
			}
		}
		sound.Items = append(sound.Items, it)
	}
	return sound, results
}
