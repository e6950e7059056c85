// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"github.com/fairlead-krm/fairlead/pkg/ci"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var notifyFailsBuild = &rule.Rule{
	ID:       "notify-fails-build",
	Severity: krm.Warning,
	Title:    "A build should not fail because the cluster cannot be reached",
	Doc: `GitHub runs ` + "`" + `run` + "`" + ` with ` + "`" + `bash -e` + "`" + `: the first command that fails ends the step, and the workflow is red, although the image was built and pushed.
Image Updater rolls the image of a Project out by itself, so that the notification only saves minutes, and a home connection is away now and
then. The rule looks at the repositories of Projects: where the pipeline itself deploys, red is right. Look at the status instead: fail on 401, 403 and 404, and print a warning where nobody answered
(` + "`" + `curl … || echo "::warning::…"` + "`" + `).`,
	Upstream: []string{"https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell", "https://github.com/argoproj/argo-cd/issues/20372"},
	Kinds:    commands,
	Check: requests(func(c *rule.Context, it *krm.Item, q ci.Request) *rule.Problem {
		if !q.FailsStep || q.LogsIn || !c.Delivered(it) {
			return nil
		}
		return problem(q, "the step fails where %s does not answer: `%s` is run by a shell with -e, and nothing catches its status", q.Target, q.Command)
	}),
	Bad:  exampleProject + step("curl -fsS --max-time 30 --json '{}' -H @token https://argocd.example.org/api/v1/applications/shop/sync"),
	Good: exampleGood,
}
