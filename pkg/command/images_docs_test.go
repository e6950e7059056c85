// SPDX-License-Identifier: Apache-2.0

package command

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"gotest.tools/v3/assert"
	"gotest.tools/v3/golden"

	"github.com/fairlead-krm/fairlead/pkg/check/images"
	"github.com/fairlead-krm/fairlead/pkg/inspect"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

const imagesPage = "../../docs/images.md"

// TestImagesPage holds the parts of the page that repeat what the code knows: `go test ./pkg/command -update`.
func TestImagesPage(t *testing.T) {
	text, err := os.ReadFile(imagesPage)
	assert.NilError(t, err)
	var rules strings.Builder
	rules.WriteString(rule.Table(images.Rules, ""))
	for _, r := range rule.ByID(images.Rules) {
		fmt.Fprintf(&rules, "\n### %s\n\n%s", r.ID, r.Markdown())
	}
	want := put(t, put(t, string(text), "flags", flagTable(streams{}.images())), "rules", rules.String())
	if golden.FlagUpdate() {
		assert.NilError(t, os.WriteFile(imagesPage, []byte(want), 0o644))
		return
	}
	assert.Equal(t, string(text), want, "%s (-update writes it anew)", imagesPage)
}

// flagTable is a table of the flags of a command.
func flagTable(cmd *cobra.Command) string {
	var flags strings.Builder
	flags.WriteString("| flag | default | |\n|---|---|---|\n")
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		value := f.DefValue
		if value = strings.Trim(value, "[]"); value == "false" {
			value = ""
		}
		if value != "" {
			value = "`" + value + "`"
		}
		fmt.Fprintf(&flags, "| `--%s` | %s | %s |\n", f.Name, value, strings.ReplaceAll(f.Usage, "|", `\|`))
	})
	return flags.String()
}

// TestImagesPageNamesEveryKey holds that the keys of the format json are described.
func TestImagesPageNamesEveryKey(t *testing.T) {
	text, err := os.ReadFile(imagesPage)
	assert.NilError(t, err)
	var check func(of reflect.Type)
	check = func(of reflect.Type) {
		for i := range of.NumField() {
			f := of.Field(i)
			if f.Anonymous {
				check(f.Type)
				continue
			}
			key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			assert.Check(t, strings.Contains(string(text), "`"+key+"`"), "%s is not described", key)
		}
	}
	check(reflect.TypeFor[inspect.Image]())
}

// put puts a text between two marks.
func put(t *testing.T, page, name, text string) string {
	t.Helper()
	begin, end := "<!-- "+name+":begin -->\n", "<!-- "+name+":end -->"
	before, rest, ok := strings.Cut(page, begin)
	assert.Assert(t, ok, name)
	_, after, ok := strings.Cut(rest, end)
	assert.Assert(t, ok, name)
	return before + begin + text + end + after
}
