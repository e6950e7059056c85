// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"math"
	"strconv"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/tagscheme"
)

// truth is the value of a condition.
type truth int

const (
	maybe truth = iota
	no
	yes
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

func (t truth) not() truth {
	switch t {
	case yes:
		return no
	case no:
		return yes
	}
	return maybe
}

type kind int

const (
	null kind = iota
	boolean
	numeric
	textual
	object
	// hidden is a value that is not known; its truth may be.
	hidden
)

// value is the value of an expression.
type value struct {
	kind   kind
	truth  truth // of a boolean, and of what is hidden
	number float64
	text   string
	fields map[string]value
	doubt  *tagscheme.Doubt
	// condition says that what is hidden is true or false.
	condition bool
}

func textValue(s string) value { return value{kind: textual, text: s} }

func boolValue(t truth, d *tagscheme.Doubt) value {
	if t == maybe {
		return value{kind: hidden, condition: true, doubt: d}
	}
	return value{kind: boolean, truth: t}
}

func hiddenValue(d *tagscheme.Doubt) value { return value{kind: hidden, doubt: d} }

// truth of a value as conditions take it.
func (r *reading) truth(v value) truth {
	switch v.kind {
	case boolean, hidden:
		return v.truth
	case numeric:
		return truthOf(v.number != 0 && !math.IsNaN(v.number))
	case textual:
		if v.text != "" && r.mayBeEmpty(v.text) {
			return maybe
		}
		return truthOf(v.text != "")
	case object:
		return yes
	}
	return no
}

// doubtIn returns what is not known of a value.
func (r *reading) doubtIn(v value) *tagscheme.Doubt {
	if v.doubt != nil || v.kind != textual {
		return v.doubt
	}
	for _, c := range v.text {
		if p := r.partOf(c); p != nil && p.doubt != nil {
			return p.doubt
		}
	}
	return nil
}

// string returns a value as it is put into a text.
func (r *reading) string(v value) string {
	switch v.kind {
	case boolean:
		return strconv.FormatBool(v.truth == yes)
	case numeric:
		return strconv.FormatFloat(v.number, 'f', -1, 64)
	case textual:
		return v.text
	case object:
		return "Object"
	case hidden:
		return r.unknown(v.doubt)
	}
	return ""
}

// equal compares two values as expressions do: texts without regard to case, and everything else as numbers.
func (r *reading) equal(a, b value) truth {
	if a.kind == hidden || b.kind == hidden {
		return maybe
	}
	if a.kind == textual && b.kind == textual {
		return r.sameText(a.text, b.text)
	}
	if a.kind == null && b.kind == null {
		return yes
	}
	if a.kind == object || b.kind == object {
		return no
	}
	x, okX := r.toNumber(a)
	y, okY := r.toNumber(b)
	if !okX || !okY {
		return maybe
	}
	return truthOf(x == y)
}

// toNumber coerces as expressions do; ok is false where that depends on what is not known.
func (r *reading) toNumber(v value) (n float64, ok bool) {
	switch v.kind {
	case numeric:
		return v.number, true
	case boolean:
		if v.truth == yes {
			return 1, true
		}
		return 0, true
	case null:
		return 0, true
	case textual:
		if open(v.text) {
			return 0, false
		}
		if text := strings.TrimSpace(v.text); text != "" {
			n, err := strconv.ParseFloat(text, 64)
			if err != nil {
				return math.NaN(), true
			}
			return n, true
		}
		return 0, true
	}
	return math.NaN(), true
}

func (r *reading) sameText(a, b string) truth {
	switch {
	case !open(a) && !open(b):
		return truthOf(strings.EqualFold(a, b))
	case a == b && r.sure(a):
		return yes
	case open(a) && open(b):
		return maybe
	case open(b):
		a, b = b, a
	}
	if r.elsewhere(a) || !r.may(a, b) {
		return no
	}
	return maybe
}

// sure reports whether a text is the same wherever it stands in one run: nothing in it is only hidden.
func (r *reading) sure(text string) bool {
	for _, c := range text {
		if p := r.partOf(c); p != nil && p.doubt != nil {
			return false
		}
	}
	return true
}

// elsewhere reports whether a text names a branch that no expression of the workflow names.
func (r *reading) elsewhere(text string) bool {
	for _, c := range text {
		if p := r.partOf(c); p != nil && p.other {
			return true
		}
	}
	return false
}
