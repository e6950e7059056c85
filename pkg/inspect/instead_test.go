// SPDX-License-Identifier: Apache-2.0

package inspect

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/registry"
)

// TestStrategyInstead holds that it is said why another strategy is read than the one that is written.
func TestStrategyInstead(t *testing.T) {
	r := shop(t)
	resource := "apiVersion: argocd-image-updater.argoproj.io/v1alpha1\nkind: ImageUpdater\nmetadata: {name: u, namespace: argocd}\nspec:\n  commonUpdateSettings: {updateStrategy: newest-build}\n" +
		"  applicationRefs:\n  - namePattern: app\n    images:\n    - {alias: app, imageName: '" + r.Host + "/owner/app', commonUpdateSettings: {allowTags: 'regexp:^sha-'}}\n"
	list := "image-list: app=" + r.Host + "/owner/app"
	for _, test := range []struct{ name, version, text, want string }{
		{"too early", "v0.12.2", application(list, "app.update-strategy: newest-build", shaTags), "Image Updater v0.12.2 does not know the strategy \"newest-build\", its word is \"latest\""},
		{"for the whole Application", "v0.12.2", application(list, "update-strategy: alphabetical", shaTags), "Image Updater v0.12.2 does not know the strategy \"alphabetical\", its word is \"name\""},
		{"a word of nobody", "v1.3", application(list, "app.update-strategy: newest", shaTags), "Image Updater v1.3 does not know the strategy \"newest\""},
		{"the default of the CRD", "v1.3", resource, "spec.applicationRefs[0].images[0].commonUpdateSettings names no updateStrategy, and the CustomResourceDefinition puts semver there, in the place of the newest-build that is set further out"},
		{"semver is written", "v1.3", strings.Replace(resource, "{allowTags", "{updateStrategy: semver, allowTags", 1), ""},
		{"nothing is written", "v0.12.2", application(list, shaTags), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := at(test.version)
			o.Client, o.UpdaterPlatforms = registry.New(registry.Options{}), []string{amd64}
			report := Run(context.Background(), []*krm.ResourceList{listOf(t, test.text)}, o)
			im := report.Images[0]
			assert.Equal(t, im.Strategy+": "+im.Instead, "semver: "+test.want)
			said := fmt.Sprintf("%+v", report.Results)
			assert.Equal(t, strings.Contains(said, "semver is what is read, since "), test.want != "", said)
			assert.Check(t, strings.Contains(said, test.want), said)
		})
	}
}
