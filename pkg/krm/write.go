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
	rest, err := l.freeOfAliases()
	if err != nil {
		return err
	}
	return l.write(w, l.Items, rest)
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
	return l.write(w, came, nil)
}

// write writes the list with these items, and with rest in place of what came in under other keys.
func (l *ResourceList) write(w io.Writer, items []*Item, rest replaced) error {
	if !l.layout.cuttable {
		return l.encode(w, items, rest)
	}
	p := patch{in: l.input}
	l.patchItems(&p, items)
	l.patchRest(&p, rest)
	l.patchResults(&p)
	return p.apply(w)
}

// patchRest writes the values that had to be replaced under keys that are neither `items` nor `results`.
func (l *ResourceList) patchRest(p *patch, rest replaced) {
	for i, n := range rest {
		if s := l.layout.keys[i]; s != l.layout.results || len(l.Results) == 0 {
			p.replace(s.start, s.end, func(dst []byte) []byte { return appendKey(dst, l.root.Content[2*i].Value, n) })
		}
	}
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
	ownLine    bool // what is printed begins a line, so a missing break is put before it
}

func (p *patch) replace(start, end int, print func(dst []byte) []byte) {
	p.edits = append(p.edits, edit{start: start, end: end, print: print})
}

// insert puts lines at an offset, or behind the line that ends there without a break.
func (p *patch) insert(at int, print func(dst []byte) []byte) {
	p.edits = append(p.edits, edit{start: at, end: at, print: print, ownLine: true})
}

func (p *patch) splice(splices []splice) {
	for _, s := range splices {
		p.replace(s.at, s.at, func(dst []byte) []byte { return append(dst, s.text...) })
	}
}

// apply writes the patched input. Insertions at one place are written in the order in which they were asked for.
func (p *patch) apply(w io.Writer) error {
	sort.SliceStable(p.edits, func(i, j int) bool { return p.edits[i].start < p.edits[j].start })
	at, inLine := 0, false
	var buf []byte
	for _, e := range p.edits {
		if _, err := w.Write(p.in[at:e.start]); err != nil {
			return err
		}
		if at < e.start {
			inLine = !endsInBreak(p.in[at:e.start])
		}
		buf = buf[:0]
		if e.ownLine && inLine {
			buf = append(buf, '\n')
		}
		buf = e.print(buf)
		if _, err := w.Write(buf); err != nil {
			return err
		}
		if at = e.end; len(buf) > 0 {
			inLine = !endsInBreak(buf)
		}
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
		head := emptyEnd(l.input, span{lay.items.start, items[0].start})
		all := fresh
		p.replace(lay.items.start, head, func(dst []byte) []byte { return itemsKey(dst, all) })
		fresh = nil
	}
	for _, it := range items {
		switch it.state {
		case changed:
			if it.splices != nil {
				p.splice(it.splices)
				continue
			}
			p.replace(it.start, l.tail(it), func(dst []byte) []byte { return appendChanged(dst, l.ownComments(it), lay.indent) })
		case removed:
			p.replace(it.start, l.tail(it), func(dst []byte) []byte { return dst })
		}
	}
	at := lay.items.end
	if n := len(kept); n > 0 && lay.open && kept[n-1].end == at && at == len(p.in) && (kept[n-1].state == untouched || kept[n-1].splices != nil) {
		at = kept[n-1].start // what ends in an open block scalar must stay the end of the input
	}
	for _, it := range fresh {
		p.insert(at, func(dst []byte) []byte { return appendNew(dst, it, lay.indent) })
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
		p.insert(l.layout.first, print)
		return
	}
	p.insert(len(p.in), print)
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
	dst = Append(dst, it.placed(), indent+2)
	it.builder.Reset()
	return dst
}

// placed makes a new item with the annotations that tell the orchestrator its place.
func (i *Item) placed() *yaml.Node {
	n, b := i.build(), i.builder
	if i.Path == "" {
		return n
	}
	meta := Lookup(n, "metadata")
	annotations := Lookup(meta, "annotations")
	if annotations == nil {
		annotations = b.Map()
		b.Put(meta, "annotations", annotations)
	}
	// Both names of each: kpt refuses a list where they differ.
	index, path := b.String(strconv.Itoa(i.Index)), b.String(i.Path)
	b.Put(annotations, LegacyIndexAnnotation, index)
	b.Put(annotations, LegacyPathAnnotation, path)
	b.Put(annotations, IndexAnnotation, index)
	b.Put(annotations, PathAnnotation, path)
	return n
}
