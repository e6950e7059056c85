// SPDX-License-Identifier: Apache-2.0

//go:build !race

package krm

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"gotest.tools/v3/assert"
	"gotest.tools/v3/assert/cmp"
)

// TestLargeInput: 200 MB of somebody else's resources pass, and more than MaxInput is refused while it is read. It is not
// built for the race detector, which has nothing to find in one goroutine and takes minutes.
func TestLargeInput(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 500 MB")
	}
	t.Run("200 MB", func(t *testing.T) {
		line := "    " + strings.Repeat("x", 4091) + "\n"
		var b bytes.Buffer
		b.Grow(201 << 20)
		b.WriteString(header + "items:\n")
		for range 4 {
			b.WriteString("- apiVersion: example.org/v1\n  kind: Foreign\n  data: |\n")
			for n := 0; n < 50_000_000; n += len(line) {
				b.WriteString(line)
			}
		}
		in := b.Bytes()
		var stderr bytes.Buffer
		same := &compare{want: in}
		assert.Equal(t, Function{Name: "f", Run: nothing}.Main(nil, bytes.NewReader(in), same, &stderr), 0, stderr.String())
		assert.Assert(t, !same.differs && len(same.want) == 0, "the list did not leave as it came")
	})
	t.Run("more than 256 MiB", func(t *testing.T) {
		var stdout, stderr bytes.Buffer
		endless := &counter{}
		code := Function{Name: "f", Run: nothing}.Main(nil, io.MultiReader(strings.NewReader(header+"items: []\n# "), endless), &stdout, &stderr)
		assert.Equal(t, code, 1)
		assert.Equal(t, stdout.Len(), 0)
		checkLine(t, stderr.String())
		assert.Assert(t, cmp.Contains(stderr.String(), "256 MiB"))
		assert.Assert(t, endless.n < MaxInput+1<<20, "read %d bytes", endless.n)
	})
}

// compare is a writer that knows what will be written.
type compare struct {
	want    []byte
	differs bool
}

func (c *compare) Write(p []byte) (int, error) {
	if len(p) > len(c.want) || !bytes.Equal(p, c.want[:len(p)]) {
		c.differs = true
		return len(p), nil
	}
	c.want = c.want[len(p):]
	return len(p), nil
}

// counter is a stdin without end.
type counter struct{ n int }

func (c *counter) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	c.n += len(p)
	return len(p), nil
}
