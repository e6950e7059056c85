// SPDX-License-Identifier: Apache-2.0

package inspect

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/registry"
	"github.com/fairlead-krm/fairlead/pkg/registry/registrytest"
)

// shop is a registry with versions, commits and a branch.
func shop(t *testing.T) *registrytest.Registry {
	t.Helper()
	isolated(t)
	r := registrytest.New(t)
	for i, tag := range []string{"1.9.0", "1.10.0", "v1.10.0", "2.0.0-rc.1", "0.9.0", "sha-bbb", "sha-aaa", "main"} {
		r.Index("owner/app", tag, both(onDay(i+1))...)
	}
	return r
}

// TestStrategies holds what each strategy takes, in the words of each version.
func TestStrategies(t *testing.T) {
	r := shop(t)
	for _, test := range []struct {
		name, version, constraint string
		annotations               []string
		want                      string
	}{
		{"latest", "v0.12.2", "", []string{"app.update-strategy: latest", shaTags}, "sha-aaa over sha-bbb: created 24 h after sha-bbb"},
		{"latest, later", "v1.3", "", []string{"app.update-strategy: latest", shaTags}, "sha-aaa over sha-bbb: created 24 h after sha-bbb"},
		{"capitals", "v0.12.2", "", []string{"app.update-strategy: Latest", shaTags}, "sha-aaa over sha-bbb: created 24 h after sha-bbb"},
		{"newest-build too early", "v0.12.2", "", []string{"app.update-strategy: newest-build", shaTags}, "nothing over nothing: no tag is a version: the updater updates nothing, and its log looks as if all were up to date"},
		{"newest-build", "v0.14", "", []string{"app.update-strategy: newest-build", shaTags}, "sha-aaa over sha-bbb: created 24 h after sha-bbb"},
		{"space before the word", "v0.18", "", []string{"app.update-strategy:  newest-build", shaTags}, "nothing over nothing: no tag is a version: the updater updates nothing, and its log looks as if all were up to date"},
		{"space before the word, later", "v1.2", "", []string{"app.update-strategy:  newest-build", shaTags}, "sha-aaa over sha-bbb: created 24 h after sha-bbb"},
		{"name", "v0.12.2", "", []string{"app.update-strategy: name"}, "v1.10.0 over sha-bbb: sorts behind sha-bbb, byte by byte"},
		{"alphabetical", "v1.3", "", []string{"app.update-strategy: alphabetical", "app.ignore-tags: v*, sha-b*"}, "sha-aaa over main: sorts behind main, byte by byte"},
		{"semver is the default", "v0.12.2", ":1.9.x", nil, "1.9.0 over nothing: there is no other"},
		{"pre-releases", "v1.2", "", []string{"app.update-strategy: semver"}, "2.0.0-rc.1 over v1.10.0: a higher version than v1.10.0"},
		{"no pre-releases", "v1.3", "", []string{"app.update-strategy: semver"}, "v1.10.0 over 1.10.0: the same version as 1.10.0; of equal versions the text that sorts last wins"},
		{"equal versions, by chance", "v0.12.2", ":^1.0", nil, "v1.10.0 over 1.10.0: the same version as 1.10.0; v0.12.2 takes any of those that are equal"},
		{"caret, first library", "v0.12.2", ":^0.1", nil, "0.9.0 over nothing: there is no other"},
		{"caret", "v0.14", ":^0.1", nil, "nothing over nothing: no version satisfies the constraint \"^0.1\": the updater updates nothing, and says so only at the log level debug"},
		{"no range", "v1.3", ":main", nil, "nothing over nothing: not followed: the constraint \"main\" is no range of versions: improper constraint: main"},
		{"digest", "v0.12.2", ":main", []string{"app.update-strategy: digest"}, "main over nothing: the strategy digest follows this tag and no other"},
		{"digest of nothing", "v1.3", "", []string{"app.update-strategy: digest"}, "nothing over nothing: not followed: the strategy digest must name the tag to follow, behind the image and a colon"},
		{"digest of another tag", "v1.3", ":edge", []string{"app.update-strategy: digest"}, "nothing over nothing: there is no tag \"edge\" among 8 tags: the updater logs a warning and updates nothing"},
		{"for the whole Application", "v0.12.2", "", []string{"update-strategy: latest", "allow-tags: regexp:^sha-"}, "sha-aaa over sha-bbb: created 24 h after sha-bbb"},
		{"an empty one hides that", "v0.12.2", "", []string{"app.update-strategy: latest", "app.allow-tags: ", "allow-tags: regexp:^1"}, "main over sha-aaa: created 24 h after sha-aaa"},
		{"an empty one hides nothing, later", "v1.1", "", []string{"app.update-strategy: latest", "app.allow-tags: ", "allow-tags: regexp:^1"}, "1.10.0 over 1.9.0: created 24 h after 1.9.0"},
		{"an empty list of ignore-tags hides that too", "v1.1", "", []string{"app.update-strategy: latest", "app.ignore-tags: ", "ignore-tags: '*'"}, "main over sha-aaa: created 24 h after sha-aaa"},
		{"tag-match", "v0.12.2", "", []string{"app.update-strategy: latest", "app.tag-match: regexp:^1"}, "1.10.0 over 1.9.0: created 24 h after 1.9.0"},
		{"tag-match, later", "v1.1", "", []string{"app.update-strategy: latest", "app.tag-match: regexp:^1"}, "main over sha-aaa: created 24 h after sha-aaa"},
		{"platforms that are none", "v0.12.2", "", []string{"app.update-strategy: latest", shaTags, "app.platforms: arm64"}, "nothing over nothing: no tag is built for arm64; sha-aaa: it is built for linux/amd64, linux/arm64, not for arm64; sha-bbb: it is built for linux/amd64, linux/arm64, not for arm64"},
		{"empty platforms", "v0.12.2", "", []string{"app.update-strategy: latest", shaTags, "app.platforms: "}, "nothing over nothing: no tag is built for \"\"; sha-aaa: it is built for linux/amd64, linux/arm64, not for \"\"; sha-bbb: it is built for linux/amd64, linux/arm64, not for \"\""},
		{"empty platforms, later", "v1.3", "", []string{"app.update-strategy: latest", shaTags, "app.platforms: "}, "sha-aaa over sha-bbb: created 24 h after sha-bbb"},
		{"allow-tags that are none", "v0.12.2", "", []string{"app.update-strategy: latest", "app.allow-tags: ^sha-"}, "nothing over nothing: allow-tags \"^sha-\" matches none of 8 tags: the updater updates nothing, and its log looks as if all were up to date"},
	} {
		t.Run(test.name+" "+test.version, func(t *testing.T) {
			o := at(test.version)
			o.UpdaterPlatforms = []string{amd64}
			images, _ := inspected(t, application(append([]string{"image-list: app=" + r.Host + "/owner/app" + test.constraint}, test.annotations...)...), o)
			assert.DeepEqual(t, images, []string{test.want})
		})
	}
}

func TestVariants(t *testing.T) {
	isolated(t)
	r := registrytest.New(t)
	r.Index("owner/app", "sha-aaa", registrytest.Image{Platform: "linux/arm64/v8", Created: onDay(1)})
	for version, want := range map[string]string{"v0.14": "nothing", "v0.15.2": "sha-aaa"} {
		o := at(version)
		images, _ := inspected(t, newestBuild(r, "app.platforms: linux/arm64"), o)
		assert.Check(t, strings.HasPrefix(images[0], want+" "), images[0])
	}
}

// TestFollowedOrNot holds the images that no registry is asked for.
func TestFollowedOrNot(t *testing.T) {
	r := shop(t)
	follow := "sha-aaa over sha-bbb: created 24 h after sha-bbb"
	updater := func(ref string) string {
		return "---\napiVersion: argocd-image-updater.argoproj.io/v1alpha1\nkind: ImageUpdater\nmetadata: {name: u, namespace: argocd}\nspec:\n  applicationRefs:\n  - " + ref + "\n"
	}
	for _, test := range []struct {
		name, text, version string
		want                expectation
	}{
		{"upper case", application("image-list: app="+r.Host+"/owner/App", "app.update-strategy: latest"), "v0.12.2", expectation{
			[]string{"nothing over nothing: not followed: must name the image in lower case, since running Pods and registries know it so: write \"" + r.Host + "/owner/app\""},
			[][2]string{{"image-not-followed error 6:51", "lower case"}}}},
		{"spaces", application("image-list: app = "+r.Host+"/owner/app", "app.update-strategy: latest", shaTags), "v0.18", expectation{
			[]string{"nothing over nothing: not followed: must not have spaces around '=': write \"app=" + r.Host + "/owner/app\""}, [][2]string{{"image-not-followed error 6:51", "spaces"}}}},
		{"spaces, later", application("image-list: app = "+r.Host+"/owner/app", "app.update-strategy: latest", shaTags), "v1.1", expectation{[]string{follow}, nil}},
		{"a placeholder in the name", application("image-list: app=" + r.Host + "/owner/${NAME}"), "v0.12.2", expectation{
			[]string{"nothing over nothing: not looked at: a placeholder stands in its name"}, [][2]string{{"image-not-checked info 6:51", "a placeholder stands in its name"}}}},
		{"a placeholder in the settings", newestBuild(r, "app.platforms: {{ .platform }}"), "v0.12.2", expectation{
			[]string{"nothing over nothing: not looked at: a placeholder stands in its settings"}, [][2]string{{"image-not-checked info 6:51", "settings"}}}},
		{"a patch", strings.Split(newestBuild(r), "spec:")[0], "v0.12.2", expectation{
			[]string{"nothing over nothing: not looked at: another layer of the resource may change its settings"}, [][2]string{{"image-not-checked info 6:51", "layer"}}}},
		{"trailing comma", application("image-list: app="+r.Host+"/owner/app,", "app.update-strategy: latest", shaTags), "v0.12.2", expectation{[]string{follow}, nil}},
		{"without alias", application("image-list: "+r.Host+"/owner/app", "update-strategy: latest", "allow-tags: regexp:^sha-"), "v0.12.2", expectation{[]string{follow}, nil}},
		{"selected without useAnnotations", newestBuild(r) + updater("{namePattern: app, images: [{alias: app, imageName: "+r.Host+"/owner/app}]}"), "v1.2", expectation{
			[]string{
				"nothing over nothing: not followed: an ImageUpdater selects the Application without useAnnotations, and then its annotations are not read",
				"2.0.0-rc.1 over v1.10.0: a higher version than v1.10.0",
			}, [][2]string{{"image-not-followed error 6:51", "useAnnotations"}}}},
		{"selected with useAnnotations", newestBuild(r) + updater("{namePattern: app, useAnnotations: true}"), "v1.2", expectation{[]string{follow}, nil}},
		{"a resource for a version that reads none", strings.TrimPrefix(updater("{namePattern: app, images: [{alias: app, imageName: "+r.Host+"/owner/app}]}"), "---\n"), "v0.18", expectation{
			[]string{"nothing over nothing: not followed: Image Updater v0.18 reads no ImageUpdater resource"}, [][2]string{{"image-not-followed error 6:57", "reads no ImageUpdater"}}}},
		{"a resource, version not named", strings.TrimPrefix(updater("{namePattern: app, images: [{alias: app, imageName: "+r.Host+"/owner/app, commonUpdateSettings: {updateStrategy: newest-build, allowTags: 'regexp:^sha-'}}]}"), "---\n"), "", expectation{[]string{follow}, nil}},
		{"pull secret of another namespace", newestBuild(r, "app.pull-secret: pullsecret:other/ghcr"), "v1.3", expectation{
			[]string{"nothing over nothing: not followed: pull-secret \"pullsecret:other/ghcr\" must be in the namespace of the Application, \"argocd\": v1.3 refuses others"}, [][2]string{{"image-not-followed error 6:51", "refuses others"}}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := at(test.version)
			o.UpdaterPlatforms = []string{amd64}
			test.want.check(t, test.text, o)
		})
	}
}

// TestResourceSettings holds how the blocks of an ImageUpdater come together.
func TestResourceSettings(t *testing.T) {
	r := shop(t)
	for name, test := range map[string]struct{ outer, middle, inner, want string }{
		"inner":    {"", "", "{updateStrategy: newest-build, allowTags: 'regexp:^sha-'}", "sha-aaa"},
		"outer":    {"{updateStrategy: newest-build, allowTags: 'regexp:^sha-'}", "", "", "sha-aaa"},
		"middle":   {"{updateStrategy: semver}", "{updateStrategy: alphabetical}", "", "v1.10.0"},
		"reset":    {"{updateStrategy: newest-build}", "", "{allowTags: 'regexp:^1'}", "1.10.0"},
		"merged":   {"{updateStrategy: newest-build, allowTags: 'regexp:^sha-', ignoreTags: [sha-aaa]}", "", "{updateStrategy: newest-build}", "sha-bbb"},
		"old word": {"{updateStrategy: Name, ignoreTags: [v*]}", "", "", "sha-bbb"},
		"unknown":  {"{updateStrategy: newest}", "", "", "2.0.0-rc.1"},
		"ranges":   {"", "", "", "1.9.0"},
	} {
		t.Run(name, func(t *testing.T) {
			text := "apiVersion: argocd-image-updater.argoproj.io/v1alpha1\nkind: ImageUpdater\nmetadata: {name: u, namespace: argocd}\nspec:\n"
			if test.outer != "" {
				text += "  commonUpdateSettings: " + test.outer + "\n"
			}
			text += "  applicationRefs:\n  - namePattern: app\n"
			if test.middle != "" {
				text += "    commonUpdateSettings: " + test.middle + "\n"
			}
			text += "    images:\n    - alias: app\n      imageName: " + r.Host + "/owner/app\n"
			if test.inner != "" {
				text += "      commonUpdateSettings: " + test.inner + "\n"
			}
			if name == "ranges" {
				text = strings.Replace(text, "/owner/app\n", "/owner/app:>=1.0, <1.10\n", 1)
			}
			images, _ := inspected(t, text, at("v1.2"))
			assert.Check(t, strings.HasPrefix(images[0], test.want+" "), images[0])
		})
	}
}

func TestProjects(t *testing.T) {
	r := shop(t)
	project := "apiVersion: fairlead.dev/v1alpha1\nkind: Project\nmetadata: {name: app}\nspec:\n  repository: https://github.com/owner/app\n  images:\n" +
		"    - " + r.Host + "/owner/app\n    - name: " + r.Host + "/owner/app\n      alias: other\n      allowTags: any\n"
	platform := "---\napiVersion: fairlead.dev/v1alpha1\nkind: Platform\nmetadata: {name: k3s}\nspec:\n  imageUpdater: {version: v0.12.2}\n  cluster: {platforms: [linux/arm64, linux/riscv64]}\n"
	report := Run(context.Background(), []*krm.ResourceList{listOf(t, project+platform)}, Options{Client: registry.New(registry.Options{})})
	assert.Equal(t, len(report.Images), 2)
	first, second := report.Images[0], report.Images[1]
	assert.Equal(t, fmt.Sprintf("%s:%d:%d %s %s", first.File, first.Line, first.Column, first.Tag, first.ImageUpdater), "a.yaml:7:7  v0.12.2")
	assert.Equal(t, first.Reason, "allow-tags \"regexp:^sha-[0-9a-f]{7,40}$\" matches none of 8 tags: the updater updates nothing, and its log looks as if all were up to date")
	assert.Equal(t, fmt.Sprintf("%d:%d %s %s", second.Line, second.Column, second.Tag, strings.Join(second.Platforms, " ")), "8:13 main linux/amd64 linux/arm64")
	var rules []string
	for _, f := range report.Results {
		rules = append(rules, f.Rule)
	}
	assert.DeepEqual(t, rules, []string{"no-tag-matches", "tag-without-platform"})
}

// TestRenderedIsTheSame holds that a Project and what was rendered from it are one image, asked for once.
func TestRenderedIsTheSame(t *testing.T) {
	r := shop(t)
	project := "apiVersion: fairlead.dev/v1alpha1\nkind: Project\nmetadata: {name: app}\nspec:\n  repository: https://github.com/owner/app\n  images:\n    - " + r.Host + "/owner/app\n---\n"
	rendered := application("image-list: app="+r.Host+"/owner/app", "app.update-strategy: latest", "app.allow-tags: regexp:^sha-[0-9a-f]{7,40}$")
	report := Run(context.Background(), []*krm.ResourceList{listOf(t, project+rendered)}, Options{Client: registry.New(registry.Options{})})
	assert.Equal(t, len(report.Images), 1)
	assert.DeepEqual(t, report.Images[0].Also, []Place{{"a.yaml", 14, 51}})
	assert.Equal(t, r.Count("/tags/list"), 1)
}

// TestSeverities holds that configurations and exceptions hold here too.
func TestSeverities(t *testing.T) {
	r := shop(t)
	none := newestBuild(r, "app.ignore-tags: sha-*")
	_, findings := inspected(t, none, Options{})
	assert.Equal(t, len(findings), 1)

	excepted := strings.Replace(none, "  annotations:\n", "  annotations:\n    allow.fairlead.dev/no-tag-matches: pushed with the first release\n", 1)
	_, findings = inspected(t, excepted, Options{})
	assert.Equal(t, len(findings), 0, "%v", findings)

	for severity, want := range map[string]int{"none": 0, "info": 1} {
		list := listOf(t, none)
		list.FunctionConfig = listOf(t, "apiVersion: fairlead.dev/v1alpha1\nkind: ValidateDelivery\nmetadata: {name: v}\nspec: {rules: [{id: no-tag-matches, severity: "+severity+"}], imageUpdater: v0.12.2, argocd: v3.5}\n").Items[0]
		report := Run(context.Background(), []*krm.ResourceList{list}, Options{Client: registry.New(registry.Options{})})
		assert.Equal(t, len(report.Results), want, "%v", report.Results)
	}
}

// TestRegistriesConf holds where the updater asks, by its registries.conf.
func TestRegistriesConf(t *testing.T) {
	r := shop(t)
	var mu sync.Mutex
	var paths []string
	r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
		mu.Lock()
		paths = append(paths, req.URL.Path)
		mu.Unlock()
		req.URL.Path = strings.Replace(strings.Replace(req.URL.Path, "/artifacts/v2", "/v2", 1), "/library/app", "/owner/app", 1)
		next.ServeHTTP(w, req)
	})
	conf := func(entry string) string {
		return "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-image-updater-config, namespace: argocd}\ndata:\n  registries.conf: |\n    registries:\n    - name: r\n      " + strings.ReplaceAll(entry, "; ", "\n      ") + "\n"
	}
	for _, test := range []struct{ name, version, image, conf, want, path string }{
		{"api_url", "v0.12.2", "ghcr.io/owner/app", "prefix: ghcr.io; api_url: " + r.URL, "sha-aaa over sha-bbb: created 24 h", "/v2/owner/app/tags/list"},
		{"api_url with a path", "v0.12.2", "ghcr.io/owner/app", "prefix: ghcr.io; api_url: " + r.URL + "/artifacts/", "sha-aaa over sha-bbb: created 24 h", "/artifacts/v2/owner/app/tags/list"},
		{"the host alone, up to v0.16", "v0.16", r.Host + "/owner/app", "prefix: " + r.Host + "/owner; api_url: http://127.0.0.1:1", "sha-aaa over sha-bbb: created 24 h", "/v2/owner/app/tags/list"},
		{"more than the host", "v0.17", "ghcr.io/owner/app", "prefix: ghcr.io/owner; api_url: " + r.URL, "sha-aaa over sha-bbb: created 24 h", "/v2/owner/app/tags/list"},
		{"default", "v0.12.2", "owner/app", "prefix: r; default: true; api_url: " + r.URL, "sha-aaa over sha-bbb: created 24 h", "/v2/owner/app/tags/list"},
		{"default with a namespace", "v0.12.2", "app", "prefix: r; default: true; defaultns: library; api_url: " + r.URL, "sha-aaa over sha-bbb: created 24 h", "/v2/library/app/tags/list"},
		{"tagsortmode", "v0.12.2", "ghcr.io/owner/app", "prefix: ghcr.io; tagsortmode: latest-first; api_url: " + r.URL, "sha-aaa over sha-bbb: the registry lists it first, and its tagsortmode latest-first", "/v2/owner/app/tags/list"},
		{"tagsortmode the other way", "v1.3", "ghcr.io/owner/app", "prefix: ghcr.io; tagsortmode: latest-last; api_url: " + r.URL, "sha-bbb over sha-aaa: the registry lists it last", "/v2/owner/app/tags/list"},
		{"library is left out everywhere", "v1.3", "r.example.org/library/owner/app", "prefix: r.example.org; api_url: " + r.URL, "sha-aaa over sha-bbb: created 24 h", "/v2/owner/app/tags/list"},
		{"an address that is none", "v1.3", "ghcr.io/owner/app", "prefix: ghcr.io; api_url: ftp://x", "nothing over nothing: not followed: the api_url of its registry", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			paths = nil
			o := at(test.version)
			o.UpdaterPlatforms = []string{amd64}
			images, _ := inspected(t, application("image-list: app="+test.image, "app.update-strategy: latest", shaTags)+conf(test.conf), o)
			assert.Check(t, strings.HasPrefix(images[0], test.want), images[0])
			asked := ""
			for _, p := range paths {
				if strings.HasSuffix(p, "/tags/list") {
					asked = p
				}
			}
			assert.Equal(t, asked, test.path)
		})
	}
}

// TestOneWordForEachRegistry holds that a registry which asked for a pause is named once, however many images it has.
func TestOneWordForEachRegistry(t *testing.T) {
	r := shop(t)
	var given atomic.Bool
	r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
		if strings.HasSuffix(req.URL.Path, "/tags/list") && given.CompareAndSwap(false, true) {
			w.Header().Set("Retry-After", "1")
			registrytest.Refuse(w, http.StatusTooManyRequests, "TOOMANYREQUESTS", "no")
			return
		}
		next.ServeHTTP(w, req)
	})
	images, findings := inspected(t, newestBuild(r)+"---\n"+strings.Replace(newestBuild(r), "sha-[0-9a-f]", "sha-[a]", 1), Options{})
	assert.Equal(t, len(images), 2)
	assert.Equal(t, len(findings), 1, "%v", findings)
	assert.Check(t, strings.HasPrefix(findings[0], "registry-rate-limited warning 6:51"), findings[0])
}

// TestAdvice holds what is said of the registries that answer in their own way.
func TestAdvice(t *testing.T) {
	r := shop(t)
	r.Wrap(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		registrytest.Refuse(w, http.StatusForbidden, "DENIED", "no")
	})
	for prefix, says := range map[string]string{
		"ghcr.io":   "GHCR takes a classic token with read:packages, and answers so for a package that does not exist too; log in by `docker login ghcr.io`",
		"docker.io": "Docker Hub answers so for a repository that does not exist too; log in by `docker login`",
	} {
		conf := "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: argocd-image-updater-config, namespace: argocd}\ndata:\n  registries.conf: |\n    registries:\n    - name: r\n      prefix: " + prefix + "\n      api_url: " + r.URL + "\n"
		_, findings := inspected(t, application("image-list: app="+prefix+"/owner/app", "app.update-strategy: latest", shaTags)+conf, at("v0.12.2"))
		assert.Check(t, len(findings) > 0 && strings.Contains(findings[0], says), "%s: %v", prefix, findings)
	}
}

// TestCleanUp holds that a part which is remembered and not there any more makes its tag unreadable.
func TestCleanUp(t *testing.T) {
	r := shop(t)
	dir := t.TempDir()
	options := func() Options {
		return Options{Client: registry.New(registry.Options{CacheDir: dir}), UpdaterPlatforms: []string{amd64}}
	}
	follow := []string{"sha-aaa over sha-bbb: created 24 h after sha-bbb"}
	images, _ := inspected(t, newestBuild(r), options())
	assert.DeepEqual(t, images, follow)
	r.Asked()
	images, _ = inspected(t, newestBuild(r), options())
	assert.DeepEqual(t, images, follow)
	assert.Equal(t, r.Count("GET /v2/owner/app/manifests/")+r.Count("GET /v2/owner/app/blobs/"), 0, "%v", r.Asked())

	gone := r.Image("owner/app", "", registrytest.Image{Platform: amd64, Created: onDay(7)})
	r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
		if strings.HasSuffix(req.URL.Path, gone) {
			registrytest.Refuse(w, 404, "MANIFEST_UNKNOWN", "gone")
			return
		}
		next.ServeHTTP(w, req)
	})
	expectation{
		[]string{"sha-bbb over nothing: there is no other; sha-aaa: " + r.Host + ": 404 its index names an image for linux/amd64 that is not there"},
		[][2]string{{"tag-not-readable error 6:51", "the choice falls on sha-bbb"}},
	}.check(t, newestBuild(r), options())
}

// TestTimeIsOver holds that a run which has no more time chooses nothing from what it has.
func TestTimeIsOver(t *testing.T) {
	r := shop(t)
	r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
		if strings.Contains(req.URL.Path, "/manifests/sha-aaa") {
			<-req.Context().Done()
			return
		}
		next.ServeHTTP(w, req)
	})
	ctx, cancel := context.WithTimeout(context.Background(), 500e6)
	defer cancel()
	report := Run(ctx, []*krm.ResourceList{listOf(t, newestBuild(r))}, Options{Client: registry.New(registry.Options{}), UpdaterPlatforms: []string{amd64}})
	assert.Equal(t, report.Images[0].Tag, "")
	assert.Check(t, strings.Contains(report.Images[0].Reason, "the time for this run was over"), report.Images[0].Reason)
	assert.Equal(t, report.Results[0].Rule, "image-unreachable")

	interrupted, interrupt := context.WithCancel(context.Background())
	time.AfterFunc(300*time.Millisecond, interrupt)
	report = Run(interrupted, []*krm.ResourceList{listOf(t, newestBuild(r))}, Options{Client: registry.New(registry.Options{}), UpdaterPlatforms: []string{amd64}})
	assert.Check(t, strings.Contains(report.Images[0].Reason, "this run was interrupted"), report.Images[0].Reason)
}

func TestProgress(t *testing.T) {
	r := shop(t)
	var seen []Progress
	o := Options{Progress: func(p Progress) { seen = append(seen, p) }}
	inspected(t, newestBuild(r)+"---\n"+strings.Replace(newestBuild(r), "sha-[0-9a-f]", "sha-[a]", 1), o)
	last := seen[len(seen)-1]
	assert.Equal(t, fmt.Sprintf("%d of %d, %d of %d", last.Done, last.Images, last.Read, last.Tags), "2 of 2, 3 of 3")
	assert.Check(t, last.Image != nil && last.Image.Tag == "sha-aaa")
	assert.Equal(t, seen[0].Images, 2)
}

// TestPlaces holds that a finding stands at the item of the list that it is about.
func TestPlaces(t *testing.T) {
	isolated(t)
	r := registrytest.New(t)
	a, b := r.Host+"/owner/a", r.Host+"/owner/b"
	head, tail, _ := strings.Cut(newestBuild(r), "    argocd-image-updater.argoproj.io/image-list: \"app="+r.Host+"/owner/app\"\n")
	for name, test := range map[string]struct {
		list string
		want [2]string
	}{
		"plain":   {"a=" + a + ", b=" + b, [2]string{"6:50", fmt.Sprint("6:", 50+len(a)+4)}},
		"quoted":  {"'a=" + a + ",b=" + b + "'", [2]string{"6:51", fmt.Sprint("6:", 51+len(a)+3)}},
		"literal": {"|\n      a=" + a + ",\n      b=" + b, [2]string{"7:7", "8:7"}},
		"folded":  {">-\n      a=" + a + ",\n      b=" + b, [2]string{"6:50", "6:50"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, findings := inspected(t, head+"    argocd-image-updater.argoproj.io/image-list: "+test.list+"\n"+tail, Options{})
			var places []string
			for _, f := range findings {
				places = append(places, strings.Fields(f)[2])
			}
			assert.DeepEqual(t, places, test.want[:])
		})
	}
}
