// SPDX-License-Identifier: Apache-2.0

package registry

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
)

// Credential is what a registry is asked with. It never prints what it holds. The zero Credential is anonymous.
type Credential struct {
	from string
	auth authn.AuthConfig
}

// Password is a Credential of a user and a password or token. from says where it is from, for people.
func Password(from, user, password string) Credential {
	return Credential{from, authn.AuthConfig{Username: user, Password: password}}
}

// anonymous is what a Credential without a source is called.
const anonymous = "anonymous"

// String says where the credential is from.
func (c Credential) String() string {
	if c.from == "" {
		return anonymous
	}
	return c.from
}

// GoString is String.
func (c Credential) GoString() string { return c.String() }

// Anonymous reports whether the credential holds nothing.
func (c Credential) Anonymous() bool { return c.auth == authn.AuthConfig{} }

func (c Credential) authenticator() authn.Authenticator {
	if c.Anonymous() {
		return authn.Anonymous
	}
	return authn.FromConfig(c.auth)
}

// secrets are the texts that must not show.
func (c Credential) secrets() []string {
	all := forms(c.auth.Username, c.auth.Password)
	for _, s := range []string{c.auth.Auth, c.auth.IdentityToken, c.auth.RegistryToken} {
		if s != "" {
			all = append(all, s)
		}
	}
	if raw, err := base64.StdEncoding.DecodeString(c.auth.Auth); err == nil {
		if user, password, ok := strings.Cut(string(raw), ":"); ok {
			all = append(all, forms(user, password)...)
		}
	}
	return all
}

// DockerCredential returns the credential that Docker's configuration has for a registry, or the helper that it names; Podman's
// where there is no Docker configuration. It is anonymous where there is none.
func DockerCredential(ctx context.Context, host, repository string) (Credential, error) {
	registry, err := name.NewRegistry(host)
	if err != nil {
		return Credential{}, fmt.Errorf("%q is no host of a registry", host)
	}
	type found struct {
		auth *authn.AuthConfig
		err  error
	}
	done := make(chan found, 1)
	// A helper is a program that may ask a person, and it is not told to stop.
	go func() {
		authenticator, err := authn.DefaultKeychain.Resolve(registry.Repo(repository))
		if err != nil {
			done <- found{nil, err}
			return
		}
		auth, err := authn.Authorization(ctx, authenticator)
		done <- found{auth, err}
	}()
	select {
	case <-ctx.Done():
		return Credential{}, errors.New("docker's credential helper did not answer in time")
	case f := <-done:
		if f.err != nil {
			return Credential{}, errors.New("docker's configuration, or the credential helper that it names, cannot be read")
		}
		if f.auth == nil || *f.auth == (authn.AuthConfig{}) {
			return Credential{}, nil
		}
		return Credential{dockerSource(registry.RegistryStr()), *f.auth}, nil
	}
}

// dockerSource says where DockerCredential found something.
func dockerSource(host string) string {
	file := dockerFile()
	if file == "" {
		return "Docker configuration"
	}
	var config struct {
		Store   string            `json:"credsStore"`
		Helpers map[string]string `json:"credHelpers"`
		Auths   map[string]struct {
			Auth string `json:"auth"`
		} `json:"auths"`
	}
	text, err := os.ReadFile(file)
	if err != nil || json.Unmarshal(text, &config) != nil {
		return "Docker configuration"
	}
	helper := config.Helpers[host]
	if helper == "" && config.Auths[host].Auth == "" {
		helper = config.Store
	}
	if helper != "" {
		return "credential helper " + helper
	}
	return "Docker configuration " + shortened(file)
}

// dockerFile is the file that go-containerregistry reads; "" where it is not one of Docker's.
func dockerFile() string {
	dir := os.Getenv("DOCKER_CONFIG")
	if dir == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			return ""
		}
		dir = filepath.Join(home, ".docker")
	}
	file := filepath.Join(dir, "config.json")
	if _, err := os.Stat(file); err != nil {
		return ""
	}
	return file
}

// shortened writes ~ for the home folder.
func shortened(file string) string {
	if home, err := os.UserHomeDir(); err == nil && home != "" {
		if rest, ok := strings.CutPrefix(file, home+string(os.PathSeparator)); ok {
			return "~" + string(os.PathSeparator) + rest
		}
	}
	return file
}
