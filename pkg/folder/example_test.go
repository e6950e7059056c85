// SPDX-License-Identifier: Apache-2.0

package folder_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/fairlead-krm/fairlead/pkg/folder"
)

// Read a package, plan changes, show them, write them.
func Example() {
	dir, err := os.MkdirTemp("", "package")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if err := os.WriteFile(filepath.Join(dir, "app.yaml"), []byte("# kept\na: 1\n---\nb: 1\n"), 0o600); err != nil {
		fmt.Println(err)
		return
	}
	p, err := folder.Read(dir)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range p.All() {
		fmt.Printf("%s:%d document %d\n", d.Path, d.Line, d.Index)
	}
	plan, err := p.Plan(folder.Replace("app.yaml", 1, []byte("b: 2\n")), folder.Add("new/c.yaml", []byte("c: 1\n")))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := plan.Diff(os.Stdout); err != nil {
		fmt.Println(err)
	}
	if err := plan.Apply(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// app.yaml:1 document 0
	// app.yaml:4 document 1
	// --- a/app.yaml
	// +++ b/app.yaml
	// @@ -1,4 +1,4 @@
	//  # kept
	//  a: 1
	//  ---
	// -b: 1
	// +b: 2
	// --- /dev/null
	// +++ b/new/c.yaml
	// @@ -0,0 +1 @@
	// +c: 1
}
