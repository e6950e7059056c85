// SPDX-License-Identifier: Apache-2.0

package rig

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"time"

	"github.com/fairlead-krm/fairlead/e2e/progress"
)

// findRedis returns a program that is redis when it is called redis-server. Debian's redis-tools, which starts no service,
// holds that program under another name. Where neither is installed it is installed by root, and named to anyone else.
func findRedis(ctx context.Context, screen *progress.Screen) (string, error) {
	for range 2 {
		for _, name := range []string{"redis-server", "redis-check-rdb"} {
			if file, err := exec.LookPath(name); err == nil {
				return file, nil
			}
		}
		if _, err := exec.LookPath("apt-get"); err != nil || os.Geteuid() != 0 {
			break
		}
		step := screen.Begin("installing redis-tools by apt-get")
		for _, args := range [][]string{{"update"}, {"install", "-y", "--no-install-recommends", "redis-tools"}} {
			cmd := exec.CommandContext(ctx, "apt-get", args...)
			cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
			if out, err := cmd.CombinedOutput(); err != nil {
				step.End("installing redis-tools by apt-get: %s", screen.Bad("FAILED"))
				return "", fmt.Errorf("apt-get %s: %w\n%s", args[0], err, out)
			}
		}
		step.Done()
	}
	return "", errors.New("redis-server is not on the PATH: install it, on Debian by `apt-get install redis-tools` as root")
}

func (r *Rig) startRedis(ctx context.Context) error {
	if err := r.start(daemon{name: "redis", program: r.programs["redis"], argv0: "redis-server", dir: r.dir, args: []string{
		"--bind", "127.0.0.1", "--port", fmt.Sprint(r.ports.redis), "--save", "", "--appendonly", "no",
	}}); err != nil {
		return err
	}
	return r.await(ctx, 20*time.Second, "redis", func(ctx context.Context) error {
		var d net.Dialer
		conn, err := d.DialContext(ctx, "tcp", address(r.ports.redis))
		if err != nil {
			return err
		}
		return conn.Close()
	})
}
