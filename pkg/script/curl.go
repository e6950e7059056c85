// SPDX-License-Identifier: Apache-2.0

package script

import (
	"path"
	"strings"

	"github.com/fairlead-krm/fairlead/pkg/ci"
)

// withValue are the options of curl with one letter that take a value, and what they are called.
var withValue = map[byte]string{
	'A': "user-agent", 'b': "cookie", 'c': "cookie-jar", 'C': "continue-at", 'd': "data", 'D': "dump-header", 'e': "referer", 'E': "cert",
	'F': "form", 'H': "header", 'K': "config", 'm': "max-time", 'o': "output", 'P': "ftp-port", 'Q': "quote", 'r': "range", 't': "telnet-option",
	'T': "upload-file", 'u': "user", 'U': "proxy-user", 'w': "write-out", 'x': "proxy", 'X': "request", 'y': "speed-time", 'Y': "speed-limit", 'z': "time-cond",
}

// flags are those without a value that matter.
var flags = map[byte]string{'k': "insecure", 'f': "fail", 'G': "get", 'I': "head", 'i': "include", 'v': "verbose"}

// longWithValue are further options that take one.
var longWithValue = map[string]bool{
	"connect-timeout": true, "retry": true, "retry-delay": true, "retry-max-time": true, "data-raw": true, "data-binary": true, "data-ascii": true,
	"data-urlencode": true, "json": true, "cacert": true, "capath": true, "key": true, "url": true, "oauth2-bearer": true, "resolve": true,
	"form-string": true, "interface": true, "proto": true, "tls-max": true, "ciphers": true, "netrc-file": true, "noproxy": true,
	"connect-to": true, "unix-socket": true, "limit-rate": true, "max-redirs": true, "stderr": true, "trace": true, "trace-ascii": true, "aws-sigv4": true,
	"expect100-timeout": true, "keepalive-time": true, "cert-type": true, "key-type": true, "pass": true, "pinnedpubkey": true, "socks5": true, "output-dir": true,
	"url-query": true, "variable": true, "rate": true, "max-filesize": true, "dns-servers": true, "doh-url": true, "local-port": true, "request-target": true,
}

// curlOptions are what a call of curl says.
type curlOptions struct {
	q                                             *request
	urls                                          []argument
	types                                         []string
	method, insecure                              string
	data, json, form, get, fails, looked, limited bool
	connect                                       bool
}

// curl reads a call of curl.
func (q *request) curl() {
	o := &curlOptions{q: q}
	for i := 0; i < len(q.args); i++ {
		a := q.args[i]
		next := func() argument {
			if i++; i < len(q.args) {
				return q.args[i]
			}
			return argument{}
		}
		switch {
		case a.opaque:
			q.opaque = true
		case strings.HasPrefix(a.text, "--"):
			name := a.text[2:]
			if longWithValue[name] || isShortName(name) {
				o.option(name, next())
			} else {
				o.flag(name, a.text)
			}
		case strings.HasPrefix(a.text, "-") && len(a.text) > 1:
			o.short(a, next)
		default:
			o.urls = append(o.urls, a)
		}
	}
	o.finish()
}

func isShortName(name string) bool {
	for _, n := range withValue {
		if n == name {
			return true
		}
	}
	return false
}

// short reads options with one letter, as in -sSfX POST.
func (o *curlOptions) short(a argument, next func() argument) {
	for k := 1; k < len(a.text); k++ {
		c := a.text[k]
		name, takes := withValue[c]
		if !takes {
			if long := flags[c]; long != "" {
				o.flag(long, "-"+string(c))
			}
			continue
		}
		value := argument{text: a.text[k+1:]}
		if value.text == "" {
			value = next()
		} else if i := strings.Index(a.raw, value.text); i >= 0 {
			value.raw = value.text
		} else if k+1 <= len(a.raw) {
			value.raw = a.raw[k+1:]
		}
		o.option(name, value)
		return
	}
}

func (o *curlOptions) flag(name, written string) {
	switch name {
	case "insecure":
		o.insecure = written
	case "fail", "fail-with-body", "fail-early":
		o.fails = true
	case "get":
		o.get = true
	case "head":
		o.method = "HEAD"
	case "include", "verbose":
		o.looked = true
	}
}

func (o *curlOptions) option(name string, value argument) {
	q := o.q
	switch name {
	case "header":
		q.header(value, &o.types)
	case "data", "data-raw", "data-binary", "data-ascii", "data-urlencode":
		o.data = true
		q.body(value)
	case "json":
		o.json = true
		q.body(value)
	case "form", "form-string", "upload-file":
		o.form = true
	case "request":
		o.method = strings.ToUpper(value.text)
	case "max-time", "speed-time", "speed-limit":
		o.limited = true
	case "connect-timeout":
		o.connect = true
	case "config":
		q.opaque = true
	case "output", "write-out":
		o.looked = o.looked || value.text != "/dev/null"
	case "dump-header", "trace", "trace-ascii":
		o.looked = true
	case "oauth2-bearer":
		q.expose(value.raw)
	case "user":
		if _, password, ok := strings.Cut(value.raw, ":"); ok {
			q.expose(password)
		}
	case "cookie":
		if _, token, ok := strings.Cut(value.raw, "argocd.token="); ok {
			q.expose(token)
		}
	case "url":
		o.urls = append(o.urls, value)
	}
}

func (o *curlOptions) finish() {
	q := o.q
	target := ci.Target("")
	url := argument{}
	for _, u := range o.urls {
		if t := q.asks(u); t != "" {
			target, url = t, u
		}
	}
	if target == "" {
		return
	}
	q.Unlimited = q.Unlimited && !o.limited
	q.ConnectOnly = q.Unlimited && o.connect
	if !isLocal(url.text) {
		q.Insecure = o.insecure
	}
	q.Unseen = !o.fails && !o.looked && !q.opaque && !q.state.looked && !q.state.inFunction
	sends := o.sends()
	if target == ci.ArgoCD && o.json {
		o.types = append([]string{"application/json"}, o.types...)
	}
	if target == ci.ArgoCD {
		otherwise := ""
		switch {
		case o.form:
			otherwise = "multipart/form-data"
		case o.data && !o.get:
			otherwise = "application/x-www-form-urlencoded"
		}
		q.judgeType(sends, otherwise, o.types)
	}
	if strings.HasSuffix(path.Clean(url.text), "/session") {
		q.LogsIn = sends
	}
	q.SyncOptions = q.SyncOptions && target == ci.ArgoCD && sends
	q.add("curl", target)
}

// sends says whether the request changes something.
func (o *curlOptions) sends() bool {
	switch o.method {
	case "":
	case "POST", "PUT", "PATCH", "DELETE":
		return true
	case "GET", "HEAD":
		return false
	default:
		o.q.opaque = true
	}
	return (o.data || o.form || o.json) && !o.get
}

// wget reads a call of wget, which gives up after 15 minutes by itself and fails on a refusal.
func (q *request) wget() {
	var types []string
	sends, atHome, target := false, false, ci.Target("")
	for i := 0; i < len(q.args); i++ {
		name, value, ok := strings.Cut(q.args[i].text, "=")
		_, raw, _ := strings.Cut(q.args[i].raw, "=")
		v := argument{text: value, raw: raw}
		takes := name == "--header" || name == "--post-data" || name == "--body-data" || name == "--method"
		if takes && !ok && i+1 < len(q.args) {
			i++
			v = q.args[i]
		}
		switch name {
		case "--header":
			q.header(v, &types)
		case "--post-data", "--body-data":
			sends = true
			q.body(v)
		case "--method":
			sends = sends || v.text != "GET"
		case "--no-check-certificate":
			q.Insecure = name
		case "--config", "-i", "--input-file":
			q.opaque = true
		default:
			if t := q.asks(q.args[i]); t != "" {
				target, atHome = t, isLocal(q.args[i].text)
			}
			q.opaque = q.opaque || q.args[i].opaque
		}
	}
	if target == "" {
		return
	}
	q.Unlimited = false
	if atHome {
		q.Insecure = ""
	}
	if target == ci.ArgoCD {
		q.judgeType(sends, "application/x-www-form-urlencoded", types)
	}
	q.add("wget", target)
}
