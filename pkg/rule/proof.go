// SPDX-License-Identifier: Apache-2.0

package rule

import (
	"cmp"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Verdict is how a proof ended.
type Verdict string

// The verdicts.
const (
	// Proved: the claim holds, over all that Over names.
	Proved Verdict = "proved"
	// Refuted: it does not hold, and a finding says so.
	Refuted Verdict = "refuted"
	// NotProved: it may hold. What would be needed is not among the resources, or too large to decide.
	NotProved Verdict = "not proved"
)

// Proof is a claim about a Project, what it is about, what it follows from, and how it ended.
type Proof struct {
	// Project is the name of the Project.
	Project string
	// Claim is what is to be shown, as a sentence in the present tense without a full stop.
	Claim string
	// Over says over which set it is to be shown: not for examples, for all of these.
	Over string
	// From are the places that it follows from.
	From []Place
	// Verdict is how it ended.
	Verdict Verdict
	// Why says what refutes it, or what is missing; "" for what is proved.
	Why string
	// Rule is the id of the rule whose finding refutes it; "" otherwise.
	Rule string
	// Notes say what follows from the claim and is no mistake.
	Notes []string
}

// Place is a line of a file, or a resource where its file was not read.
type Place struct {
	// File is the path, "" where it is not known. Line counts from 1; 0 where it is not known.
	File string
	Line int
	// Resource is kind and name.
	Resource string
}

// String returns file:line, else the resource.
func (p Place) String() string {
	switch {
	case p.File == "":
		return p.Resource
	case p.Line == 0:
		return p.Resource + " in " + p.File
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

// PlaceOf returns the place of a node of a resource; of the resource itself where the node is nil.
func PlaceOf(it *krm.Item, at *yaml.Node) Place {
	line, _ := it.Position(at)
	return Place{File: it.Path, Line: line, Resource: it.Kind + " " + it.Name}
}

// Prove records a proof where somebody wants to read it: where Explain is set.
func (c *Context) Prove(p Proof) {
	if c.Explain {
		c.proofs = append(c.proofs, p)
	}
}

// Proofs returns what was recorded, by Project and then by claim.
func (c *Context) Proofs() []Proof {
	proofs := slices.Clone(c.proofs)
	slices.SortStableFunc(proofs, func(a, b Proof) int {
		return cmp.Or(cmp.Compare(a.Project, b.Project), cmp.Compare(a.Claim, b.Claim))
	})
	return proofs
}
