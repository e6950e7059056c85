// SPDX-License-Identifier: Apache-2.0

package v1alpha1

import (
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/krm"
)

// BenchmarkLoad decodes, checks and completes 10,000 Projects that krm has read.
func BenchmarkLoad(b *testing.B) {
	for _, sample := range []struct{ name, text string }{
		{"short", project("images: [ghcr.io/owner/app]\nsecrets:\n- name: app-secrets\n  keys: [API_TOKEN, DB_PASSWORD]")},
		{"long", longProject},
	} {
		b.Run(sample.name, func(b *testing.B) {
			docs := []krm.Document{{Path: "platform.yaml", Line: 1, Text: []byte(longPlatform)}}
			for i := range 10000 {
				text := strings.NewReplacer("name: app\n", fmt.Sprintf("name: app-%d\n", i), "name: home-manager\n", fmt.Sprintf("name: app-%d\n", i)).Replace(sample.text)
				docs = append(docs, krm.Document{Path: fmt.Sprintf("projects/%d.yaml", i), Line: 1, Text: []byte(text)})
			}
			list, err := krm.FromDocuments(docs)
			assert.NilError(b, err)
			b.ReportAllocs()
			b.ResetTimer()
			for b.Loop() {
				m, results := Load(list)
				if len(m.Projects) != 10000 || krm.Failed(results) {
					b.Fatal(results[0])
				}
			}
		})
	}
}
