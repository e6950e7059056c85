// SPDX-License-Identifier: Apache-2.0

// Package rule says what a rule is and runs rules over resources. A rule is one value in one file: what is wrong, why
// nobody notices, what to do, since which version, and two examples that the tests run. Documentation is rendered from
// the same value.
package rule

import (
	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// Rule is one thing that can be wrong in a resource.
type Rule struct {
	// ID is kebab-case, names the defect, and never changes once released.
	ID string
	// Severity: an Error will not work, or loses or leaks something; a Warning works by luck; an Info is advice.
	Severity krm.Severity
	// Title says what must or must not be, in one line without a full stop.
	Title string
	// Doc says what goes wrong, how silently, and what to do. Markdown, in sentences.
	Doc string
	// Upstream are the pages or threads that show it, as URLs.
	Upstream []string
	// ArgoCD and ImageUpdater are the versions in which it is wrong; the zero Range is all.
	ArgoCD, ImageUpdater Range
	// Kinds are the resources that Check is called with.
	Kinds []Kind
	// Check reports what is wrong with one resource. It may look at all others, and changes none.
	Check func(c *Context, it *krm.Item) []Problem
	// Bad and Good are YAML documents, of the file that a first line `# path: PATH` names. What follows a line `# file: PATH` is a file of the repository beside them. The tests find Bad by this rule, and by no other but those in Also; Good by none.
	Bad, Good string
	// Also are the ids of other rules that must find Bad too.
	Also []string
	// Target is the version pair that the examples are checked at; zero fields mean the defaults.
	Target Target
	// Page is where the rule is described; "" means the page of all rules.
	Page string
}

// Target are versions as a user writes them.
type Target struct{ ArgoCD, ImageUpdater string }

// Kind names a kind of resource, in whatever version. A Group or a Name of "" means the core group and any kind;
// AnyGroup any group.
type Kind struct{ Group, Name string }

// AnyGroup stands for every group in a Kind.
const AnyGroup = "*"

// Problem is one violation of a rule.
type Problem struct {
	// Path is the field as in `spec.images[0].name`.
	Path string
	// At is the node that it is about, for the position; nil means the resource itself.
	At *yaml.Node
	// Message says what is wrong with this value, what is allowed, and what to do.
	Message string
	// Severity is the rule's where it is "".
	Severity krm.Severity
	// Current is the value, where it may be shown; never a Secret's.
	Current any
	// Proposed is the one remedy: the text of the scalar that should stand at At. nil where there is none, or more
	// than one.
	Proposed any
}

// Range is a range of minor versions: From inclusive, Before exclusive. The zero value of either leaves that end open.
type Range struct{ From, Before Minor }

// Minor is a minor version, such as {3, 5}.
type Minor [2]int

// versioned is what argocd.Version and imageupdater.Version have in common.
type versioned interface {
	AtLeast(major, minor int) bool
}

// Has reports whether a version lies in the range.
func (r Range) Has(v versioned) bool {
	if r.From != (Minor{}) && !v.AtLeast(r.From[0], r.From[1]) {
		return false
	}
	return r.Before == (Minor{}) || !v.AtLeast(r.Before[0], r.Before[1])
}
