// SPDX-License-Identifier: Apache-2.0

package script

import (
	"path"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// Command is a simple command of a script, as it is written.
type Command struct {
	// Words are its name and its arguments, without the quotes around them, and without what only runs them, such as sudo.
	Words []string
	// Sets are the assignments before it, as NAME=value.
	Sets []string
	// Line counts from 1.
	Line int
}

// Commands returns the simple commands of a script in their order, those within others among them; ok is false where it is no
// script of a shell.
func Commands(text string) (all []Command, ok bool) {
	if len(text) > maxSize {
		return nil, false
	}
	defer func() {
		if recover() != nil { // the parser was not made for what a fuzzer writes
			all, ok = nil, false
		}
	}()
	file, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(text), "")
	if err != nil {
		return nil, false
	}
	written := func(n syntax.Node) string {
		return strings.NewReplacer(`"`, "", `'`, "").Replace(text[n.Pos().Offset():n.End().Offset()])
	}
	syntax.Walk(file, func(n syntax.Node) bool {
		call, isCall := n.(*syntax.CallExpr)
		if !isCall || len(call.Args) == 0 {
			return true
		}
		c := Command{Line: int(call.Pos().Line())}
		for _, a := range call.Assigns {
			c.Sets = append(c.Sets, written(a))
		}
		for _, w := range call.Args {
			c.Words = append(c.Words, written(w))
		}
		for len(c.Words) > 0 && wrappers[path.Base(c.Words[0])] {
			c.Words = c.Words[1:]
			for len(c.Words) > 0 && (strings.HasPrefix(c.Words[0], "-") || strings.Contains(c.Words[0], "=") || isDuration(c.Words[0])) {
				if strings.Contains(c.Words[0], "=") && !strings.HasPrefix(c.Words[0], "-") {
					c.Sets = append(c.Sets, c.Words[0])
				}
				c.Words = c.Words[1:]
			}
		}
		if len(c.Words) > 0 {
			all = append(all, c)
		}
		return true
	})
	return all, true
}
