// SPDX-License-Identifier: Apache-2.0

package workflow

import (
	"github.com/fairlead-krm/fairlead/pkg/ci"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/rule"
)

var notifyFailsBuild = &rule.Rule{
	ID:       "notify-fails-build",
	Severity: krm.Info,
	Title:    "A build should not fail because the cluster cannot be reached",
	Doc: `GitHub runs ` + "`" + `run` + "`" + ` with ` + "`" + `bash -e` + "`" + `: the first command that fails ends the step, and the workflow is red, although the image was built and pushed.
Where Image Updater rolls the image out by itself, as it does for a Project, that is a warning: the notification only saves minutes, and a home
connection is away now and then. Look at the status instead: fail on 401, 403 and 404, and print a warning where nobody answered
(` + "`" + `curl … || echo "::warning::…"` + "`" + `).`,
	Upstream: []string{"https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell", "https://github.com/argoproj/argo-cd/issues/20372"},
	Kinds:    commands,
	Check: requests(func(c *rule.Context, it *krm.Item, q ci.Request) *rule.Problem {
		if !q.FailsStep || q.LogsIn {
			return nil
		}
		p := problem(q, "the step fails where %s does not answer: `%s` is run by a shell with -e, and nothing catches its status", q.Target, q.Command)
		if c.Delivered(it) {
			p.Severity = krm.Warning
		}
		return p
	}),
	Bad:  step("curl -fsS --max-time 30 --json '{}' -H @token https://argocd.example.org/api/v1/applications/shop/sync"),
	Good: exampleGood,
}
