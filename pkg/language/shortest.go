// SPDX-License-Identifier: Apache-2.0

package language

import (
	"encoding/binary"
	"errors"
	"slices"
)

// Budget bounds the work of one question, in instructions of the expressions that are visited: the time and the memory that
// it takes grow with nothing else.
type Budget int

// DefaultBudget is enough for every expression that a person would write, and ends within a second or two for any other.
const DefaultBudget Budget = 10_000_000

// ErrBudget says that a question was given up: it is not known whether the set is empty.
var ErrBudget = errors.New("the expressions are too large to decide this")

// Shortest returns the shortest word of the set, and of those the first in the order of the alphabet; ok is false where the
// set is empty. The error is ErrBudget.
func (s Set) Shortest(budget Budget) (word string, ok bool, err error) {
	if len(s.leaves) == 0 {
		return "", false, nil
	}
	w := newWalk(s)
	if w.alphabet.Empty && w.accepts(w.edge[0]) {
		return "", true, nil
	}
	for length := 1; length <= w.alphabet.Max && len(w.edge) > 0; length++ {
		edge := w.edge
		w.edge = nil
		for _, n := range edge {
			for _, b := range w.characters(length) {
				next, fresh := w.step(n, b)
				if w.cost() > int(budget) {
					return "", false, ErrBudget
				}
				if !fresh {
					continue
				}
				if w.accepts(next) {
					return next.word(), true, nil
				}
				w.edge = append(w.edge, next)
			}
		}
	}
	return "", false, nil
}

// walk goes through the states of all leaves at once, breadth first and in alphabetical order, so that the first word that
// reaches a state is the one to name.
type walk struct {
	alphabet *Alphabet
	set      Set
	runs     []*run
	// first and later are the least of each class of characters that the leaves together tell apart, for the first
	// character of a word and for the others, in order.
	first, later []byte
	// numbers give each state of each leaf a number.
	numbers []map[string]uint32
	states  [][]state
	seen    map[string]bool
	edge    []*node
	steps   int
}

// node is a state of the walk: one state of each leaf, and the character that led here.
type node struct {
	at   []uint32
	from *node
	byte byte
}

func (n *node) word() string {
	var reversed []byte
	for ; n.from != nil; n = n.from {
		reversed = append(reversed, n.byte)
	}
	slices.Reverse(reversed)
	return string(reversed)
}

func newWalk(s Set) *walk {
	w := &walk{alphabet: s.leaves[0].alphabet, set: s, seen: map[string]bool{}, numbers: make([]map[string]uint32, len(s.leaves)), states: make([][]state, len(s.leaves))}
	start := &node{at: make([]uint32, len(s.leaves))}
	for i, l := range s.leaves {
		w.runs = append(w.runs, newRun(l))
		w.numbers[i] = map[string]uint32{}
		start.at[i] = w.number(i, startState)
	}
	w.first, w.later = w.classes(w.alphabet.first()), w.classes(w.alphabet.Characters)
	w.seen[start.key()] = true
	w.edge = []*node{start}
	return w
}

// classes returns the least of each class of characters.
func (w *walk) classes(characters string) []byte {
	var least []byte
	known := map[string]bool{}
	for i := range len(characters) {
		var class []byte
		for _, r := range w.runs {
			class = append(class, r.class[characters[i]])
		}
		if !known[string(class)] {
			known[string(class)] = true
			least = append(least, characters[i])
		}
	}
	return least
}

// characters are what is read as the character of that number, from 1 on.
func (w *walk) characters(number int) []byte {
	if number == 1 {
		return w.first
	}
	return w.later
}

// number returns the number of a state of a leaf.
func (w *walk) number(leaf int, s state) uint32 {
	key := s.key()
	n, ok := w.numbers[leaf][key]
	if !ok {
		n = uint32(len(w.states[leaf]))
		w.numbers[leaf][key] = n
		w.states[leaf] = append(w.states[leaf], s)
	}
	return n
}

// step reads one character in every leaf; fresh is false where the walk has been there.
func (w *walk) step(n *node, b byte) (next *node, fresh bool) {
	w.steps++
	next = &node{make([]uint32, len(n.at)), n, b}
	for i, r := range w.runs {
		next.at[i] = w.number(i, r.step(w.states[i][n.at[i]], b))
	}
	key := next.key()
	fresh = !w.seen[key]
	w.seen[key] = true
	return next, fresh
}

func (w *walk) accepts(n *node) bool {
	in := make([]bool, len(w.runs))
	for i, r := range w.runs {
		in[i] = r.accepts(w.states[i][n.at[i]])
	}
	return w.set.holds(in)
}

// cost is the work so far.
func (w *walk) cost() int {
	cost := w.steps
	for _, r := range w.runs {
		cost += r.cost
	}
	return cost
}

func (n *node) key() string {
	b := make([]byte, 0, 4*len(n.at))
	for _, at := range n.at {
		b = binary.LittleEndian.AppendUint32(b, at)
	}
	return string(b)
}
