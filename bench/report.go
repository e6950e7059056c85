// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"runtime"
	"strings"
	"text/tabwriter"

	"github.com/fairlead-krm/fairlead/bench/input"
)

// text is the report for a terminal.
func (m *measured) text() string {
	var b strings.Builder
	for _, t := range m.tables() {
		fmt.Fprintf(&b, "\n%s\n", t.title)
		w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, strings.Join(t.header, "\t"))
		for _, row := range t.rows {
			fmt.Fprintln(w, strings.Join(row, "\t"))
		}
		w.Flush()
	}
	return b.String()
}

const preface = `# Performance

Rendered by ` + "`make bench`" + `, which compares ` + "`generate-delivery`" + ` with two peers that make the same resources. Do not
edit this file: run ` + "`make bench`" + ` (` + "`go -C bench run . --docs ../docs/performance.md`" + `; ` + "`--quick`" + ` takes seconds). Compare
ratios, never milliseconds: all programs were measured in turns, in one run, on the same machine.

- **kyaml** is a KRM function on kyaml %[1]s ([source](../bench/peer-kyaml)), by the cheapest way that kyaml offers. It checks
  nothing; ` + "`generate-delivery`" + ` runs with all checks of the contract and of the spec.
- **helm** is ` + "`helm template`" + ` of helm %[2]s with a chart ([source](../bench/peer-chart)). It reads values, not the package,
  so it has no second render.
- A Project is in the short form, with one image and one Secret of two keys; the Platform names Argo CD %[3]s, Image Updater
  %[4]s and one registry. Three resources come out for each Project, and two for all.
- The first render has only Projects and Platform as input; the second has everything that the first made, and changes
  nothing. Both functions read the same bytes.
- Before anything is measured, outputs are compared as sets of resources, value by value, without the orchestrators'
  annotations; above %[5]d Projects by identity alone. A difference is a failure. The second render of
  ` + "`generate-delivery`" + ` must not change a byte.
- CPU is user and system time of a process with its children, peak memory its largest resident set, both by the kernel's
  account; medians. stdin and stdout are pipes. All binaries are built as releases are (` + "`-trimpath -ldflags '-s -w'`" + `).

%[6]s on %[7]s/%[8]s with %[9]d CPUs; %[10]s of measuring.
`

// markdown is the report as a page.
func (m *measured) markdown() []byte {
	var b bytes.Buffer
	goVersion := strings.Replace(runtime.Version(), "go", "Go ", 1)
	fmt.Fprintf(&b, preface, moduleVersion("sigs.k8s.io/kustomize/kyaml"), helmVersion, input.ArgoCD, input.ImageUpdater,
		compared, goVersion, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), m.took.Round(1e9))
	for _, t := range m.tables() {
		fmt.Fprintf(&b, "\n## %s\n\n", t.title)
		writeRow(&b, t.header)
		b.WriteString("|" + strings.Repeat(" --- |", len(t.header)) + "\n")
		for _, row := range t.rows {
			writeRow(&b, row)
		}
	}
	return b.Bytes()
}

func writeRow(b *bytes.Buffer, cells []string) {
	b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
}

// moduleVersion is the version of a module that the peers are built with.
func moduleVersion(path string) string {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Version}}", path).Output()
	if err != nil {
		return "of an unknown version"
	}
	return string(bytes.TrimSpace(out))
}
