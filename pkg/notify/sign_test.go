// SPDX-License-Identifier: Apache-2.0

package notify_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	encoding "encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/notify"
)

// functions is the script without the line that begins it: what a test calls itself.
func functions(t *testing.T) string {
	t.Helper()
	text, found := strings.CutSuffix(notify.Script(), "\nmain \"$@\"\n")
	assert.Assert(t, found, "the script does not end with its call of main")
	return text
}

// keys are secrets that an environment can hold: every byte but 0, and the lengths at which HMAC changes.
func keys() []string {
	every := make([]byte, 255)
	for i := range every {
		every[i] = byte(i + 1)
	}
	all := []string{"", "k", "\n", "end\n\n", " a b ", "%s%n\\0101\\x41", "'\"`$(id)", "*", "-n", strings.Repeat("a", 64), strings.Repeat("b", 200), string(every)}
	random := rand.New(rand.NewPCG(1, 2))
	for _, length := range []int{1, 20, 31, 32, 63, 64, 65, 66, 127, 128, 129, 255, 1000, 4096} {
		key := make([]byte, length)
		for i := range key {
			key[i] = every[random.IntN(len(every))]
		}
		all = append(all, string(key))
	}
	return all
}

// TestHMAC compares the shell's HMAC with Go's.
func TestHMAC(t *testing.T) {
	t.Parallel()
	tools(t)
	body := []byte("{\"tag\":\"sha-0123abc\"}\x00\xff\n")
	for shell, command := range shells(t) {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			assert.NilError(t, os.WriteFile(filepath.Join(dir, "body"), body, 0o600))
			script := functions(t) + "\ni=0\nwhile [ \"$i\" -lt \"$KEYS\" ]; do\n  eval \"secret=\\$KEY_$i\"\n  hmac body || exit 1\n  i=$((i + 1))\ndone\n"
			assert.NilError(t, os.WriteFile(filepath.Join(dir, "script"), []byte(script), 0o600))
			cmd := exec.CommandContext(t.Context(), command[0], append(command[1:], "script")...)
			cmd.Dir = dir
			cmd.Env = []string{"PATH=" + os.Getenv("PATH"), fmt.Sprintf("KEYS=%d", len(keys()))}
			for i, key := range keys() {
				cmd.Env = append(cmd.Env, fmt.Sprintf("KEY_%d=%s", i, key))
			}
			out, err := cmd.CombinedOutput()
			assert.NilError(t, err, string(out))
			got := strings.Fields(string(out))
			assert.Assert(t, len(got) == len(keys()), "%s", out)
			for i, key := range keys() {
				assert.Check(t, got[i] == signature(key, body), "key %d of %d bytes", i, len(key))
			}
		})
	}
}

func signature(key string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// event is what the handlers of Image Updater v1.3 read of each registry's event.
type event struct {
	Action  string
	Package struct {
		Name        string
		PackageType string `json:"package_type"`
		Owner       struct{ Login string }
		Version     struct {
			Metadata struct{ Tag struct{ Name string } } `json:"container_metadata"`
		} `json:"package_version"`
	}
	Push        struct{ Tag string } `json:"push_data"`
	Repository  encoding.RawMessage
	DockerURL   string   `json:"docker_url"`
	UpdatedTags []string `json:"updated_tags"`
	Type        string
	Data        struct {
		Resources []struct {
			Tag string
			URL string `json:"resource_url"`
		}
		Repository struct {
			Name string `json:"repo_full_name"`
		}
	} `json:"event_data"`
}

// TestEvents holds what Image Updater gets for an image of each registry: the type, what proves the secret, and the image.
func TestEvents(t *testing.T) {
	t.Parallel()
	tools(t)
	repository := func(e event) string {
		var plain string
		var object struct {
			Name string `json:"repo_name"`
		}
		if encoding.Unmarshal(e.Repository, &plain) == nil {
			return plain
		}
		_ = encoding.Unmarshal(e.Repository, &object) // "" is noticed
		return object.Name
	}
	query := func(r *http.Request, _ string) bool { return r.URL.Query().Get("secret") == secret }
	tests := []struct {
		image, kind string
		proves      func(r *http.Request, body string) bool
		read        func(e event) string
		want        string
	}{
		{"ghcr.io/owner/home:sha-0123abc", "ghcr.io", signed, ghcr, "published container owner home sha-0123abc"},
		{"ghcr.io/owner/home/web:v1.2.3_4-X", "ghcr.io", signed, ghcr, "published container owner home/web v1.2.3_4-X"},
		{"docker.io/owner/home:sha-1", "docker.io", query, func(e event) string { return repository(e) + " " + e.Push.Tag }, "owner/home sha-1"},
		{"owner/home:sha-1", "docker.io", query, func(e event) string { return repository(e) + " " + e.Push.Tag }, "owner/home sha-1"},
		{"redis:7", "docker.io", query, func(e event) string { return repository(e) + " " + e.Push.Tag }, "library/redis 7"},
		{"quay.io/owner/home:sha-1", "quay.io", query, func(e event) string {
			return repository(e) + " " + e.DockerURL + " " + strings.Join(e.UpdatedTags, ",")
		}, "owner/home quay.io/owner/home sha-1"},
		{"registry.example.org:5000/team/home:sha-1", "harbor", plain, harbor, "PUSH_ARTIFACT registry.example.org:5000/team/home:sha-1 team/home sha-1"},
		{"localhost/home:sha-1", "harbor", plain, harbor, "PUSH_ARTIFACT localhost/home:sha-1 home sha-1"},
	}
	for shell, command := range shells(t) {
		for _, tt := range tests {
			t.Run(shell+"/"+tt.image, func(t *testing.T) {
				t.Parallel()
				s := answering(200, "text/plain", "ok")(t)
				env := webhookOnly(s.url)
				if tt.kind == "harbor" {
					env[notify.WebhookSecret] = headerSecret
				}
				env[notify.Images] = tt.image
				exit, out := result(t, command, quick, env)
				assert.Assert(t, exit == 0 && s.count() == 1, "%d, %d calls:\n%s", exit, s.count(), out)
				r := s.requests[0]
				assert.Check(t, r.Method == http.MethodPost && r.URL.Path == "/webhook" && r.URL.Query().Get("type") == tt.kind, "%s %s", r.Method, r.URL.Path)
				assert.Check(t, tt.proves(r, s.bodies[0]), "the secret is not proved")
				assert.Check(t, r.Header.Get("Content-Type") == notify.ContentType)
				var e event
				assert.NilError(t, encoding.Unmarshal([]byte(s.bodies[0]), &e), s.bodies[0])
				assert.Check(t, tt.read(e) == tt.want, "%s", s.bodies[0])
			})
		}
	}
}

// headerSecret is one that a header can hold.
const headerSecret = "planted-secret-4f0a9d"

func plain(r *http.Request, _ string) bool { return r.Header.Get("Authorization") == headerSecret }

func signed(r *http.Request, body string) bool {
	return r.Header.Get("X-Github-Event") == "package" && r.Header.Get("X-Hub-Signature-256") == "sha256="+signature(secret, []byte(body)) && !strings.Contains(r.URL.RawQuery, "secret")
}

func ghcr(e event) string {
	return strings.Join([]string{e.Action, e.Package.PackageType, e.Package.Owner.Login, e.Package.Name, e.Package.Version.Metadata.Tag.Name}, " ")
}

func harbor(e event) string {
	return strings.Join([]string{e.Type, e.Data.Resources[0].URL, e.Data.Repository.Name, e.Data.Resources[0].Tag}, " ")
}

// TestEachImageHasItsEvent holds that all images are told, and that a webhook that is away is not asked for each of them.
func TestEachImageHasItsEvent(t *testing.T) {
	t.Parallel()
	tools(t)
	for shell, command := range shells(t) {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			images := map[string]string{notify.Images: "ghcr.io/owner/a:sha-1\n ghcr.io/owner/b:sha-1\tghcr.io/owner/c:sha-1"}
			s := answering(200, "text/plain", "ok")(t)
			exit, out := result(t, command, quick, webhookOnly(s.url), images)
			assert.Check(t, exit == 0 && s.count() == 3, "%d, %d calls:\n%s", exit, s.count(), out)
			s = answering(503, "text/plain", "")(t)
			exit, out = result(t, command, quick, webhookOnly(s.url), images)
			assert.Check(t, exit == 0 && s.count() == 2, "%d, %d calls:\n%s", exit, s.count(), out)
		})
	}
}
