// SPDX-License-Identifier: Apache-2.0

// Command schemas makes the trees of fields and types that pkg/schema embeds, from the CRDs in pinned modules:
//
//	go run . --out ../../pkg/schema/data
package main

import (
	"archive/zip"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func main() {
	out := flag.String("out", "", "folder to write to")
	flag.Parse()
	if err := run(*out); err != nil {
		fmt.Fprintln(os.Stderr, "schemas:", err)
		os.Exit(1)
	}
}

func run(out string) error {
	var origins []string
	for _, k := range kinds {
		text, err := render(k)
		if err != nil {
			return fmt.Errorf("%s: %w", k.name, err)
		}
		if err := os.WriteFile(filepath.Join(out, strings.ToLower(k.name)+".txt"), []byte(text), 0o644); err != nil {
			return err
		}
		for _, s := range k.sources {
			origins = append(origins, fmt.Sprintf("%-14s %-5s %s@%s\n", k.name, s.minor, s.module, s.version))
		}
	}
	return os.WriteFile(filepath.Join(out, "NOTICE"), []byte(notice+strings.Join(origins, "")), 0o644)
}

const notice = `The .txt files hold names and types of fields, taken by tools/schemas (make schemas) from the CustomResourceDefinitions of
Argo CD and Argo CD Image Updater, copyright their authors, licensed under the Apache License, Version 2.0
(https://www.apache.org/licenses/LICENSE-2.0). Descriptions and limits of values are left out; the status is left out.

ImageUpdater v1.1 and v1.2 are derived from v1.3 by the differences that their release history names (tools/schemas/older.go),
because no patch of either was to be had from the module proxy with a sum to check it by.

Origin:
`

// render prints the trees of all versions of a kind: the versions with the number of their type, an empty line, and the types
// in the order of their numbers. A type stands behind those that it names.
func render(k kind) (string, error) {
	t := &table{numbers: map[string]int{}}
	var head strings.Builder
	version := func(minor string, root *node) { fmt.Fprintf(&head, "%s %d\n", minor, t.number(root)) }
	for _, s := range k.sources {
		text, err := s.read(k.file)
		if err != nil {
			return "", fmt.Errorf("%s@%s: %w", s.module, s.version, err)
		}
		root, err := fromCRD(text)
		if err != nil {
			return "", fmt.Errorf("%s@%s: %w", s.module, s.version, err)
		}
		if k.name == "ImageUpdater" {
			v11, v12 := older(root)
			version("v1.1", v11)
			version("v1.2", v12)
		}
		version(s.minor, root)
	}
	return head.String() + "\n" + strings.Join(t.lines, "\n") + "\n", nil
}

// read returns a file of the module. The go command downloads it and checks it against the checksum database.
func (s source) read(file string) ([]byte, error) {
	var module struct{ Zip, Sum, Error string }
	// It fails for a module that wants a newer Go, and names the zip all the same: nothing of it is built.
	out, failed := exec.Command("go", "mod", "download", "-json", s.module+"@"+s.version).Output()
	if err := json.Unmarshal(out, &module); err != nil || module.Zip == "" {
		return nil, fmt.Errorf("cannot be downloaded: %v %s", failed, module.Error)
	}
	if module.Sum != s.sum {
		return nil, fmt.Errorf("has the sum %s, pinned is %s", module.Sum, s.sum)
	}
	archive, err := zip.OpenReader(module.Zip)
	if err != nil {
		return nil, err
	}
	defer archive.Close()
	f, err := archive.Open(s.module + "@" + s.version + "/" + file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}
