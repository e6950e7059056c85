// SPDX-License-Identifier: Apache-2.0

package registry

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"regexp"
	"sort"
	"strings"

	"github.com/google/go-containerregistry/pkg/authn"
	"go.yaml.in/yaml/v3"
)

// Nodes is a registries.yaml of k3s: where the containerd of its nodes pulls from, and with what.
//
//	mirrors:
//	  ghcr.io:
//	    endpoint: ["http://127.0.0.1:5000"]
//	    rewrite: {"^owner/(.*)": "mirror/$1"}
//	configs:
//	  ghcr.io:
//	    auth: {username: owner, password: …}
//	    tls: {ca_file: …, cert_file: …, key_file: …, insecure_skip_verify: false}
//
// Upstream: https://docs.k3s.io/installation/private-registry; github.com/rancher/wharfie pkg/registries/types.go for the keys,
// github.com/k3s-io/k3s pkg/agent/containerd/config.go for what becomes of them.
type Nodes struct {
	file    string
	mirrors map[string]nodeMirror
	configs map[string]nodeConfig
	tls     map[string]*tls.Config
}

type nodeMirror struct {
	Endpoints []string          `yaml:"endpoint"`
	Rewrites  map[string]string `yaml:"rewrite"`
}

type nodeConfig struct {
	Auth *struct {
		Username      string `yaml:"username"`
		Password      string `yaml:"password"`
		Auth          string `yaml:"auth"`
		IdentityToken string `yaml:"identity_token"`
	} `yaml:"auth"`
	TLS *struct {
		CAFile             string `yaml:"ca_file"`
		CertFile           string `yaml:"cert_file"`
		KeyFile            string `yaml:"key_file"`
		InsecureSkipVerify bool   `yaml:"insecure_skip_verify"`
	} `yaml:"tls"`
}

// NodesFile is where k3s reads its registries.
const NodesFile = "/etc/rancher/k3s/registries.yaml"

// ReadNodes reads a registries.yaml with the certificates that it names. The error names no value of the file.
func ReadNodes(file string) (*Nodes, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var content struct {
		Mirrors map[string]nodeMirror `yaml:"mirrors"`
		Configs map[string]nodeConfig `yaml:"configs"`
	}
	if err := yaml.Unmarshal(text, &content); err != nil {
		return nil, fmt.Errorf("%s is no registries.yaml: %s", file, withoutValues(err))
	}
	n := &Nodes{file: file, mirrors: content.Mirrors, configs: content.Configs, tls: map[string]*tls.Config{}}
	for _, host := range sortedKeys(n.configs) {
		if err := n.readTLS(host); err != nil {
			return nil, fmt.Errorf("%s: configs[%s].tls: %w", file, host, err)
		}
	}
	return n, nil
}

// withoutValues words an error of the parser without the values that it quotes, which may be passwords.
func withoutValues(err error) string {
	line := regexp.MustCompile(`line \d+`).FindString(err.Error())
	var typed *yaml.TypeError
	switch {
	case errors.As(err, &typed):
		return "what stands in " + line + " is of another type than k3s expects"
	case line != "":
		return line + " is not YAML"
	}
	return "it is not YAML"
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

func (n *Nodes) readTLS(host string) error {
	given := n.configs[host].TLS
	if given == nil {
		return nil
	}
	// A registry's owner may decide not to check a certificate: containerd does the same for this file.
	config := &tls.Config{InsecureSkipVerify: given.InsecureSkipVerify} //nolint:gosec // what the file says
	if given.CAFile != "" {
		pem, err := os.ReadFile(given.CAFile)
		if err != nil {
			return fmt.Errorf("reading ca_file: %w", err)
		}
		trust()
		pool, err := x509.SystemCertPool()
		if err != nil {
			pool = x509.NewCertPool()
		}
		if !pool.AppendCertsFromPEM(pem) {
			return fmt.Errorf("ca_file %s holds no certificate in PEM", given.CAFile)
		}
		config.RootCAs = pool
	}
	if given.CertFile != "" || given.KeyFile != "" {
		if given.CertFile == "" || given.KeyFile == "" {
			return errors.New("cert_file and key_file must be given together")
		}
		pair, err := tls.LoadX509KeyPair(given.CertFile, given.KeyFile)
		if err != nil {
			return fmt.Errorf("cert_file %s and key_file %s are no pair in PEM", given.CertFile, given.KeyFile)
		}
		config.Certificates = []tls.Certificate{pair}
	}
	n.tls[host] = config
	return nil
}

// NodeEndpoint is one place from which a node pulls an image.
type NodeEndpoint struct {
	Endpoint
	// Repository is the name of the repository there, after rewriting.
	Repository string
	// Credential is that of registries.yaml; anonymous where it has none.
	Credential Credential
}

// Endpoints returns where a node pulls a repository of a registry from, in the order in which it tries: the mirrors of the
// registry, else those of `*`, then the registry itself.
//
// Upstream: k3s pkg/agent/containerd/config.go getHostConfigs; containerd core/remotes/docker/config/hosts.go. The default
// endpoint is as k3s has it without --disable-default-registry-endpoint.
func (n *Nodes) Endpoints(host, repository string) []NodeEndpoint {
	key := host
	mirror, ok := n.mirrors[key]
	// A registry that has a configuration has a file of its own, and then that of `*` is not read.
	if c, configured := n.configs[key]; !ok && (!configured || c.Auth == nil && c.TLS == nil) {
		key = "*"
		mirror = n.mirrors[key]
	}
	var all []NodeEndpoint
	seen := map[string]bool{}
	last := n.endpoint(host, host)
	for i, address := range mirror.Endpoints {
		e, name, err := nodeAddress(address)
		if err != nil || seen[e.String()] {
			continue // k3s logs a warning and goes on
		}
		seen[e.String()] = true
		ep := n.endpoint(e.Host, name)
		ep.Endpoint.Scheme, ep.Endpoint.Path = e.Scheme, e.Path
		ep.Repository = rewrite(repository, mirror.Rewrites)
		if i+1 == len(mirror.Endpoints) && ep.Endpoint.String() == last.Endpoint.String() {
			last = ep // rewrites hold for it then
			continue
		}
		if hubHost(e.Host) != hubHost(host) {
			ep.Namespace = host
		}
		all = append(all, ep)
	}
	if last.Repository == "" {
		last.Repository = repository
	}
	return append(all, last)
}

// Credential returns what registries.yaml has for a registry itself; anonymous where it has nothing.
func (n *Nodes) Credential(host string) Credential {
	if n == nil {
		return Credential{}
	}
	return n.endpoint(host, host).Credential
}

// endpoint is a host with what is configured for it.
func (n *Nodes) endpoint(host, name string) NodeEndpoint {
	ep := NodeEndpoint{Endpoint: Endpoint{Host: host, Scheme: "https"}}
	if isLocal(host) && !strings.HasSuffix(host, ":443") && strings.Contains(host, ":") {
		ep.Endpoint.Scheme = "http"
	}
	for _, key := range []string{hubHost(name), name, "docker.io"} {
		if key == "docker.io" && hubHost(name) != hubHost("docker.io") {
			continue
		}
		c, ok := n.configs[key]
		if !ok {
			continue
		}
		ep.TLS = n.tls[key]
		if c.Auth != nil {
			// containerd takes a decoded pair to its end or to a NUL.
			auth := strings.TrimSpace(c.Auth.Auth)
			if raw, err := base64.StdEncoding.DecodeString(auth); err == nil {
				auth = base64.StdEncoding.EncodeToString([]byte(strings.TrimRight(string(raw), "\x00")))
			}
			ep.Credential = Credential{"registries.yaml", authn.AuthConfig{
				Username: c.Auth.Username, Password: c.Auth.Password, Auth: auth, IdentityToken: c.Auth.IdentityToken,
			}}
			if ep.Credential.Anonymous() {
				ep.Credential = Credential{}
			}
		}
		break
	}
	return ep
}

// hubHost is the host that containerd asks for Docker Hub, and any other host itself.
func hubHost(host string) string {
	if host == "docker.io" || host == "index.docker.io" {
		return "registry-1.docker.io"
	}
	return host
}

// nodeAddress reads the address of a mirror. name is the registry whose configuration holds for it.
//
// Upstream: k3s pkg/agent/containerd/config.go normalizeEndpointAddress.
func nodeAddress(address string) (e Endpoint, name string, err error) {
	e, err = ParseEndpoint(address)
	if err != nil {
		return e, "", err
	}
	if e.Scheme == "" {
		e.Scheme = "https"
		if u, err := url.Parse("//" + e.Host); err == nil && isLocal(e.Host) && u.Port() != "" && u.Port() != "443" {
			e.Scheme = "http"
		}
	}
	return e, e.Host, nil
}

func isLocal(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || ip.IsLoopback()
}

// rewrite applies the first of the patterns that changes the name. containerd takes them in no order; here it is that of their
// text.
//
// Upstream: the rewrites of k3s' containerd, https://docs.k3s.io/installation/private-registry#rewrites
func rewrite(repository string, rewrites map[string]string) string {
	for _, pattern := range sortedKeys(rewrites) {
		re, err := regexp.Compile(pattern)
		if err != nil {
			continue
		}
		if changed := re.ReplaceAllString(repository, rewrites[pattern]); changed != repository {
			return changed
		}
	}
	return repository
}
