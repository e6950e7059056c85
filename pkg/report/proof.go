// SPDX-License-Identifier: Apache-2.0

package report

import (
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// Explains reports whether a format can show proofs.
func Explains(format string) bool { return format == "text" || format == "json" }

// proofs writes what was proved, by Project.
func (r *report) proofs() {
	count := map[rule.Verdict]int{}
	last := ""
	for _, p := range r.Proofs {
		count[p.Verdict]++
		if p.Project != last {
			r.printf("%s\n", r.paint(bold, "Project "+krm.OneLine(p.Project)))
			last = p.Project
		}
		color := map[rule.Verdict]string{rule.Proved: green, rule.Refuted: red, rule.NotProved: yellow}[p.Verdict]
		r.printf("  %s: %s\n", r.paint(color, string(p.Verdict)), krm.OneLine(p.Claim))
		if p.Why != "" {
			why := krm.OneLine(p.Why)
			if p.Rule != "" {
				why += " [" + p.Rule + "]"
			}
			r.printf("    because %s\n", why)
		}
		r.printf("    over    %s\n", krm.OneLine(p.Over))
		if len(p.From) > 0 {
			r.printf("    from    %s\n", krm.OneLine(strings.Join(places(p), ", ")))
		}
		for _, note := range p.Notes {
			r.printf("    implied %s\n", krm.OneLine(note))
		}
	}
	if len(r.Proofs) == 0 {
		r.printf("nothing to prove: there is no Project among the resources. What Applications and ImageUpdaters follow is compared all the same, and is a finding where it does not hold\n\n")
		return
	}
	r.printf("%d proved, %d refuted, %d not proved\n\n", count[rule.Proved], count[rule.Refuted], count[rule.NotProved])
}

func places(p rule.Proof) []string {
	all := make([]string, len(p.From))
	for i, place := range p.From {
		all[i] = place.String()
	}
	return all
}

// JSONProof is a claim about a Project and how it ended: proved, refuted or not proved.
type JSONProof struct {
	Project string       `json:"project"`
	Claim   string       `json:"claim"`
	Verdict rule.Verdict `json:"verdict"`
	Over    string       `json:"over"`
	Why     string       `json:"why,omitempty"`
	Rule    string       `json:"rule,omitempty"`
	From    []JSONPlace  `json:"from,omitempty"`
	Notes   []string     `json:"notes,omitempty"`
}

// JSONPlace is what a proof follows from. Line counts from 1 and is absent where it is not known.
type JSONPlace struct {
	File     string `json:"file,omitempty"`
	Line     int    `json:"line,omitempty"`
	Resource string `json:"resource"`
}

func (r *report) jsonProofs() []JSONProof {
	all := make([]JSONProof, 0, len(r.Proofs))
	for _, p := range r.Proofs {
		proof := JSONProof{Project: p.Project, Claim: p.Claim, Verdict: p.Verdict, Over: p.Over, Why: p.Why, Rule: p.Rule, Notes: p.Notes}
		for _, place := range p.From {
			proof.From = append(proof.From, JSONPlace(place))
		}
		all = append(all, proof)
	}
	return all
}
