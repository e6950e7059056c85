// SPDX-License-Identifier: Apache-2.0

package notify_test

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/notify"
)

// images is a source with these entries, chart one with these parameters: name=value.
func images(entries ...string) string {
	return fmt.Sprintf(`"source":{"repoURL":"https://git.example.org/home","kustomize":{"images":[%s]}}`, quoted(entries))
}

func chart(parameters ...string) string {
	var list []string
	for _, p := range parameters {
		name, value, _ := strings.Cut(p, "=")
		list = append(list, fmt.Sprintf(`{"name":%q,"value":%q,"forceString":true}`, name, value))
	}
	return `"source":{"helm":{"parameters":[` + strings.Join(list, ",") + `]}}`
}

func quoted(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	return `"` + strings.Join(texts, `","`) + `"`
}

// at is a look at an Application with this source, whose Pods run these images.
func at(source, health string, runs ...string) look {
	return look{200, fmt.Sprintf(`{"metadata":{"name":"home"},"spec":{%s},"status":{"summary":{"images":[%s]},"sync":{"status":"Synced","revision":"1"},"health":{"status":%q},"operationState":{"phase":"Succeeded"}}}`,
		source, quoted(runs), health)}
}

// TestOvertaken runs the wait through what other pushes do to the Application meanwhile.
func TestOvertaken(t *testing.T) {
	t.Parallel()
	tools(t)
	const (
		newer    = "ghcr.io/owner/home:sha-newer"
		other    = "ghcr.io/owner/other:sha-1"
		otherX   = "ghcr.io/owner/other:sha-x"
		otherOld = "ghcr.io/owner/other:sha-0"
		port     = "localhost:5000/home:sha-1"
		none     = `"source":{"path":"deploy"}`
	)
	ours := at(images(image), "Healthy", image)
	one := func(source string) look { return at(source, "Healthy", old) }
	tests := []struct {
		name   string
		pushed string // image where it is ""
		looks  []look
		// overtaken are the images that the notice names; "" is no notice.
		overtaken string
		calls     int
		says      string
	}{
		{name: "another tag", looks: []look{one(images(old)), one(images(newer))}, overtaken: image, calls: 2},
		{name: "whatever goes on with the other push", looks: []look{one(images(old)), at(images(newer), "Degraded", newer)}, overtaken: image, calls: 2},
		{name: "ours was written, and did not run yet", looks: []look{one(images(old)), one(images(image)), one(images(newer))}, overtaken: image, calls: 3},
		{name: "after a while without an answer", looks: []look{one(images(old)), away, one(images(newer))}, overtaken: image, calls: 3},
		{name: "the first that Image Updater writes", looks: []look{one(none), one(images(newer))}, overtaken: image, calls: 2},
		{name: "under the name that the kustomization has", looks: []look{one(images("web=" + old)), one(images("web=" + newer))}, overtaken: image, calls: 2},
		{name: "with a digest", looks: []look{one(images(old + "@sha256:01")), one(images(newer + "@sha256:02"))}, overtaken: image, calls: 2},
		{name: "a registry with a port", pushed: port, looks: []look{at(images("localhost:5000/home:sha-0"), "Healthy", "localhost:5000/home:sha-0"), one(images("localhost:5000/home:sha-2"))}, overtaken: port, calls: 2},
		{name: "Docker Hub by another name", pushed: "owner/home:sha-1", looks: []look{one(images("docker.io/owner/home:sha-0")), one(images("index.docker.io/owner/home:sha-2"))}, overtaken: "owner/home:sha-1", calls: 2},
		{name: "one of several sources", looks: []look{
			one(`"sources":[{"chart":"x"},{"kustomize":{"images":["` + old + `"]}}]`), one(`"sources":[{"chart":"x"},{"kustomize":{"images":["` + newer + `"]}}]`)}, overtaken: image, calls: 2},
		{name: "a chart", looks: []look{one(chart("image.name=ghcr.io/owner/home", "image.tag=sha-old")), one(chart("image.tag=sha-newer", "image.name=ghcr.io/owner/home"))}, overtaken: image, calls: 2},
		{name: "a chart with its own names", looks: []look{one(chart("web.repository=ghcr.io/owner/home", "web.tag=sha-old", "api.tag=1")), one(chart("web.repository=ghcr.io/owner/home", "web.tag=sha-newer", "api.tag=1"))}, overtaken: image, calls: 2},
		{name: "a chart without dots", looks: []look{one(chart("webImage=ghcr.io/owner/home", "webTag=sha-old", "apiTag=1")), one(chart("webImage=ghcr.io/owner/home", "webTag=sha-newer", "apiTag=1"))}, overtaken: image, calls: 2},
		{name: "a chart with one value", looks: []look{one(chart("image=" + old)), one(chart("image=" + newer))}, overtaken: image, calls: 2},
		{name: "both of two images", pushed: image + " " + other, looks: []look{at(images(old, otherOld), "Healthy", old, otherOld), at(images(newer, otherX), "Progressing", old, otherOld)}, overtaken: image + " " + other, calls: 2},
		{name: "one of two, the other runs", pushed: image + " " + other, looks: []look{at(images(old, otherOld), "Healthy", old, otherOld), at(images(newer, other), "Progressing", old, other), at(images(newer, other), "Healthy", newer, other)},
			overtaken: image, calls: 3, says: "home runs " + other + ", after "},
		{name: "one of two, the other comes", pushed: image + " " + other, looks: []look{at(images(old, otherOld), "Healthy", old, otherOld), at(images(newer, otherOld), "Healthy", newer, otherOld), at(images(newer, other), "Healthy", newer, other)},
			overtaken: image, calls: 3, says: "1 of the images do not run yet"},

		{name: "it was there at the first look", looks: []look{one(images(newer)), one(images(newer)), ours}, calls: 3},
		{name: "it ran at the first look", looks: []look{at(images(old), "Healthy", newer), one(images(newer)), ours}, calls: 3},
		{name: "what runs is pinned", looks: []look{one(none), one(images(old)), ours}, calls: 3},
		{name: "nothing is known of before", looks: []look{at(none, "Missing"), at(images(newer), "Missing"), ours}, calls: 3},
		{name: "taken away", looks: []look{one(images(old)), one(none), one(images()), ours}, calls: 4},
		{name: "another image", looks: []look{one(images(old, otherOld)), one(images(old, otherX)), ours}, calls: 3},
		{name: "another image of a name that ends alike", looks: []look{one(images(old)), one(images(old, "mirror.example.org/ghcr.io/owner/home:sha-x")), ours}, calls: 3},
		{name: "the same name in another registry", pushed: port, looks: []look{one(images("localhost:5000/home:sha-0")), one(images("localhost:5000/home:sha-0", "localhost:5001/home:sha-2")), at(images(port), "Healthy", port)}, calls: 3},
		{name: "another commit of Git", looks: []look{
			one(`"source":{"targetRevision":"a","kustomize":{"images":["` + old + `"]}}`), one(`"source":{"targetRevision":"b","kustomize":{"images":["` + old + `"]}}`), ours}, calls: 3},
		{name: "another digest", looks: []look{one(images(old + "@sha256:01")), one(images(old + "@sha256:02")), one(images("ghcr.io/owner/home@sha256:03")), ours}, calls: 4},
		{name: "one place of two", looks: []look{one(images(old, "web="+old)), one(images(newer, "web="+old)), ours}, calls: 3},
		{name: "another of ours", pushed: image + " ghcr.io/owner/home:v1", looks: []look{one(images(old)), one(images("ghcr.io/owner/home:v1")), at(images(image), "Healthy", image, "ghcr.io/owner/home:v1")}, calls: 3},
		{name: "back to what it was", looks: []look{one(images(old)), one(images(image)), one(images(old)), ours}, calls: 4},
		{name: "it runs", looks: []look{one(images(old)), at(images(newer), "Progressing", image), at(images(newer), "Healthy", image)}, calls: 3},
		{name: "another image of the chart", looks: []look{one(chart("image.name=ghcr.io/owner/home", "image.tag=sha-old", "side.tag=1")), one(chart("image.name=ghcr.io/owner/home", "image.tag=sha-old", "side.tag=2")), ours}, calls: 3},
		{name: "another setting of the chart", looks: []look{one(chart("image.name=ghcr.io/owner/home", "image.tag=sha-old", "image.stage=1")), one(chart("image.name=ghcr.io/owner/home", "image.tag=sha-old", "image.stage=2")), ours}, calls: 3},
		{name: "a digest in a chart", looks: []look{one(chart("image.name=ghcr.io/owner/home", "image.tag=sha-old")), one(chart("image.name=ghcr.io/owner/home", "image.tag=sha256:02")), ours}, calls: 3},
	}
	for shell, command := range shells(t) {
		for i, tt := range tests {
			if !turn(shell, i) {
				continue
			}
			t.Run(shell+"/"+tt.name, func(t *testing.T) {
				t.Parallel()
				s := looking(t, tt.looks)
				env := maps.Clone(waitOnly(s.url))
				env[notify.OvertakenSeconds] = "0"
				if tt.pushed != "" {
					env[notify.Images] = tt.pushed
				}
				exit, out := result(t, command, quick, env)
				assert.Check(t, exit == notify.Done && s.count() == tt.calls, "%d, %d calls, expected %d:\n%s", exit, s.count(), tt.calls, out)
				assert.Check(t, strings.Contains(out, tt.says), "%q is not printed:\n%s", tt.says, out)
				assert.Check(t, strings.Count(out, "::") == 2*min(len(tt.overtaken), 1), "expected at most the notice:\n%s", out)
				notice := "::notice title=notify::Another push overtook this one: home wants another tag by now than that of " + tt.overtaken + ", which"
				assert.Check(t, strings.Contains(out, notice) == (tt.overtaken != ""), "%q:\n%s", notice, out)
				if tt.overtaken != "" {
					assert.Check(t, !strings.Contains(out, "newer"), "it prints what Argo CD answers:\n%s", out)
				}
			})
		}
	}
}

// looking answers with each look, the last one again and again.
func looking(t *testing.T, looks []look) *server {
	return serves(t, func(w http.ResponseWriter, _ *http.Request, call int) {
		l := looks[min(call, len(looks))-1]
		answer(w, l.status, json, l.body)
	})
}

// TestOvertakenNotTooEarly holds that a change counts from NOTIFY_OVERTAKEN_SECONDS on: what Image Updater writes before may be what it
// read before this push, and ours comes next.
func TestOvertakenNotTooEarly(t *testing.T) {
	t.Parallel()
	tools(t)
	const newer = "ghcr.io/owner/home:sha-newer"
	for shell, command := range shells(t) {
		for _, tt := range []struct {
			name, settled, wait string
			looks               []look
			exit                int
			overtaken           bool
		}{
			{"ours comes next", "3600", "60", []look{at(images(old), "Healthy", old), at(images(newer), "Healthy", old), at(images(image), "Healthy", image)}, notify.Done, false},
			{"ours does not come, and the time is over", "3600", "3", []look{at(images(old), "Healthy", old), at(images(newer), "Healthy", newer)}, notify.NotRunning, false},
			{"ours does not come", "3", "60", []look{at(images(old), "Healthy", old), at(images(newer), "Healthy", newer)}, notify.Done, true},
		} {
			t.Run(shell+"/"+tt.name, func(t *testing.T) {
				t.Parallel()
				s := looking(t, tt.looks)
				began := time.Now()
				exit, out := result(t, command, quick, waitOnly(s.url), map[string]string{notify.OvertakenSeconds: tt.settled, notify.WaitSeconds: tt.wait, notify.PollSeconds: "1"})
				assert.Check(t, exit == tt.exit && strings.Contains(out, "overtook") == tt.overtaken, "%d:\n%s", exit, out)
				assert.Check(t, !tt.overtaken || time.Since(began) >= 2*time.Second, "too early:\n%s", out) // the clock of a shell has whole seconds
			})
		}
	}
}
