// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
)

// identities reads only the identity of each resource, from lines as all of the programs print them.
func identities(text []byte) (set, error) {
	s := set{}
	var id [4]string // apiVersion, kind, namespace, name
	inMetadata := false
	end := func() error {
		if id[0] == "" || id[1] == "ResourceList" {
			return nil
		}
		key := fmt.Sprintf("%s %s %s/%s", id[0], id[1], id[2], id[3])
		if _, twice := s[key]; twice {
			return fmt.Errorf("%s stands twice", key)
		}
		s[key] = ""
		return nil
	}
	list := bytes.HasPrefix(text, []byte("apiVersion: config.kubernetes.io/"))
	for line := range bytes.Lines(text) {
		line = bytes.TrimRight(line, "\r\n")
		starts := bytes.Equal(line, []byte("---"))
		if list {
			starts = bytes.HasPrefix(line, []byte("- "))
			if len(line) < 2 || line[0] != ' ' && line[0] != '-' {
				continue
			}
			line = line[2:]
		}
		if starts {
			if err := end(); err != nil {
				return nil, err
			}
			id, inMetadata = [4]string{}, false
		}
		key, value, ok := bytes.Cut(line, []byte(": "))
		switch field := string(key); {
		case field == "metadata:":
			inMetadata = true
		case len(line) > 0 && line[0] != ' ':
			inMetadata = false
			fallthrough
		case inMetadata:
			for i, name := range []string{"apiVersion", "kind", "  namespace", "  name"} {
				if ok && field == name {
					id[i] = string(value)
				}
			}
		}
	}
	return s, end()
}
