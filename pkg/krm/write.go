// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"io"
	"sort"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// Write writes the list with the changes of its items and with its results.
func (l *ResourceList) Write(w io.Writer) error {
	items, err := freeOfAliases(l.Items)
	if err != nil {
		return err
	}
	return l.write(w, items)
}

// WriteAsCame writes the list as it came in, with its results: what a function that failed returns.
func (l *ResourceList) WriteAsCame(w io.Writer) error {
	came := make([]*Item, 0, len(l.Items))
	for _, it := range l.Items {
		if it.state != added {
			c := *it
			c.state, c.node = untouched, it.came
			came = append(came, &c)
		}
	}
	return l.write(w, came)
}

func (l *ResourceList) write(w io.Writer, items []*Item) error {
	if !l.layout.cuttable {
		return l.encode(w, items)
	}
	p := patch{in: l.input}
	l.patchItems(&p, items)
	l.patchResults(&p)
	return p.apply(w)
}

// patch is the input with replacements.
type patch struct {
	in    []byte
	edits []edit
}

// edit replaces the bytes from start up to end by what print makes, which is called once and may reuse dst.
type edit struct {
	start, end int
	print      func(dst []byte) []byte
}

func (p *patch) replace(start, end int, print func(dst []byte) []byte) {
	p.edits = append(p.edits, edit{start, end, print})
}

// apply writes the patched input. Insertions at one place are written in the order in which they were asked for.
func (p *patch) apply(w io.Writer) error {
	sort.SliceStable(p.edits, func(i, j int) bool { return p.edits[i].start < p.edits[j].start })
	at := 0
	var buf []byte
	for _, e := range p.edits {
		if _, err := w.Write(p.in[at:e.start]); err != nil {
			return err
		}
		buf = e.print(buf[:0])
		if _, err := w.Write(buf); err != nil {
			return err
		}
		at = e.end
	}
	_, err := w.Write(p.in[at:])
	return err
}

func (l *ResourceList) patchItems(p *patch, items []*Item) {
	kept, fresh := split(items)
	lay := l.layout
	switch {
	case lay.items.empty(): // there is no such key
		l.insertKey(p, func(dst []byte) []byte { return itemsKey(dst, fresh) })
		return
	case lay.count == 0:
		if len(fresh) > 0 || lay.nullItems {
			p.replace(lay.items.start, lay.items.end, func(dst []byte) []byte { return itemsKey(dst, fresh) })
		}
		return
	case len(kept) == 0:
		end := lay.items.end
		if n := len(items) - len(fresh); n > 0 {
			end = l.tail(items[n-1])
		}
		p.replace(lay.items.start, end, func(dst []byte) []byte { return itemsKey(dst, fresh) })
		return
	}
	for _, it := range items {
		switch it.state {
		case changed:
			p.replace(it.start, l.tail(it), func(dst []byte) []byte { return appendChanged(dst, it.node, lay.indent) })
		case removed:
			p.replace(it.start, l.tail(it), func(dst []byte) []byte { return dst })
		}
	}
	at := lay.items.end
	if last := kept[len(kept)-1]; lay.open && last.end == len(p.in) && last.state == untouched {
		at = last.start // what ends in an open block scalar must stay the end of the input
	}
	for i, it := range fresh {
		p.replace(at, at, func(dst []byte) []byte {
			if i == 0 {
				dst = l.breakAt(dst, at)
			}
			return appendNew(dst, it, lay.indent)
		})
	}
}

// split parts the items that came in and stay from those that are new.
func split(items []*Item) (kept, fresh []*Item) {
	for _, it := range items {
		switch it.state {
		case added:
			fresh = append(fresh, it)
		case untouched, changed:
			kept = append(kept, it)
		}
	}
	return kept, fresh
}

// patchResults writes the results in place of those that came in, or at the end.
func (l *ResourceList) patchResults(p *patch) {
	if len(l.Results) == 0 {
		return
	}
	if s := l.layout.results; !s.empty() {
		p.replace(s.start, s.end, l.appendResults)
		return
	}
	l.insertKey(p, l.appendResults)
}

// insertKey puts a key at the end of the list, or before its first key where nothing may be appended.
func (l *ResourceList) insertKey(p *patch, print func(dst []byte) []byte) {
	if l.layout.open {
		p.replace(l.layout.first, l.layout.first, print)
		return
	}
	end := len(p.in)
	first := len(p.edits) == 0 || p.edits[len(p.edits)-1].end < end
	p.replace(end, end, func(dst []byte) []byte {
		if first {
			dst = l.breakAt(dst, end)
		}
		return print(dst)
	})
}

// breakAt appends the line break that is missing where the input ends, at offset at, in the middle of a line.
func (l *ResourceList) breakAt(dst []byte, at int) []byte {
	if at == len(l.input) && !endsInBreak(l.input) {
		return append(dst, '\n')
	}
	return dst
}

// itemsKey prints the key `items` with new items only.
func itemsKey(dst []byte, fresh []*Item) []byte {
	if len(fresh) == 0 {
		return append(dst, "items: []\n"...)
	}
	dst = append(dst, "items:\n"...)
	for _, it := range fresh {
		dst = appendNew(dst, it, 0)
	}
	return dst
}

// appendNew prints a new item as an entry of the list.
func appendNew(dst []byte, it *Item, indent int) []byte {
	dst = append(appendSpaces(dst, indent), "- "...)
	return Append(dst, it.placed(), indent+2)
}

// placed makes a new item with the annotations that tell the orchestrator its place.
func (i *Item) placed() *yaml.Node {
	n := i.build()
	if i.Path == "" {
		return n
	}
	meta := Lookup(n, "metadata")
	annotations := Lookup(meta, "annotations")
	if annotations == nil {
		annotations = Map()
		Put(meta, "annotations", annotations)
	}
	// Both names of each: kpt refuses a list where they differ.
	index := strconv.Itoa(i.Index)
	Put(annotations, LegacyIndexAnnotation, String(index))
	Put(annotations, LegacyPathAnnotation, String(i.Path))
	Put(annotations, IndexAnnotation, String(index))
	Put(annotations, PathAnnotation, String(i.Path))
	return n
}
