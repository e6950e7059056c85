// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"testing"
)

const list = `apiVersion: config.kubernetes.io/v1
kind: ResourceList
items:
- apiVersion: v1
  kind: ConfigMap
  metadata:
    name: a
    annotations:
      internal.config.kubernetes.io/path: a.yaml
  data:
    name: not the name
- apiVersion: v1
  kind: Secret
  metadata:
    namespace: b
    name: c
`

const stream = `---
# Source: somewhere
apiVersion: v1
kind: Secret
metadata: {name: c, namespace: b}
---
kind: ConfigMap
apiVersion: v1
metadata:
  name: "a"
data:
  name: not the name
`

func TestSameResourcesInAnotherForm(t *testing.T) {
	if err := values(t, list).equal(values(t, stream)); err != nil {
		t.Error(err)
	}
}

func TestDifferences(t *testing.T) {
	tests := map[string]string{ // what replaces the ConfigMap's data, and what is said about it
		"data: {name: other}":        "and must be",
		"data: {name: no, more: no}": "and must be",
		"data: {}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: c, namespace: other}": "and must be",
	}
	for text, want := range tests {
		got := values(t, strings.ReplaceAll(stream, "data:\n  name: not the name", text))
		if err := values(t, list).equal(got); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got error %v, want one with %q", text, err, want)
		}
	}
	fewer := values(t, stream[strings.LastIndex(stream, "---"):])
	if err := values(t, list).equal(fewer); err == nil || !strings.Contains(err.Error(), "is missing") {
		t.Errorf("a resource less: got error %v", err)
	}
	if err := fewer.equal(values(t, list)); err == nil || !strings.Contains(err.Error(), "is too much") {
		t.Errorf("a resource more: got error %v", err)
	}
}

func TestOneIdentityTwice(t *testing.T) {
	for _, byValue := range []bool{true, false} {
		if _, err := read([]byte(list+list[strings.Index(list, "- "):]), byValue); err == nil {
			t.Errorf("by value %t: a resource that stands twice must be an error", byValue)
		}
	}
}

func TestIdentitiesAloneAreTheSame(t *testing.T) {
	got, err := read([]byte(list), false)
	if err != nil {
		t.Fatal(err)
	}
	want := values(t, list)
	if len(got) != len(want) {
		t.Errorf("got %d identities, want %d", len(got), len(want))
	}
	for id := range want {
		if _, ok := got[id]; !ok {
			t.Errorf("%s is missing in %v", id, got)
		}
	}
}

func values(t *testing.T, text string) set {
	t.Helper()
	s, err := read([]byte(text), true)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
