// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"regexp"
	"regexp/syntax"
	"sync"
)

// TagFilter is an allow-tags annotation that CheckAllowTags has found well-formed, and what it lets through.
type TagFilter struct {
	tree *syntax.Regexp
	// compiled returns the search for a tag; nil lets everything through.
	compiled func() *search
}

// maxProgram bounds the expressions that are looked into: what is larger lets everything through.
const maxProgram = 4096

// ReadAllowTags reads an allow-tags annotation. What is any, or not well-formed, lets everything through.
func ReadAllowTags(value string) TagFilter {
	filter, _ := ParseAllowTags(value)
	return filter
}

func newTagFilter(tree *syntax.Regexp) TagFilter {
	return TagFilter{tree, sync.OnceValue(func() *search {
		program, err := syntax.Compile(tree.Simplify())
		if err != nil || len(program.Inst) > maxProgram {
			return nil
		}
		return &search{program: program, sets: runeSets(program)}
	})}
}

// Matches reports whether the filter lets one tag through.
func (f TagFilter) Matches(tag string) bool {
	if f.tree == nil {
		return true
	}
	re, err := regexp.Compile(f.tree.String())
	return err == nil && re.MatchString(tag)
}

// AdmitsTag reports whether the filter lets any tag through at all. In doubt, as at \b, it says yes.
func (f TagFilter) AdmitsTag() bool {
	if f.tree == nil {
		return true
	}
	// The search finds a tag wherever there is one; most filters show theirs for less.
	_, ok := exampleTag(f.tree)
	return ok || f.admits(&anyTag)
}

// AdmitsVersion reports whether the filter lets a tag through that is a semantic version as the updater reads it: v1.2, 1.2.3-rc1.
func (f TagFilter) AdmitsVersion() bool { return f.admits(&anyVersion) }

// AdmitsRelease reports whether it lets one through that is no pre-release.
func (f TagFilter) AdmitsRelease() bool { return f.admits(&anyRelease) }

// Admission is what a TagFilter lets through, all at once.
type Admission struct{ Tag, Version, Release bool }

// Admits reads an allow-tags annotation and says all that it lets through.
func Admits(allowTags string) Admission {
	f := ReadAllowTags(allowTags)
	return Admission{f.AdmitsTag(), f.AdmitsVersion(), f.AdmitsRelease()}
}

func (f TagFilter) admits(s *shape) bool {
	if f.tree == nil {
		return true
	}
	search := f.compiled()
	return search == nil || search.finds(s)
}

// Tags are made of these; a set of them is a bit each.
const tagRunes = "0123456789.-vabcdefghijklmnopqrstuwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"

// The classes of runes that a shape tells apart, as sets: 10 digits, '.', '-', 'v', 51 other letters and '_'. The last one
// needs a second word, so '_' shares the bit of the letters where no shape tells them apart.
const (
	digits    uint64 = 1<<10 - 1
	dot       uint64 = 1 << 10
	dash      uint64 = 1 << 11
	letterV   uint64 = 1 << 12
	letters   uint64 = (1<<63 - 1) &^ (1<<13 - 1)
	underline uint64 = 1 << 63
)

// runeSets returns the set of runes of a tag that each instruction takes.
func runeSets(program *syntax.Prog) []uint64 {
	sets := make([]uint64, len(program.Inst))
	last := -1 // the class read last: a repetition is the same class many times
	for pc := range program.Inst {
		inst := &program.Inst[pc]
		switch inst.Op {
		case syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			sets[pc] = ^uint64(0)
		case syntax.InstRune, syntax.InstRune1:
			if last >= 0 && sameRunes(inst, &program.Inst[last]) {
				sets[pc] = sets[last]
				continue
			}
			last = pc
			for i, r := range tagRunes {
				if inst.MatchRune(r) {
					sets[pc] |= bit(i)
				}
			}
		}
	}
	return sets
}

func sameRunes(a, b *syntax.Inst) bool {
	return a.Op == b.Op && a.Arg == b.Arg && len(a.Rune) == len(b.Rune) && len(a.Rune) > 0 && &a.Rune[0] == &b.Rune[0]
}

// bit gives every rune of tagRunes a bit; the 51 letters behind 'v' share 50 bits, the last two of them one.
func bit(i int) uint64 {
	if i == len(tagRunes)-1 {
		return underline
	}
	return 1 << min(i, 62)
}

// shape is a finite automaton for a kind of tag: steps[state] are the states that follow, by class of rune.
type shape struct {
	steps  [][]step
	accept []bool
}

type step struct {
	on uint64
	to int
}

var (
	anyTag     = shape{[][]step{{{digits | letterV | letters | underline, 1}}, {{^uint64(0), 1}}}, []bool{false, true}}
	anyVersion = versionShape(true)
	anyRelease = versionShape(false)
)

// maxDigits is how many digits a number of a version can have and still fit into 64 bits.
const maxDigits = 20

// versionShape is [v]N[.N[.N]][-pre.release], N being at most maxDigits digits.
func versionShape(pre bool) shape {
	// 0 start, 1 behind the v, then for each of three numbers its digits, then for each of the two dots its state, then
	// behind the dash and within the pre-release.
	const numbers = 2
	dots := numbers + 3*maxDigits
	behindDash, within := dots+2, dots+3
	s := shape{make([][]step, within+1), make([]bool, within+1)}
	s.steps[0] = []step{{digits, numbers}, {letterV, 1}}
	s.steps[1] = []step{{digits, numbers}}
	for n := range 3 {
		for d := range maxDigits {
			state := numbers + n*maxDigits + d
			s.accept[state] = true
			if d+1 < maxDigits {
				s.steps[state] = append(s.steps[state], step{digits, state + 1})
			}
			if n < 2 {
				s.steps[state] = append(s.steps[state], step{dot, dots + n})
			}
			if pre {
				s.steps[state] = append(s.steps[state], step{dash, behindDash})
			}
		}
	}
	for n := range 2 {
		s.steps[dots+n] = []step{{digits, numbers + (n+1)*maxDigits}}
	}
	alnum := digits | dash | letterV | letters
	s.steps[behindDash] = []step{{alnum, within}}
	s.steps[within] = []step{{alnum, within}, {dot, behindDash}}
	s.accept[within] = true
	return s
}

// search looks for a tag of a shape in which an expression matches.
type search struct {
	program *syntax.Prog
	sets    []uint64
}

// place is where a search stands: an instruction, or before or behind the match; a state of the shape; and whether the
// expression demands that the tag ends here.
type place struct {
	pc, state int
	ended     bool
}

// before and behind stand for the parts of a tag around the match.
const (
	before = -1
	behind = -2
)

// walk is one search under way.
type walk struct {
	shape *shape
	seen  []bool
	open  []place
}

func (w *walk) visit(p place) {
	at := ((p.pc+2)*len(w.shape.steps) + p.state) * 2
	if p.ended {
		at++
	}
	if !w.seen[at] {
		w.seen[at] = true
		w.open = append(w.open, p)
	}
}

// move reads one rune of a set, and goes on at pc.
func (w *walk) move(pc int, on uint64, from place) {
	if from.ended {
		return
	}
	for _, step := range w.shape.steps[from.state] {
		if step.on&on != 0 {
			w.visit(place{pc, step.to, false})
		}
	}
}

// finds reports whether there is a tag of the shape in which the expression matches.
func (s *search) finds(shape *shape) bool {
	w := walk{shape: shape, seen: make([]bool, (len(s.program.Inst)+2)*len(shape.steps)*2)}
	w.visit(place{before, 0, false})
	for len(w.open) > 0 {
		p := w.open[len(w.open)-1]
		w.open = w.open[:len(w.open)-1]
		switch {
		case p.pc == behind && shape.accept[p.state]:
			return true
		case p.pc == behind:
			w.move(behind, ^uint64(0), p)
		case p.pc == before:
			w.move(before, ^uint64(0), p)
			w.visit(place{s.program.Start, p.state, false})
		default:
			s.step(&w, p)
		}
	}
	return false
}

// step follows one instruction of the expression.
func (s *search) step(w *walk, p place) {
	inst := &s.program.Inst[p.pc]
	next := place{int(inst.Out), p.state, p.ended}
	switch inst.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		w.visit(place{int(inst.Arg), p.state, p.ended})
		w.visit(next)
	case syntax.InstCapture, syntax.InstNop:
		w.visit(next)
	case syntax.InstEmptyWidth:
		condition := syntax.EmptyOp(inst.Arg)
		if condition&(syntax.EmptyBeginText|syntax.EmptyBeginLine) != 0 && p.state != 0 {
			return
		}
		if condition&(syntax.EmptyEndText|syntax.EmptyEndLine) != 0 {
			next.ended = true
		}
		w.visit(next)
	case syntax.InstMatch:
		w.visit(place{behind, p.state, p.ended})
	case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
		w.move(int(inst.Out), s.sets[p.pc], p)
	}
}
