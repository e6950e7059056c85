// SPDX-License-Identifier: Apache-2.0

package imageupdater

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strings"
)

// ReadDockerConfig returns user and password that the updater takes from a .dockerconfigjson for a registry, which it knows by
// the address of its API: https://ghcr.io. The entry must begin with the address, with or without its scheme, and hold `auth`.
// The error names no value.
//
// Upstream: registry-scanner/pkg/image/credentials.go parseDockerConfigJson (v0.12.2: pkg/image/credentials.go). Of several
// entries that begin so the updater takes any; here it is the first by name.
func ReadDockerConfig(content []byte, apiURL string) (user, password string, err error) {
	var config struct {
		Auths map[string]json.RawMessage `json:"auths"`
	}
	if err := json.Unmarshal(content, &config); err != nil {
		return "", "", errors.New("it is not the JSON of a Docker configuration")
	}
	if config.Auths == nil {
		return "", "", errors.New("it has no auths")
	}
	apiURL = strings.TrimSuffix(apiURL, "/")
	bare := strings.TrimPrefix(strings.TrimPrefix(apiURL, "http://"), "https://")
	names := make([]string, 0, len(config.Auths))
	for name := range config.Auths {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		if !strings.HasPrefix(name, apiURL) && !strings.HasPrefix(name, bare) {
			continue
		}
		var entry map[string]json.RawMessage
		if json.Unmarshal(config.Auths[name], &entry) != nil || entry == nil {
			return "", "", fmt.Errorf("auths[%s] is no mapping", name)
		}
		var auth string
		if raw, ok := entry["auth"]; !ok || json.Unmarshal(raw, &auth) != nil || string(raw) == "null" {
			return "", "", fmt.Errorf("auths[%s] has no auth, which is user:token in base64: the updater reads nothing else", name)
		}
		decoded, err := base64.StdEncoding.DecodeString(auth)
		if err != nil {
			return "", "", fmt.Errorf("auths[%s].auth is no base64", name)
		}
		user, password, ok := strings.Cut(string(decoded), ":")
		if !ok {
			return "", "", fmt.Errorf("auths[%s].auth is not user:token in base64", name)
		}
		return user, password, nil
	}
	return "", "", fmt.Errorf("auths has no entry that begins with %s, only %s", bare, listOr(names, "nothing"))
}

func listOr(names []string, none string) string {
	if len(names) == 0 {
		return none
	}
	return strings.Join(names, ", ")
}

// ReadUserToken returns user and password of what a secret: source names, user:token. A line break at its end is part of the
// password, as it is for the updater.
func ReadUserToken(content string) (user, password string, err error) {
	user, password, ok := strings.Cut(content, ":")
	if !ok {
		return "", "", errors.New("it is not user:token")
	}
	return user, password, nil
}

// Source is a credential source, read.
type Source struct {
	// Kind is pullsecret, secret, env or ext.
	Kind string
	// Namespace and Name are those of the Secret of pullsecret and secret, Key that of secret.
	Namespace, Name, Key string
	// Variable is that of env.
	Variable string
}

// ReadSource reads a credential source that CheckPullSecret has found well-formed; ok is false for any other.
func ReadSource(value string) (s Source, ok bool) {
	if _, rest, found := strings.Cut(value, "="); found && rest != "" {
		value = rest
	}
	kind, definition, found := strings.Cut(value, ":")
	if !found || definition == "" || strings.Contains(definition, ":") {
		return Source{}, false
	}
	s.Kind = strings.ToLower(kind)
	switch s.Kind {
	case "env":
		s.Variable = definition
		return s, true
	case "ext":
		return s, true
	case "secret":
		definition, s.Key, found = strings.Cut(definition, "#")
		if !found || s.Key == "" {
			return Source{}, false
		}
	case "pullsecret":
		s.Key = ".dockerconfigjson"
	default:
		return Source{}, false
	}
	s.Namespace, s.Name, found = strings.Cut(definition, "/")
	return s, found && s.Namespace != "" && s.Name != "" && !strings.Contains(s.Name, "/")
}
