// SPDX-License-Identifier: Apache-2.0

package language

import (
	"encoding/binary"
	"errors"
	"slices"
)

// Budget bounds the work of questions, in instructions of the expressions that are visited: the time and the memory that they
// take grow with nothing else. Each question takes what it used from it.
type Budget int

// DefaultBudget is enough for every expression that a person would write, and ends within a second or two for any other.
const DefaultBudget Budget = 10_000_000

// ErrBudget says that a question was given up: it is not known whether the set is empty.
var ErrBudget = errors.New("the expressions are too large to decide this")

// Shortest returns the shortest word of the set, and of those the first in the order of the alphabet; ok is false where the
// set is empty. The error is ErrBudget.
func (s Set) Shortest(budget *Budget) (word string, ok bool, err error) {
	err = s.visit(budget, func(n *node, in []bool) bool {
		if s.holds(in) {
			word, ok = n.word(), true
		}
		return ok
	})
	return word, ok, err
}

// Class is what several sets cannot tell apart: the words that are in the same of them.
type Class struct {
	// Word is the shortest of the class, and of those the first in the order of the alphabet.
	Word string
	// In says of each set whether it holds the words of the class.
	In []bool
}

// Classify returns the classes into which sets divide the words of s, in the order of their words. The error is ErrBudget.
func (s Set) Classify(sets []Set, budget *Budget) ([]Class, error) {
	var classes []Class
	known := map[string]bool{}
	all := combine("/", append([]Set{s}, sets...), func(in []bool) bool { return in[0] })
	err := all.visit(budget, func(n *node, leaves []bool) bool {
		if !all.holds(leaves) {
			return false
		}
		class, from, key := Class{In: make([]bool, len(sets))}, len(s.leaves), make([]byte, len(sets))
		for i, set := range sets {
			class.In[i] = set.holds != nil && set.holds(leaves[from:from+len(set.leaves)])
			key[i] = toByte(class.In[i])
			from += len(set.leaves)
		}
		if !known[string(key)] {
			known[string(key)] = true
			class.Word = n.word()
			classes = append(classes, class)
		}
		return false
	})
	return classes, err
}

// visit calls found for each state that a word leads to, with the word that leads there first, until found returns true. in
// says of each leaf whether it holds that word.
func (s Set) visit(budget *Budget, found func(n *node, in []bool) bool) error {
	if len(s.leaves) == 0 {
		return nil
	}
	w := newWalk(s)
	defer func() { *budget -= Budget(w.cost()) }()
	if start := w.edge[0]; w.alphabet.Empty && found(start, w.accepts(start)) {
		return nil
	}
	for length := 1; length <= w.alphabet.Max && len(w.edge) > 0; length++ {
		edge := w.edge
		w.edge = nil
		for _, n := range edge {
			for _, b := range w.characters(length) {
				next, fresh := w.step(n, b)
				if w.cost() > int(*budget) {
					return ErrBudget
				}
				if !fresh {
					continue
				}
				if found(next, w.accepts(next)) {
					return nil
				}
				w.edge = append(w.edge, next)
			}
		}
	}
	return nil
}

// walk goes through the states of all leaves at once, breadth first and in alphabetical order, so that the first word that
// reaches a state is the one to name.
type walk struct {
	alphabet *Alphabet
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
	w := &walk{alphabet: s.leaves[0].alphabet, seen: map[string]bool{}, numbers: make([]map[string]uint32, len(s.leaves)), states: make([][]state, len(s.leaves))}
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

// accepts says of each leaf whether it holds the word that led here.
func (w *walk) accepts(n *node) []bool {
	in := make([]bool, len(w.runs))
	for i, r := range w.runs {
		in[i] = r.accepts(w.states[i][n.at[i]])
	}
	return in
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
