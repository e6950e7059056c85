// SPDX-License-Identifier: Apache-2.0

package scaffold

import (
	"path"
	"strconv"

	"github.com/fairlead-krm/fairlead/pkg/folder"
	"github.com/fairlead-krm/fairlead/pkg/notify"
)

// Variables and secrets of the repository that the step reads, beside the secret of the name notify.ArgoCDToken.
const (
	// VariableWait is how many seconds it waits; defaultWait where there is none.
	VariableWait = "ARGOCD_WAIT_SECONDS"
	// VariableWebhook is the URL of Image Updater's webhook, SecretWebhook what its messages are signed with.
	VariableWebhook = "IMAGE_UPDATER_WEBHOOK_URL"
	SecretWebhook   = "IMAGE_UPDATER_WEBHOOK_SECRET"
)

// defaultWait is in seconds: Image Updater looks every two minutes, and a small node takes a while to pull.
const defaultWait = 600

func notifyScript() File {
	return File{Whole: folder.Whole{Path: notify.Path, Text: []byte(notify.Script())}}
}

// notifyLineEnds keeps Git from giving the script line ends that no shell understands, as it does by default on Windows.
func notifyLineEnds() File {
	lines := "# A shell takes a CR for a part of the command.\n/" + path.Dir(notify.Path) + "/*.sh text eol=lf\n"
	return File{Whole: folder.Whole{Path: ".gitattributes", Text: []byte(lines)}, kind: block}
}

// variable is one variable of the environment of the step.
type variable struct{ Name, Value string }

// notifyVariables is what the script is told.
func (w *pipeline) notifyVariables() []variable {
	sync := "true"
	if w.Project.Spec.Sync.Automated {
		sync = "false" // Argo CD syncs by itself as soon as the image is set
	}
	images := ""
	for i, im := range w.Images {
		if i > 0 {
			images += " "
		}
		images += im.Name + ":${{ needs." + im.Job + ".outputs.tag }}"
	}
	return []variable{
		{notify.ArgoCDURL, scalar(w.Model.Platform.Spec.ArgoCD.URL)},
		{notify.ArgoCDToken, "${{ secrets." + notify.ArgoCDToken + " }}"},
		{notify.ArgoCDApplication, scalar(w.Project.Name)},
		{notify.ArgoCDAppProject, scalar(w.Project.Name)},
		{notify.Images, images},
		{notify.WaitSeconds, "${{ vars." + VariableWait + " || '" + strconv.Itoa(defaultWait) + "' }}"},
		{notify.Sync, "'" + sync + "'"},
		{notify.WebhookURL, "${{ vars." + VariableWebhook + " }}"},
		{notify.WebhookSecret, "${{ secrets." + SecretWebhook + " }}"},
	}
}
