// SPDX-License-Identifier: Apache-2.0

// Package workflow holds the rules on workflows of GitHub Actions and on the scripts that they run: on what they ask of Argo CD
// and of Image Updater, and on what GitHub reads otherwise than it looks.
package workflow

import (
	"fmt"

	"github.com/fairlead-krm/fairlead/pkg/ci"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

// Rules are all rules of this package.
var Rules = []*rule.Rule{
	conditionAlwaysTrue, expressionNotEvaluated, expressionNotValid, notifyFailsBuild, notifyLogsInWithPassword, notifyNotJSON, notifyRefusalUnseen,
	notifyTokenOnCommandLine, notifyWithoutTimeLimit, notifyWithoutTLSCheck, notifyWithSyncOptions, permissionsTooWide, pushNotPermitted, tagPatternNotRead, workflowNotValid,
}

// commands are the files that hold commands.
var commands = kinds(ci.Workflow, ci.Script)

func kinds(names ...string) []rule.Kind {
	var all []rule.Kind
	for _, name := range names {
		all = append(all, rule.Kind{Group: rule.RepositoryFile, Name: name})
	}
	return all
}

// requests makes a Check of one that looks at one request.
func requests(check func(c *rule.Context, it *krm.Item, q ci.Request) *rule.Problem) func(*rule.Context, *krm.Item) []rule.Problem {
	return func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, q := range c.File(it).Requests {
			if p := check(c, it, q); p != nil {
				problems = append(problems, *p)
			}
		}
		return problems
	}
}

// phrases makes a Check of one that looks at one phrase.
func phrases(check func(p ci.Phrase) *rule.Problem) func(*rule.Context, *krm.Item) []rule.Problem {
	return func(c *rule.Context, it *krm.Item) []rule.Problem {
		var problems []rule.Problem
		for _, phrase := range c.File(it).Phrases {
			if p := check(phrase); p != nil {
				problems = append(problems, *p)
			}
		}
		return problems
	}
}

func problem(q ci.Request, format string, args ...any) *rule.Problem {
	p := rule.In(q.Place, rule.Problem{Message: fmt.Sprintf(format, args...)})
	return &p
}

func found(phrase ci.Phrase, format string, args ...any) *rule.Problem {
	p := rule.In(phrase.Place, rule.Problem{Message: fmt.Sprintf(format, args...)})
	return &p
}

const exampleTop = `
# file: .github/workflows/ci.yml
on: {push: {branches: [main]}}
permissions: {}
jobs:
  deliver:
    runs-on: ubuntu-latest
    steps:
`

const examplePush = `
# file: .github/workflows/ci.yml
on: {push: {branches: [main]}}
jobs:
  image:
    runs-on: ubuntu-latest
    permissions: {contents: read, packages: write}
    steps:
      - uses: docker/login-action@v3
        with: {registry: ghcr.io, username: '${{ github.actor }}', password: '${{ github.token }}'}
      - uses: docker/build-push-action@v6
        with: {push: true, tags: 'ghcr.io/owner/shop:${{ github.sha }}'}
`

const exampleGood = exampleTop + `      - env:
          ARGOCD_TOKEN: ${{ secrets.ARGOCD_TOKEN }}
        run: |
          umask 077 && printf 'Authorization: Bearer %s' "$ARGOCD_TOKEN" > "$RUNNER_TEMP/token"
          code=$(curl -sS --max-time 30 -o /dev/null -w '%{http_code}' -H "@$RUNNER_TEMP/token" --json '{}' \\
            https://argocd.example.org/api/v1/applications/shop/sync) || code=000
          case "$code" in
            200) ;;
            401 | 403 | 404) echo "::error::Argo CD refused: $code" && exit 1 ;;
            *) echo "::warning::Argo CD did not answer: $code" ;;
          esac
`

const exampleProject = `
apiVersion: fairlead.dev/v1alpha1
kind: Project
metadata: {name: shop}
spec:
  repository: https://github.com/owner/shop
  images: [ghcr.io/owner/other]
`

// step is an example with one command.
func step(command string) string { return exampleTop + "      - run: |\n          " + command + "\n" }
