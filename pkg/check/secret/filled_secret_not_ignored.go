// SPDX-License-Identifier: Apache-2.0

package secret

import (
	"fmt"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var filledSecretNotIgnored = &rule.Rule{
	ID:       "filled-secret-not-ignored",
	Severity: krm.Warning,
	Title:    "Git should leave out the filled copy of an example of a Secret",
	Doc: `The example is copied to the same name without ` + "`.example`" + `, and filled. No ` + "`.gitignore`" + ` leaves that name out: the next
` + "`git add .`" + ` takes it, and with it the values. Write ` + "`/secrets/*`" + ` and ` + "`!/secrets/*.example.yaml`" + ` into the ` + "`.gitignore`" + ` of the package,
and ` + "`/secrets/*`" + ` into its ` + "`.krmignore`" + ` in the same way.

It looks where there is a Git repository around the files; functions see none.`,
	Upstream: []string{"https://git-scm.com/docs/gitignore", "https://kubernetes.io/docs/concepts/security/secrets-good-practices/"},
	Kinds:    []rule.Kind{{Name: "Secret"}},
	Check: func(c *rule.Context, it *krm.Item) []rule.Problem {
		filled, ok := filledPath(it.Path)
		if c.Repositories == nil || !ok || !it.LocalConfig() {
			return nil
		}
		if ignored, known := c.Repositories.Ignored(filled); ignored || !known {
			return nil
		}
		return []rule.Problem{{Message: fmt.Sprintf("no .gitignore leaves out %s, the filled copy of this example", filled)}}
	},
	Bad:  exampleStub + "*.log\n",
	Good: exampleStub + "/secrets/*\n!/secrets/*.example.yaml\n",
}

// filledPath returns where the filled copy of an example stands.
func filledPath(path string) (string, bool) {
	for _, ext := range []string{".yaml", ".yml"} {
		if before, ok := strings.CutSuffix(path, ".example"+ext); ok {
			return before + ext, true
		}
	}
	return "", false
}

const exampleStub = "# path: secrets/shop.example.yaml\napiVersion: v1\nkind: Secret\nmetadata:\n  name: shop\n  annotations: {config.kubernetes.io/local-config: \"true\"}\ndata: {TOKEN: <TOKEN>}\n# file: .gitignore\n"
