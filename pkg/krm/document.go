// SPDX-License-Identifier: Apache-2.0

package krm

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
)

// document answers --help and --doc, in the forms in which kpt asks for them. A function takes no other argument: a
// file name that is silently ignored would leave a person waiting for stdin.
func (f Function) document(args []string, stdout, stderr io.Writer) int {
	for _, a := range args {
		switch a {
		case "--help", "-h", "help":
			fmt.Fprint(stdout, f.help())
			return 0
		case "--doc":
			doc, err := f.doc()
			if err != nil {
				return f.fail(stderr, err)
			}
			fmt.Fprintf(stdout, "%s\n", doc)
			return 0
		}
	}
	return f.fail(stderr, fmt.Errorf("takes no argument %q; it reads a ResourceList from stdin (--help says more)", args[0]))
}

// Section returns the text of a README between the marker `<!--mdtogo:NAME-->` and its end, the convention by which
// kpt finds a function's documentation. Names are Short, Long and Examples.
func (f Function) Section(name string) string {
	_, rest, ok := strings.Cut(string(f.Readme), "<!--mdtogo:"+name+"-->")
	if !ok {
		return ""
	}
	text, _, _ := strings.Cut(rest, "<!--mdtogo-->")
	return strings.TrimSpace(text)
}

func (f Function) help() string {
	return fmt.Sprintf("%s\n\n%s\n\nExamples:\n\n%s\n", f.Section("Short"), f.Section("Long"), f.Section("Examples"))
}

// doc returns the documentation as JSON, with the keys of kpt's function SDK.
func (f Function) doc() ([]byte, error) {
	var meta struct {
		Image              string   `yaml:"image"`
		Description        string   `yaml:"description"`
		Tags               []string `yaml:"tags"`
		SourceURL          string   `yaml:"sourceURL"`
		ExamplePackageURLs []string `yaml:"examplePackageURLs"`
		License            string   `yaml:"license"`
		Hidden             bool     `yaml:"hidden"`
	}
	if err := yaml.Unmarshal(f.Metadata, &meta); err != nil {
		return nil, fmt.Errorf("reading metadata.yaml: %w", err)
	}
	return json.MarshalIndent(struct {
		Short              string   `json:"short"`
		Long               string   `json:"long"`
		Examples           string   `json:"examples"`
		Image              string   `json:"image"`
		Description        string   `json:"description"`
		Tags               []string `json:"tags"`
		SourceURL          string   `json:"sourceURL"`
		ExamplePackageURLs []string `json:"examplePackageURLs"`
		License            string   `json:"license"`
		Hidden             bool     `json:"hidden"`
	}{
		f.Section("Short"), f.Section("Long"), f.Section("Examples"),
		meta.Image, meta.Description, meta.Tags, meta.SourceURL, meta.ExamplePackageURLs, meta.License, meta.Hidden,
	}, "", "  ")
}
