// SPDX-License-Identifier: Apache-2.0

package scaffold

import (
	"strings"
	"testing"

	"github.com/fairlead-krm/fairlead/pkg/folder"
)

// FuzzTwice holds, whatever is there, that what was written once is current afterwards, and that no line of a person is lost
// from a file with a block.
func FuzzTwice(f *testing.F) {
	ours := "/secrets/*\n!/secrets/*.example.yaml\n"
	for _, text := range []string{
		"", "a", "a\n", "a\r\nb\r\n", sealMark + digest([]byte(ours)) + "\n" + ours + endOfBlock, "x\n" + sealMark + strings.Repeat("0", 64) + "\nold\n", endOfBlock + endOfBlock,
		sealMark + strings.Repeat("0", 64), "#!/bin/sh\n" + sealMark + strings.Repeat("0", 64) + "\n", "#!", "uses: a/b@" + strings.Repeat("0", 40) + " # v99.0.0\n", ours + "x", sealMark,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, k := range []kind{whole, block} {
			want := File{Whole: folder.Whole{Path: "x", Text: []byte(ours)}, kind: k}
			first := want.decide(folder.Whole{Path: "x", Text: []byte(text)})
			second := want.decide(first.After)
			if second.State != Current {
				t.Fatalf("%v: %s and then %s\n%q\n%q", k, first.State, second.State, first.After.Text, second.After.Text)
			}
			if k == block && first.State == Old && !strings.Contains(text, sealMark) && !strings.HasPrefix(string(first.After.Text), text) {
				t.Fatalf("a line is lost: %q became %q", text, first.After.Text)
			}
		}
	})
}
