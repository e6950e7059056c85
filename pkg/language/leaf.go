// SPDX-License-Identifier: Apache-2.0

package language

import (
	"encoding/binary"
	"regexp/syntax"
	"slices"
)

// leaf is the automaton of one regular expression. It is made deterministic state by state, as states are asked for.
type leaf struct {
	alphabet *Alphabet
	program  *syntax.Prog
	// class maps each character of the alphabet to its class: those of one class are the same to every instruction.
	class [128]byte
}

func newLeaf(alphabet *Alphabet, program *syntax.Prog) *leaf {
	l := &leaf{alphabet: alphabet, program: program}
	signatures := make([][]byte, len(alphabet.Characters))
	var last *syntax.Inst
	for pc := range program.Inst {
		inst := &program.Inst[pc]
		if !reads(inst) || last != nil && sameRunes(inst, last) {
			continue // a repetition is the same class many times
		}
		last = inst
		for i, r := range alphabet.Characters {
			signatures[i] = append(signatures[i], toByte(inst.MatchRune(r)))
		}
	}
	classes := map[string]byte{}
	for i, r := range alphabet.Characters {
		signature := string(append(signatures[i], toByte(syntax.IsWordChar(r)))) // for \b
		class, ok := classes[signature]
		if !ok {
			class = byte(len(classes))
			classes[signature] = class
		}
		l.class[r] = class
	}
	return l
}

func reads(inst *syntax.Inst) bool {
	switch inst.Op {
	case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
		return true
	}
	return false
}

func sameRunes(a, b *syntax.Inst) bool {
	return a.Op == b.Op && a.Arg == b.Arg && slices.Equal(a.Rune, b.Rune)
}

func toByte(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// state is where a leaf stands after some characters of a word.
type state struct {
	// at are the instructions at which a match may go on, in order.
	at []uint32
	// last is the character read last, as one that \b tells apart: -1 for none, else 'a' or '-'.
	last rune
	// matched says that a match was found, whatever follows.
	matched bool
}

// key tells states apart.
func (s state) key() string {
	b := make([]byte, 0, 2+4*len(s.at))
	b = append(b, byte(s.last), toByte(s.matched)) // -1 becomes 255
	for _, pc := range s.at {
		b = binary.LittleEndian.AppendUint32(b, pc)
	}
	return string(b)
}

var startState = state{last: -1}

// run is one use of a leaf: its room to work in, and the cost so far.
type run struct {
	*leaf
	// seen holds, for each instruction, the number of the closure that saw it last.
	seen    []uint32
	closure uint32
	stack   []uint32
	// cost counts the instructions that were visited.
	cost int
}

func newRun(l *leaf) *run { return &run{leaf: l, seen: make([]uint32, len(l.program.Inst))} }

// follow visits every instruction that is reached from a state without reading, before the rune next (-1 at the end). It
// calls read for each one that reads, and reports whether a match was reached.
func (r *run) follow(s state, next rune, read func(pc uint32)) (matched bool) {
	if s.matched {
		return true
	}
	r.closure++
	flags := syntax.EmptyOpContext(s.last, next)
	r.stack = append(append(r.stack[:0], uint32(r.program.Start)), s.at...) // a match may begin anywhere
	for len(r.stack) > 0 {
		pc := r.stack[len(r.stack)-1]
		r.stack = r.stack[:len(r.stack)-1]
		if r.seen[pc] == r.closure {
			continue
		}
		r.seen[pc] = r.closure
		r.cost++
		inst := &r.program.Inst[pc]
		switch inst.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			r.stack = append(r.stack, inst.Arg, inst.Out)
		case syntax.InstCapture, syntax.InstNop:
			r.stack = append(r.stack, inst.Out)
		case syntax.InstEmptyWidth:
			if syntax.EmptyOp(inst.Arg)&^flags == 0 {
				r.stack = append(r.stack, inst.Out)
			}
		case syntax.InstMatch:
			return true
		case syntax.InstFail:
		default:
			if read != nil {
				read(pc)
			}
		}
	}
	return false
}

// step returns the state that follows when the character is read.
func (r *run) step(s state, b byte) state {
	next := state{last: '-'}
	if syntax.IsWordChar(rune(b)) {
		next.last = 'a'
	}
	if r.follow(s, rune(b), func(pc uint32) {
		if inst := &r.program.Inst[pc]; inst.MatchRune(rune(b)) {
			next.at = append(next.at, inst.Out)
		}
	}) {
		return state{matched: true}
	}
	slices.Sort(next.at)
	next.at = slices.Compact(next.at)
	return next
}

// accepts reports whether a word that ends in the state is in the set.
func (r *run) accepts(s state) bool { return r.follow(s, -1, nil) }

// matches reports whether the expression matches in a word.
func (l *leaf) matches(word string) bool {
	r, s := newRun(l), startState
	for i := range len(word) {
		s = r.step(s, word[i])
	}
	return r.accepts(s)
}
