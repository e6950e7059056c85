// SPDX-License-Identifier: Apache-2.0

package folder

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
)

// shape writes pieces so that a table can hold them: documents in angle brackets, behind their line.
func shape(p pieces) string {
	var out strings.Builder
	for i, part := range p.parts {
		lost := ""
		if part.lost {
			lost = "!"
		}
		fmt.Fprintf(&out, "%s%s%d<%s>", p.glue[i], lost, part.line, part.text)
	}
	out.Write(p.glue[len(p.parts)])
	return out.String()
}

func TestSplit(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"one", "a: 1\n", "1<a: 1\n>"},
		{"two", "a: 1\n---\nb: 2\n", "1<a: 1\n>---\n3<b: 2\n>"},
		{"separator first", "---\na: 1\n", "---\n2<a: 1\n>"},
		{"separators in a row", "---\n---\n---\na: 1\n---\n---\nb: 2\n", "---\n---\n---\n4<a: 1\n>---\n---\n7<b: 2\n>"},
		{"separator last", "a: 1\n---\n", "1<a: 1\n>---\n"},
		{"separator last without line end", "a: 1\n---", "1<a: 1\n>---"},
		{"no line end", "a: 1\n---\nb: 2", "1<a: 1\n>---\n3<b: 2>"},
		{"comment on the separator", "a: 1\n--- # c\nb: 2\n", "1<a: 1\n>--- # c\n3<b: 2\n>"},
		{"blanks on the separator", "a: 1\n--- \t\nb: 2\n", "1<a: 1\n>--- \t\n3<b: 2\n>"},
		{"text on the separator", "--- {a: 1}\n---\tb\n", "--- 1<{a: 1}\n>---\t2<b\n>"},
		{"block scalar on the separator", "--- |\n  a\n", "--- 1<|\n  a\n>"},
		{"comment of a document", "# c\na: 1\n", "1<# c\na: 1\n>"},
		{"comment before the separator", "# c\n---\na: 1\n", "# c\n---\n3<a: 1\n>"},
		{"empty documents", "a: 1\n---\n# c\n---\n\n---\n \t\n---\nb: 2\n", "1<a: 1\n>---\n# c\n---\n\n---\n \t\n---\n9<b: 2\n>"},
		{"null documents", "null\n---\n~ # c\n---\n!!null\n---\n&a ~\n\n# d\n---\nb: 2\n", "null\n---\n~ # c\n---\n!!null\n---\n&a ~\n\n# d\n---\n11<b: 2\n>"},
		{"not null", "nullable\n---\n~x\n---\n&a\nb: 1\n", "1<nullable\n>---\n3<~x\n>---\n5<&a\nb: 1\n>"},
		{"dashes in a document", "a: |\n  ---\n  b\n ---\n", "1<a: |\n  ---\n  b\n ---\n>"},
		{"more than a separator", "---a\n----\n...b\n", "1<---a\n----\n...b\n>"},
		{"text behind dots", "a: 1\n... b\n", "1<a: 1\n... b\n>"},
		{"end", "a: 1\n...\n---\nb: 2\n", "1<a: 1\n>...\n---\n4<b: 2\n>"},
		{"end with comment", "a: 1\n... # c\n# d\n", "1<a: 1\n>... # c\n# d\n"},
		{"directives", "%YAML 1.2\n# c\n---\na: 1\n...\n%TAG ! x\n---\nb: 2\n", "%YAML 1.2\n# c\n---\n4<a: 1\n>...\n%TAG ! x\n---\n8<b: 2\n>"},
		{"no directive", "---\n%a\n", "---\n2<%a\n>"},
		{"crlf", "a: 1\r\n---\r\nb: 2\r\n", "1<a: 1\r\n>---\r\n3<b: 2\r\n>"},
		{"bom", "\ufeff---\na: 1\n---\n\ufeffb: 2\n", "\ufeff---\n2<a: 1\n>---\n\ufeff4<b: 2\n>"},
		{"bom without separator", "\ufeffa: 1\n", "\ufeff1<a: 1\n>"},
		{"nothing", "", ""},
		{"only comments", "# a\n\n# b", "# a\n\n# b"},
		{"json", "{\"a\": 1}\n", "1<{\"a\": 1}\n>"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := split([]byte(test.in))
			assert.Equal(t, shape(got), test.want)
			assert.Equal(t, string(got.join()), test.in)
		})
	}
}

// What kpt drops was seen with kpt itself; TestKptLoses runs it again.
func TestSplitLost(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"behind dots", "a: 1\n...\nb: 2\n---\nc: 3\n", "1<a: 1\n>...\n!3<b: 2\n>---\n5<c: 3\n>"},
		{"lone cr", "a: 1\r---\rb: 2\r", "1<a: 1\r>---\r!3<b: 2\r>"},
		{"behind an empty document", "---\n...\nb: 2\n", "---\n...\n!3<b: 2\n>"},
		{"behind null", "null\n...\nb: 2\n", "null\n...\n!3<b: 2\n>"},
		{"separator in a row", "---\n---\n---\na: 1\n", "---\n---\n---\n4<a: 1\n>"},
	} {
		t.Run(test.name, func(t *testing.T) {
			assert.Equal(t, shape(split([]byte(test.in))), test.want)
		})
	}
}

func FuzzSplit(f *testing.F) {
	for _, seed := range []string{
		"", "---", "a: 1\n---\nb: 2", "\ufeff--- |\n x\r\n...\r%YAML 1.2\n---\t# c\n~\n", "--- {a: 1}\r---\rb", "%x\n...\n---\n%y\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		p := split(in)
		assert.Assert(t, bytes.Equal(p.join(), in))
		assert.Equal(t, len(p.glue), len(p.parts)+1)
		at := 0
		for i, part := range p.parts {
			at += len(p.glue[i])
			line := 1
			for rest := in[:at]; len(rest) > 0; rest = rest[lineLength(rest):] {
				if last := rest[:lineLength(rest)]; bytes.ContainsAny(last, "\r\n") {
					line++
				}
			}
			// A BOM or a `--- ` stands on the document's own line.
			assert.Equal(t, part.line, line, "document %d of %q", i, in)
			at += len(part.text)
			if i > 0 {
				_, ok := markerOf(p.glue[i][:lineLength(p.glue[i])])
				assert.Assert(t, ok, "glue %d of %q does not begin with a marker", i, in)
			}
		}
	})
}
