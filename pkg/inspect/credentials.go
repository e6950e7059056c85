// SPDX-License-Identifier: Apache-2.0

package inspect

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/fairlead-krm/fairlead/pkg/imageupdater"
	"github.com/fairlead-krm/fairlead/pkg/krm"
	"github.com/fairlead-krm/fairlead/pkg/registry"
)

// PullSecret is a Secret that the updater reads credentials from, at hand. It never prints what it holds.
type PullSecret struct {
	file            string
	namespace, name string // "" is any
	data            map[string]string
}

// String names it.
func (p PullSecret) String() string {
	if p.name == "" {
		return p.file
	}
	return p.file + " (" + p.name + ")"
}

// GoString is String.
func (p PullSecret) GoString() string { return p.String() }

// ReadPullSecrets reads the Secrets of a file, in YAML or JSON, or a Docker configuration, which then stands for every
// pullsecret: that is asked for. The error names no value.
func ReadPullSecrets(file string, content []byte) ([]PullSecret, error) {
	var config struct {
		Auths json.RawMessage `json:"auths"`
	}
	if json.Unmarshal(content, &config) == nil && config.Auths != nil {
		return []PullSecret{{file: file, data: map[string]string{".dockerconfigjson": string(content)}}}, nil
	}
	var all []PullSecret
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	for {
		var s struct {
			Kind     string `yaml:"kind"`
			Metadata struct {
				Name      string `yaml:"name"`
				Namespace string `yaml:"namespace"`
			} `yaml:"metadata"`
			Data       map[string]string `yaml:"data"`
			StringData map[string]string `yaml:"stringData"`
		}
		err := decoder.Decode(&s)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%s must be a Secret in YAML, or a Docker configuration in JSON", file)
		}
		if s.Kind != "Secret" {
			continue
		}
		p := PullSecret{file: file, namespace: s.Metadata.Namespace, name: s.Metadata.Name, data: map[string]string{}}
		for key, value := range s.Data {
			raw, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(value), ""))
			if err != nil {
				return nil, fmt.Errorf("%s: data[%s] of the Secret %s is no base64", file, key, s.Metadata.Name)
			}
			p.data[key] = string(raw)
		}
		for key, value := range s.StringData {
			p.data[key] = value
		}
		all = append(all, p)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s holds no Secret, and no Docker configuration with auths", file)
	}
	return all, nil
}

// access is with what a registry is asked for an image.
type access struct {
	credential registry.Credential
	// declared is where the updater finds its credentials; "" is nowhere.
	declared string
	// own says that credential is the updater's own.
	own bool
	// unusable says why the updater cannot use what is declared.
	unusable error
	// note says why there is no credential where there may be one.
	note string
}

// foreign reports whether these are credentials of others, where the updater has none.
func (a access) foreign() bool { return a.declared == "" && !a.credential.Anonymous() }

// accessFor finds what the updater itself would ask with, where that is at hand; else what nodes ask with; else what Docker
// has here.
func (r *run) accessFor(ctx context.Context, im imageupdater.Image, p place) access {
	a := access{declared: im.PullSecret}
	if a.declared == "" {
		a.declared = p.credentials
	}
	if r.declared(&a, p); a.own || a.unusable != nil {
		return a
	}
	if a.credential = r.options.Nodes.Credential(p.host); !a.credential.Anonymous() {
		return a
	}
	ctx, cancel := context.WithTimeout(ctx, helperTime)
	defer cancel()
	c, err := registry.DockerCredential(ctx, p.host, p.repository)
	if err != nil {
		a.note = strings.TrimPrefix(a.note+"; "+err.Error(), "; ")
	}
	a.credential = c
	return a
}

// helperTime is for a credential helper of Docker.
const helperTime = 20 * time.Second

// declared reads the source that the resources name, where it is at hand.
//
// Upstream: image/credentials.go FetchCredentials.
func (r *run) declared(a *access, p place) {
	if a.declared == "" && len(r.options.PullSecrets) > 0 {
		a.note = "--pull-secret gives what the image declares, and it declares no pull-secret"
	}
	source, ok := imageupdater.ReadSource(a.declared)
	if !ok {
		return
	}
	var content, from string
	switch source.Kind {
	case "env":
		if content, from = os.Getenv(source.Variable), "the variable "+source.Variable; content == "" {
			return
		}
	case "secret", "pullsecret":
		found := false
		for _, s := range r.options.PullSecrets {
			if s.name == "" && source.Kind == "pullsecret" || s.name == source.Name && (s.namespace == "" || s.namespace == source.Namespace) {
				from, found = s.file, true
				if content, ok = s.data[source.Key]; !ok {
					a.unusable = fmt.Errorf("the Secret %s/%s has no key %q", source.Namespace, source.Name, source.Key)
					return
				}
				break
			}
		}
		if !found {
			if len(r.options.PullSecrets) > 0 {
				a.note = fmt.Sprintf("--pull-secret gives no Secret %s/%s", source.Namespace, source.Name)
			}
			return
		}
	default:
		return // a script of the updater's container
	}
	read := imageupdater.ReadUserToken
	if source.Kind == "pullsecret" {
		read = func(content string) (string, string, error) {
			return imageupdater.ReadDockerConfig([]byte(content), p.apiURL)
		}
	}
	user, password, err := read(content)
	if err != nil {
		a.unusable = err
		return
	}
	a.credential, a.own = registry.Password("pull secret "+from, user, password), true
	if source.Kind == "env" {
		a.credential = registry.Password(from, user, password)
	}
}

// refusesSource says why a version takes an image for an error because of its credential source; "" where it does not. Before
// v1.2 the updater goes on without credentials.
func (s *subject) refusesSource() string {
	if s.Image.PullSecret == "" || !s.Version.AtLeast(1, 2) {
		return ""
	}
	namespace := s.Item.Namespace
	if s.world.isProject(s.Item) {
		namespace = "" // generated to fit
	}
	if err := imageupdater.CheckPullSecret(s.Image.PullSecret, s.Version, namespace); err != nil {
		return err.Error()
	}
	return ""
}

func (w *world) isProject(it *krm.Item) bool { return it.Kind == "Project" }
