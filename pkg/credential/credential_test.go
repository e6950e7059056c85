// SPDX-License-Identifier: Apache-2.0

package credential_test

import (
	"strings"
	"testing"

	"gotest.tools/v3/assert"

	"github.com/fairlead-krm/fairlead/pkg/credential"
)

// The token is put together here, so that no scanner takes this file for a leak.
const token = "ghp_" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1zA2"

func TestInURL(t *testing.T) {
	for _, text := range []string{
		"https://ci:Hk3nq9@github.com/owner/shop",
		"https://" + token + "@github.com/owner/shop.git",
		"https://x-access-token:" + token + "@github.com/owner/shop",
		"DATABASE_URL=postgres://shop:Hk3nq9@postgres:5432/shop?sslmode=disable",
		"redis://:Hk3nq9@redis:6379/0",
		"one http://a.example.com/ two amqp://shop:Hk3nq9%21@rabbitmq",
		`dsn: "postgres://shop:Hk3nq9@${DB_HOST}/shop"`,
		"http://shop:1234@proxy:3128",
	} {
		assert.Check(t, credential.InURL(text), text)
	}
	for _, text := range []string{
		"", "https://github.com/owner/shop", "git@github.com:owner/shop.git", "ssh://git@github.com:22/owner/shop",
		"https://user@dev.azure.com/owner/_git/shop", "https://github.com/owner/shop@v1:2",
		"postgres://shop:$DB_PASSWORD@postgres/shop", "postgres://shop:${DB_PASSWORD}@postgres/shop", "postgres://shop:$(DB_PASSWORD)@postgres",
		"https://oauth2:{{ .token }}@gitlab.com/a/b", "https://user:<token>@gitlab.com/a/b", "https://user:<path:secret/data/a#b>@host/x",
		"https://user:****@host", "https://user:xxxx@host", "https://user:password@host", "amqp://guest:guest@rabbitmq", "postgres://postgres:Postgres@db",
		"https://user:Hk3nq9@example.com/x", "https://user:Hk3nq9@git.example.org:8080/x", "postgres://%s:%s@%s/db", "redis://default:REDIS_PASSWORD@redis",
		"http://a:9090,admin@shop.io", `"https://" + user + ":" + pass + "@" + host`, "https://user:@host", "^https?://.*:.*@.*$",
		"https://ghp_xxxxxxxxxxxxxxxxxxxx_your_token@github.com/a/b", "https://ghp_xxxxxxxxxxxxxxxx@github.com/a/b",
	} {
		assert.Check(t, !credential.InURL(text), text)
	}
}

func TestMissing(t *testing.T) {
	for _, value := range []string{
		"", " ", "{}", "<password>", "CHANGEME", "$DB_PASSWORD", "$PW", "${x}", "a {{ b }}", "$(X)", "ENC[AES256_GCM,data:x]", "xxxxx", "your-token",
		"$(openssl rand -hex 32)", "${A:-${B}}", "${{ secrets.TOKEN }}", "postgres://u:${PASSWORD}@db/x", "<path:kv/data/a#b>",
		"changeme123", "Change Me", "exampletoken", "mydummypassword", "examplePassword", "TODO: ask the team", "todo", "your_api_key_here",
		"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "###CHANGEME###", "**redacted**", "admin@example.com",
		"https://login.example.com/oauth2/v1alpha1", "postgres://user:password@db.example.com/x", "base64 of your-key", "replace with a token of sha256",
	} {
		assert.Check(t, credential.Missing(value), value)
	}
	for _, value := range []string{
		"hunter2", "$ecret", "$apr1$x$y", "$1ABC", "a$DB_PASSWORD", "$DB-PASSWORD",
		"x9$(kQ2LzR7", "qW8${z0PlM", "Sup3r{{rSecret", "todo-Xk29sLqpZ1", "jKexample91xQ", "postgres://u:S3cr3tPw@db.example.com/x", "examplejK91xQ2",
		"postgres://u:hunter2@db.example.com/x", "postgres://u:S3cr3tPw@${HOST}/x", "Kz!example#9v$Q", "mastodon", "x}}y{{z", "$()", "a}${b",
		"changeme-Tr0ub4dor", "placeholder Xk29sLqpZ1",
	} {
		assert.Check(t, !credential.Missing(value), value)
	}
}

func TestMask(t *testing.T) {
	for line, want := range map[string]string{
		"-        run: curl -H 'Authorization: Bearer ghp_0123456789abcdefghij'":    "-        run: curl -H 'Authorization: Bearer …'",
		"+  ARGOCD_TOKEN: eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJhcmdvY2QifQ.c2lnbmF0dXJl": "+  ARGOCD_TOKEN: …",
		" password: hunter2":                                     " password: …",
		` "api-key" = "hunter2"`:                                 ` "api-key" = "…"`,
		" password: ${{ secrets.GITHUB_TOKEN }}":                 " password: ${{ secrets.GITHUB_TOKEN }}",
		" - uses: docker/login-action@4907a6ddec9925e35a0a9e82d": " - uses: docker/login-action@4907a6ddec9925e35a0a9e82d",
		" timeout-minutes: 60":                                   " timeout-minutes: 60",
	} {
		assert.Equal(t, credential.Mask(line), want)
	}
}

// TestMaskOfMessages holds that nothing of what others let slip stays, wherever it stands in a sentence, and the sentence does.
func TestMaskOfMessages(t *testing.T) {
	const value = "Hk3nq9"
	for _, text := range []string{
		"GET https://api/x?apiKey=Hk3nq9&page=2 failed", "helm pull --password Hk3nq9 failed", "helm pull --password=Hk3nq9 failed", "sent X-Api-Key: Hk3nq9 and failed",
		"error: code = Unknown desc = password: Hk3nq9 is refused", "dial user=shop password=Hk3nq9 host=db failed", "env DB_PASSWORD: Hk3nq9, and failed",
		"curl -H 'Authorization: Bearer Hk3nq9' failed", "Authorization: Basic Hk3nq9", "header Authorization: Hk3nq9 failed", "Bearer Hk3nq9 was refused", "GET /?token=Hk3nq9 failed", "--token Hk3nq9",
		`{"password":"Hk3nq9 Hk3nq9","user":"shop"} failed`, `{\"password\":\"Hk3nq9 \\\"Hk3nq9\",\"user\"}`, `password "x", secret='Hk3nq9 Hk3nq9' failed`, `env {"name":"DB_PASSWORD","value":"Hk3nq9"} failed`, "env {name: DB_PASSWORD, value: Hk3nq9}",
		"at\n  password: correct Hk3nq9\nfailed", "secretKey=Hk3nq9", "with AWS_SECRET_ACCESS_KEY=Hk3nq9 failed", "?key=Hk3nq9&x", "clientSecret: Hk3nq9", "credential=Hk3nq9", "DB_PWD=Hk3nq9", "passphrase: Hk3nq9",
		"-----BEGIN RSA PRIVATE " + "KEY-----\nHk3nq9\n-----END RSA PRIVATE " + "KEY----- failed", "postgres://shop:Hk3nq9@db/shop failed", "https://Hk3nq9@github.com/owner/shop failed",
		"--from-literal=API_TOKEN=Hk3nq9", "-token Hk3nq9", "data:\n  PASSWORD: Hk3nq9", `"auth":"Hk3nq9"`, "password=changemeHk3nq9", "password: ${X}Hk3nq9", `password="Hk3nq9`, "token => Hk3nq9", "PASSWORD\t=\tHk3nq9",
		"Set-Cookie: argocd.token=Hk3nq9; path=/", "a: b, token: Hk3nq9", "password=Hk3nq9,token=Hk3nq9;key=Hk3nq9",
	} {
		got := credential.Mask(text)
		assert.Check(t, !strings.Contains(got, value), got)
		if strings.HasSuffix(text, " failed") {
			assert.Check(t, strings.HasSuffix(got, "failed"), got)
		}
	}
	for _, text := range []string{
		`Secret "shop-secrets" not found`, "secretName: shop-tls", "secretKeyRef: {name: shop, key: DB_PASSWORD}", "password is required", "--password-file x", "--password-stdin ghcr.io", "token expired", "couldn't find key DB_PASSWORD in Secret shop/shop-secrets",
		"ssh://git@github.com/owner/shop", "password=${DB_PASSWORD}", `"token": "${{ secrets.TOKEN }}"`, "tokens and passwords", "monkey: 3", "the secret of shop", "rpc error: code = Unknown desc = x", "",
	} {
		assert.Equal(t, credential.Mask(text), text)
	}
}
