// SPDX-License-Identifier: Apache-2.0

package inspect

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/check"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/registry"
	"github.com/fairlead-krm/fairlead/pkg/registry/registrytest"
)

// Two platforms as most images have them.
const amd64, arm64 = "linux/amd64", "linux/arm64"

// onDay is a date in November 2026.
func onDay(day int) string { return fmt.Sprintf("2026-11-%02dT10:00:00Z", day) }

// both is an image for both platforms, with an attestation for each.
func both(created string) []registrytest.Image {
	return []registrytest.Image{{Platform: amd64, Created: created}, {Platform: arm64, Created: created}, registrytest.Attestation, registrytest.Attestation}
}

// isolated keeps the credentials of the machine out of a test.
func isolated(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"HOME", "DOCKER_CONFIG", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME"} {
		t.Setenv(name, dir)
	}
	t.Setenv("REGISTRY_AUTH_FILE", "")
}

// listOf reads resources as the command does.
func listOf(t *testing.T, text string) *krm.ResourceList {
	t.Helper()
	var docs []krm.Document
	line := 1
	for i, doc := range strings.Split(text, "---\n") {
		docs = append(docs, krm.Document{Path: "a.yaml", Index: i, Line: line, Text: []byte(doc)})
		line += strings.Count(doc, "\n") + 1
	}
	list, results := krm.FromForeign(docs)
	assert.Equal(t, len(results), 0, "%v", results)
	return list
}

// inspected is what a run says, as one line for each image and one for each finding.
func inspected(t *testing.T, text string, o Options) (images, findings []string) {
	t.Helper()
	if o.Client == nil {
		o.Client = registry.New(registry.Options{})
	}
	report := Run(context.Background(), []*krm.ResourceList{listOf(t, text)}, o)
	for _, im := range report.Images {
		line := fmt.Sprintf("%s over %s: %s", orNothing(im.Tag), orNothing(im.RunnerUp), im.Reason)
		for _, left := range im.LeftOut {
			line += fmt.Sprintf("; %s: %s", left.Tag, left.Reason)
		}
		images = append(images, line)
	}
	for _, r := range report.Results {
		if r.Rule == "version-assumed" {
			continue
		}
		severity := r.Severity
		if severity == "" {
			severity = krm.Error
		}
		findings = append(findings, fmt.Sprintf("%s %s %d:%d %s", r.Rule, severity, r.Line, r.Column, r.Message))
	}
	return images, findings
}

func orNothing(tag string) string {
	if tag == "" {
		return "nothing"
	}
	return tag
}

// application is an Application with annotations, each in a line of its own; the image-list stands in line 6.
func application(annotations ...string) string {
	text := "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: app\n  annotations:\n"
	for _, a := range annotations {
		key, value, _ := strings.Cut(a, ": ")
		text += fmt.Sprintf("    argocd-image-updater.argoproj.io/%s: %q\n", key, value)
	}
	return text + "  namespace: argocd\nspec:\n  source: {repoURL: 'https://github.com/owner/app', path: deploy, targetRevision: main}\n  destination: {name: in-cluster, namespace: app}\n"
}

const shaTags = "app.allow-tags: regexp:^sha-[0-9a-f]{3,7}$"

// newestBuild is an Application that follows owner/app by newest-build.
func newestBuild(r *registrytest.Registry, more ...string) string {
	return application(append([]string{"image-list: app=" + r.Host + "/owner/app", "app.update-strategy: latest", shaTags}, more...)...)
}

func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	assert.NilError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

// at makes the version of Image Updater the one that counts.
func at(version string) Options { return Options{Check: check.Options{ImageUpdater: version}} }

func TestNewestBuild(t *testing.T) {
	isolated(t)
	r := registrytest.New(t)
	r.Index("owner/app", "sha-aaa", both(onDay(3))...)
	r.Index("owner/app", "sha-bbb", both(onDay(2))...)
	r.Index("owner/app", "sha-ccc", both(onDay(1))...)
	r.Index("owner/app", "latest", both(onDay(9))...)
	images, findings := inspected(t, newestBuild(r), at("v0.12.2"))
	assert.DeepEqual(t, images, []string{"sha-aaa over sha-bbb: created 24 h after sha-bbb"})
	assert.Equal(t, len(findings), 0, "%v", findings)
}

// expectation is what a run must say: the images whole, and of each finding rule, severity, place and some words.
type expectation struct {
	images   []string
	findings [][2]string
}

func (e expectation) check(t *testing.T, text string, o Options) {
	t.Helper()
	images, findings := inspected(t, text, o)
	assert.DeepEqual(t, images, e.images)
	assert.Equal(t, len(findings), len(e.findings), "%s", strings.Join(findings, "\n"))
	for i, want := range e.findings {
		assert.Check(t, strings.HasPrefix(findings[i], want[0]+" "), "%s\nmust begin with\n%s", findings[i], want[0])
		assert.Check(t, strings.Contains(findings[i], want[1]), "%s\nmust hold\n%s", findings[i], want[1])
	}
}

func TestManyTags(t *testing.T) {
	isolated(t)
	r := registrytest.New(t)
	for i := range 300 {
		r.Index("owner/app", fmt.Sprintf("sha-%03x", i*37%300), both(time.Date(2026, 1, 1, i, 0, 0, 0, time.UTC).Format(time.RFC3339))...)
	}
	r.Pages(37)
	images, findings := inspected(t, newestBuild(r), Options{})
	assert.DeepEqual(t, images, []string{"sha-107 over sha-0e2: created 60 min after sha-0e2"})
	assert.Equal(t, len(findings), 0, "%v", findings)
	assert.Equal(t, r.Count("/tags/list"), 9)
	assert.Check(t, r.Most() <= registry.DefaultConcurrency, "%d at once", r.Most())
}

// TestBadRegistries holds what is taken, and what is said, of registries that do not have what they should, or do not behave.
func TestBadRegistries(t *testing.T) {
	isolated(t)
	refuse := func(path string, status int, code string) func(r *registrytest.Registry) {
		return func(r *registrytest.Registry) {
			r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
				if strings.HasSuffix(req.URL.Path, path) {
					registrytest.Refuse(w, status, code, "no")
					return
				}
				next.ServeHTTP(w, req)
			})
		}
	}
	three := func(r *registrytest.Registry) {
		r.Index("owner/app", "sha-aaa", both(onDay(1))...)
		r.Index("owner/app", "sha-bbb", both(onDay(3))...)
		r.Index("owner/app", "sha-ccc", both(onDay(2))...)
	}
	same := func(date string) func(r *registrytest.Registry) {
		return func(r *registrytest.Registry) {
			for i, tag := range []string{"sha-aaa", "sha-ccc", "sha-bbb"} {
				r.Index("owner/app", tag, registrytest.Image{Platform: amd64, Created: date, Labels: map[string]string{"n": fmt.Sprint(i)}}, registrytest.Image{Platform: arm64, Created: date})
			}
		}
	}
	for _, test := range []struct {
		name    string
		set     []func(r *registrytest.Registry)
		options Options
		want    expectation
	}{
		{"no attestations", []func(*registrytest.Registry){func(r *registrytest.Registry) {
			r.Index("owner/app", "sha-aaa", registrytest.Image{Platform: amd64, Created: onDay(1)}, registrytest.Image{Platform: arm64, Created: onDay(1)})
		}}, Options{}, expectation{[]string{"sha-aaa over nothing: there is no other"}, nil}},
		{"one image, no index", []func(*registrytest.Registry){func(r *registrytest.Registry) {
			r.Image("owner/app", "sha-aaa", registrytest.Image{Platform: amd64, Created: onDay(1)})
		}}, Options{UpdaterPlatforms: []string{amd64}}, expectation{[]string{"sha-aaa over nothing: there is no other"}, nil}},
		{"arm64 only, seen from amd64", []func(*registrytest.Registry){func(r *registrytest.Registry) {
			r.Index("owner/app", "sha-aaa", registrytest.Image{Platform: arm64, Created: onDay(1)}, registrytest.Attestation)
		}}, Options{UpdaterPlatforms: []string{amd64}}, expectation{
			[]string{"nothing over nothing: no tag is built for linux/amd64; sha-aaa: it is built for linux/arm64, not for linux/amd64"},
			[][2]string{{"no-tag-for-platform error 6:51", "that matches is built for linux/amd64, which is what the updater looks for when it runs there and no platforms are set: the only one is built for linux/arm64"}},
		}},
		{"arm64 only, on a cluster of both", []func(*registrytest.Registry){func(r *registrytest.Registry) {
			r.Index("owner/app", "sha-aaa", registrytest.Image{Platform: arm64, Created: onDay(1)})
		}}, Options{Platforms: []string{arm64, amd64}}, expectation{
			[]string{"sha-aaa over nothing: there is no other (where the updater runs on linux/arm64)"},
			[][2]string{
				{"tag-without-platform error 6:51", "is not built for linux/amd64 of the cluster: it is built for linux/arm64"},
				{"choice-left-to-chance warning 6:51", "sha-aaa on linux/arm64, nothing on linux/amd64"},
			},
		}},
		{"equal dates", []func(*registrytest.Registry){func(r *registrytest.Registry) {
			same(onDay(5))(r)
			r.Index("owner/app", "sha-fff", both(onDay(1))...)
		}}, Options{}, expectation{
			[]string{"sha-ccc over sha-bbb: created at the same time as sha-bbb; of equal dates the name that sorts last wins"},
			[][2]string{{"tag-dates-equal warning 6:51", "3 images of image"}},
		}},
		{"constant dates", []func(*registrytest.Registry){same(onDay(5))}, Options{}, expectation{
			[]string{"sha-ccc over sha-bbb: created at the same time as sha-bbb; of equal dates the name that sorts last wins"},
			[][2]string{{"tag-dates-constant error 6:51", "have the date 2026-11-05T10:00:00Z: sha-ccc is taken because its name sorts last"}},
		}},
		{"epoch dates", []func(*registrytest.Registry){same("1970-01-01T00:00:00Z")}, Options{}, expectation{
			[]string{"sha-ccc over sha-bbb: created at the same time as sha-bbb; of equal dates the name that sorts last wins"},
			[][2]string{{"tag-dates-constant error 6:51", "1970-01-01T00:00:00Z"}},
		}},
		{"one epoch date", []func(*registrytest.Registry){func(r *registrytest.Registry) { r.Index("owner/app", "sha-aaa", both("1980-01-01T00:00:01Z")...) }}, Options{}, expectation{
			[]string{"sha-aaa over nothing: there is no other"},
			[][2]string{{"tag-dates-constant warning 6:51", "the next tag will most likely have the same"}},
		}},
		{"one date of the beginning of Unix time", []func(*registrytest.Registry){func(r *registrytest.Registry) { r.Index("owner/app", "sha-aaa", both("1970-01-01T00:00:00Z")...) }}, Options{}, expectation{
			[]string{"sha-aaa over nothing: there is no other"},
			[][2]string{{"tag-dates-constant warning 6:51", "the next tag will most likely have the same"}},
		}},
		{"index and image disagree on the platform", []func(*registrytest.Registry){func(r *registrytest.Registry) {
			r.Index("owner/app", "sha-aaa", registrytest.Image{Platform: amd64, Config: `{"os":"linux","architecture":"s390x","created":"2026-11-01T10:00:00Z"}`})
		}}, Options{Platforms: []string{"linux/s390x"}, UpdaterPlatforms: []string{amd64}}, expectation{
			[]string{"sha-aaa over nothing: there is no other"},
			[][2]string{
				{"tag-without-platform error 6:51", "is not built for linux/s390x of the cluster: it is built for linux/amd64"},
				{"tag-dates-constant warning 6:51", "tag sha-aaa of image \"HOST/owner/app\" counts as having no date, since its index and its images disagree on the platform"},
			},
		}},
		{"several tags of one image", []func(*registrytest.Registry){func(r *registrytest.Registry) {
			r.Index("owner/app", "sha-aaa", both(onDay(1))...)
			r.Index("owner/app", "sha-bbb", both(onDay(1))...)
		}}, Options{}, expectation{[]string{"sha-bbb over sha-aaa: created at the same time as sha-aaa; of equal dates the name that sorts last wins"}, nil}},
		{"the newest cannot be read", []func(*registrytest.Registry){three, refuse("/manifests/sha-bbb", 500, "UNKNOWN")}, Options{}, expectation{
			[]string{"sha-ccc over sha-aaa: created 24 h after sha-aaa; sha-bbb: HOST: 500 UNKNOWN: no"},
			[][2]string{{"tag-not-readable error 6:51", "tag sha-bbb of image \"HOST/owner/app\" cannot be read (HOST: 500 UNKNOWN: no): the updater leaves out what it cannot read, and the choice falls on sha-ccc, which may be older"}},
		}},
		{"the newest has no date", []func(*registrytest.Registry){three, func(r *registrytest.Registry) { r.Index("owner/app", "sha-ddd", both("")...) }}, Options{}, expectation{
			[]string{"sha-bbb over sha-ccc: created 24 h after sha-ccc; sha-ddd: its configuration has no date"},
			[][2]string{{"tag-not-readable error 6:51", "its configuration has no date"}},
		}},
		{"a part is gone", []func(*registrytest.Registry){three, func(r *registrytest.Registry) {
			gone := registrytest.Digest("gone")
			r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
				if strings.HasSuffix(req.URL.Path, "/manifests/sha-ddd") {
					w.Header().Set("Content-Type", registrytest.TypeIndex)
					fmt.Fprint(w, `{"manifests":[{"digest":"`+gone+`","platform":{"os":"linux","architecture":"arm64"}}]}`)
					return
				}
				next.ServeHTTP(w, req)
			})
			r.Index("owner/app", "sha-ddd", both(onDay(9))...)
		}}, Options{UpdaterPlatforms: []string{arm64}}, expectation{
			[]string{"sha-bbb over sha-ccc: created 24 h after sha-ccc; sha-ddd: HOST: 404 MANIFEST_UNKNOWN: Unknown manifest"},
			[][2]string{{"tag-not-readable error 6:51", "404"}},
		}},
		{"401", []func(*registrytest.Registry){three, refuse("/tags/list", 401, "UNAUTHORIZED")}, Options{}, expectation{
			[]string{"nothing over nothing: not known: HOST: 401 UNAUTHORIZED: no"},
			[][2]string{{"image-access-denied error 6:51", "is not shown to who asks with no credentials (HOST: 401 UNAUTHORIZED: no): log in by `docker login HOST`"}},
		}},
		{"403", []func(*registrytest.Registry){three, refuse("/tags/list", 403, "DENIED")}, Options{}, expectation{
			[]string{"nothing over nothing: not known: HOST: 403 DENIED: no"},
			[][2]string{{"image-access-denied error 6:51", "403 DENIED"}},
		}},
		{"missing", nil, Options{}, expectation{
			[]string{"nothing over nothing: not known: HOST: 404 NAME_UNKNOWN: Unknown name"},
			[][2]string{{"image-missing error 6:51", "does not exist"}},
		}},
		{"no tags", []func(*registrytest.Registry){func(r *registrytest.Registry) { r.Index("owner/app", "", both(onDay(1))...) }}, Options{}, expectation{
			[]string{"nothing over nothing: the registry has no tag"},
			[][2]string{{"no-tag-matches error 6:51", "has no tag"}},
		}},
		{"no tag matches", []func(*registrytest.Registry){func(r *registrytest.Registry) { r.Index("owner/app", "main", both(onDay(1))...) }}, Options{}, expectation{
			[]string{"nothing over nothing: allow-tags \"regexp:^sha-[0-9a-f]{3,7}$\" matches none of 1 tag: the updater updates nothing, and its log looks as if all were up to date"},
			[][2]string{{"no-tag-matches error 6:51", "there are main"}},
		}},
		{"429 for ever", []func(*registrytest.Registry){three, refuse("/manifests/sha-bbb", 429, "TOOMANYREQUESTS")}, Options{}, expectation{
			[]string{"sha-ccc over sha-aaa: created 24 h after sha-aaa; sha-bbb: HOST: 429 TOOMANYREQUESTS: no"},
			[][2]string{{"registry-rate-limited error 6:51", "tag sha-bbb of image"}},
		}},
		{"429 for the list", []func(*registrytest.Registry){three, refuse("/tags/list", 429, "TOOMANYREQUESTS")}, Options{}, expectation{
			[]string{"nothing over nothing: not known: HOST: 429 TOOMANYREQUESTS: no"},
			[][2]string{{"registry-rate-limited error 6:51", "cannot be looked at, the registry allows no more requests now"}},
		}},
		{"429 once", []func(*registrytest.Registry){three, func(r *registrytest.Registry) {
			var given atomic.Bool
			r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
				if strings.HasSuffix(req.URL.Path, "/manifests/sha-bbb") && given.CompareAndSwap(false, true) {
					w.Header().Set("Retry-After", "1")
					registrytest.Refuse(w, 429, "TOOMANYREQUESTS", "no")
					return
				}
				next.ServeHTTP(w, req)
			})
		}}, Options{}, expectation{
			[]string{"sha-bbb over sha-ccc: created 24 h after sha-ccc"},
			[][2]string{{"registry-rate-limited warning 6:51", "answered once that it allows no more for a while"}},
		}},
		{"slow", []func(*registrytest.Registry){three, func(r *registrytest.Registry) {
			r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
				if strings.HasSuffix(req.URL.Path, "/manifests/sha-bbb") {
					<-req.Context().Done()
					return
				}
				next.ServeHTTP(w, req)
			})
		}}, Options{Client: registry.New(registry.Options{Timeout: 300 * time.Millisecond})}, expectation{
			[]string{"sha-ccc over sha-aaa: created 24 h after sha-aaa; sha-bbb: HOST: no answer in time"},
			[][2]string{{"tag-not-readable error 6:51", "no answer in time"}},
		}},
		{"closes early", []func(*registrytest.Registry){three, func(r *registrytest.Registry) {
			r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
				if strings.HasSuffix(req.URL.Path, "/manifests/sha-bbb") {
					w.Header().Set("Content-Length", "4000")
					fmt.Fprint(w, "{")
					return
				}
				next.ServeHTTP(w, req)
			})
		}}, Options{}, expectation{
			[]string{"sha-ccc over sha-aaa: created 24 h after sha-aaa; sha-bbb: HOST: it closed the connection early"},
			[][2]string{{"tag-not-readable error 6:51", "closed the connection early"}},
		}},
		{"a manifest that lies about its digest", []func(*registrytest.Registry){three, func(r *registrytest.Registry) {
			r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
				if strings.HasSuffix(req.URL.Path, "/manifests/sha-bbb") {
					lie := httptest.NewRecorder()
					next.ServeHTTP(lie, req)
					w.Header().Set("Content-Type", registrytest.TypeIndex)
					w.Header().Set("Docker-Content-Digest", registrytest.Digest("something else"))
					_, _ = w.Write(lie.Body.Bytes())
					return
				}
				next.ServeHTTP(w, req)
			})
		}}, Options{}, expectation{
			[]string{"sha-bbb over sha-ccc: created 24 h after sha-ccc"},
			[][2]string{{"tag-digest-wrong error 6:51", "Image Updater takes the tag, and no node can pull it"}},
		}},
		{"a configuration of a gigabyte", []func(*registrytest.Registry){three, func(r *registrytest.Registry) {
			r.Image("owner/app", "sha-ddd", registrytest.Image{Platform: amd64, Created: onDay(9), Config: `{"huge":1}`})
			r.Wrap(func(w http.ResponseWriter, req *http.Request, next http.Handler) {
				if strings.HasSuffix(req.URL.Path, registrytest.Digest(`{"huge":1}`)) {
					w.Header().Set("Content-Length", fmt.Sprint(1<<30))
					chunk := make([]byte, 1<<20)
					for range 1 << 10 {
						if _, err := w.Write(chunk); err != nil {
							return
						}
					}
					return
				}
				next.ServeHTTP(w, req)
			})
		}}, Options{}, expectation{
			[]string{"sha-bbb over sha-ccc: created 24 h after sha-ccc; sha-ddd: HOST: the configuration has more than 8 MiB and is not read"},
			[][2]string{{"tag-not-readable error 6:51", "is too large and is not read here; the updater reads it whole"}},
		}},
		{"no registry at all", []func(*registrytest.Registry){func(r *registrytest.Registry) {
			r.Wrap(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { fmt.Fprint(w, "<html>It works!</html>") })
		}}, Options{}, expectation{
			[]string{"nothing over nothing: not known: HOST: 200 its list of tags is no JSON of a registry"},
			[][2]string{{"image-unreachable error 6:51", "is no JSON of a registry"}},
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := registrytest.New(t)
			for _, set := range test.set {
				set(r)
			}
			for i := range test.want.images {
				test.want.images[i] = strings.ReplaceAll(test.want.images[i], "HOST", r.Host)
			}
			for i := range test.want.findings {
				test.want.findings[i][1] = strings.ReplaceAll(test.want.findings[i][1], "HOST", r.Host)
			}
			test.want.check(t, newestBuild(r), test.options)
		})
	}
}
