// SPDX-License-Identifier: Apache-2.0

// Command defective is a function with the defect that its first argument names.
package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

func main() {
	defect := os.Args[1]
	in, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	fn := krm.Function{Name: defect, Run: func(l *krm.ResourceList) error { return run(defect, l) }}
	var stdout bytes.Buffer
	code := fn.Main(nil, bytes.NewReader(in), &stdout, os.Stderr)
	text := stdout.String()
	if text != "" {
		switch defect {
		case "lenient": // says what is wrong, and that all is well
			code = 0
		case "noisy":
			text = "processing the list\n" + text
		case "unsorted":
			text = sorted(text)
		}
	}
	fmt.Print(text)
	os.Exit(code)
}

func run(defect string, l *krm.ResourceList) error {
	for _, it := range l.Items {
		switch defect {
		case "forgetful": // knows what it keeps
			if !slices.Contains([]string{"Deployment", "Service", "ConfigMap", "Kptfile"}, it.Kind) {
				it.Remove()
			}
		case "lenient", "sound":
			if it.Kind == "Deployment" {
				l.Report(krm.Result{Message: "no probe is set", Rule: "probe"})
			}
		case "commentless":
			n := it.Node()
			strip(n)
			it.Set(n)
		}
	}
	return nil
}

func strip(n *yaml.Node) {
	n.HeadComment, n.LineComment, n.FootComment = "", "", ""
	for _, c := range n.Content {
		strip(c)
	}
}

// sorted orders the items by their kind, and drops the annotations that only orchestrators need.
func sorted(text string) string {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		panic(err)
	}
	items := krm.Lookup(doc.Content[0], "items")
	slices.SortStableFunc(items.Content, func(a, b *yaml.Node) int {
		return strings.Compare(krm.Text(krm.Lookup(a, "kind")), krm.Text(krm.Lookup(b, "kind")))
	})
	for _, item := range items.Content {
		a := krm.Lookup(item, "metadata", "annotations")
		for i := 0; a != nil && i+1 < len(a.Content); {
			if strings.HasSuffix(a.Content[i].Value, "-probe") {
				a.Content = slices.Delete(a.Content, i, i+2)
				continue
			}
			i += 2
		}
	}
	out, err := krm.Encode(doc.Content[0], false)
	if err != nil {
		panic(err)
	}
	return string(out)
}
