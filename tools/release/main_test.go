// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"gotest.tools/v3/assert"
)

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "say what to make"},
		{[]string{"--out", "x", "everything"}, `no "everything"`},
		{[]string{"layout"}, "needs --out"},
		{[]string{"--version", "latest", "push"}, "no version"},
		{[]string{"--out", "x", "layout", "generate-rback"}, `no image "generate-rback"`},
		{[]string{"--registry", "", "push"}, `--registry "" must be the host of a registry`},
		{[]string{"--registry", "owner", "push"}, `--registry "owner" must be`},
		{[]string{"--registry", "https://ghcr.io/owner", "push"}, `--registry "https://ghcr.io/owner" must be`},
		{[]string{"--registry", "ghcr.io/Owner", "--out", "x", "tar"}, `a path in lower case where it needs one, such as ghcr.io/fairlead-krm`},
	} {
		t.Chdir(t.TempDir())
		err := run(context.Background(), c.args, &bytes.Buffer{}, &bytes.Buffer{})
		assert.ErrorContains(t, err, c.want)
		left, err := filepath.Glob("*/*")
		assert.NilError(t, err)
		assert.Equal(t, len(left), 0)
	}
}

func TestSourceDate(t *testing.T) {
	for text, want := range map[string]int64{"": 0, "1700000000": 1700000000} {
		t.Setenv("SOURCE_DATE_EPOCH", text)
		got, err := sourceDate()
		assert.NilError(t, err)
		assert.Equal(t, got.Unix(), want)
	}
	for _, text := range []string{"-1", "yesterday", "1.5"} {
		t.Setenv("SOURCE_DATE_EPOCH", text)
		_, err := sourceDate()
		assert.ErrorContains(t, err, text)
	}
	assert.NilError(t, os.Unsetenv("SOURCE_DATE_EPOCH"))
}
