// SPDX-License-Identifier: Apache-2.0

package rig

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// patience is how long a process may take to stop before it is killed.
const patience = 5 * time.Second

// process is a program that runs in the background, in a process group of its own: a signal to the terminal does not reach it,
// and ending the group ends whatever it started, and nothing else.
type process struct {
	name  string
	log   string
	cmd   *exec.Cmd
	ended chan struct{}
	err   error // what Wait said; valid when ended is closed
}

// daemon says how a process of the rig is run.
type daemon struct {
	// name is the process and its log.
	name    string
	program string
	// argv0 is the name under which the program sees itself, where that decides what it does.
	argv0 string
	args  []string
	env   []string
	dir   string
}

// start runs a process with its output in a log of its own.
func (r *Rig) start(d daemon) error {
	log := filepath.Join(r.logs, d.name+".log")
	out, err := os.Create(log)
	if err != nil {
		return err
	}
	defer out.Close()
	cmd := exec.Command(d.program, d.args...)
	if d.argv0 != "" {
		cmd.Args[0] = d.argv0
	}
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = d.dir, append(r.environment(), d.env...), out, out
	cmd.SysProcAttr = ownGroup()
	p := &process{name: d.name, log: log, cmd: cmd, ended: make(chan struct{})}
	if err := spawn(cmd.Start); err != nil {
		return fmt.Errorf("starting %s: %w", d.name, err)
	}
	go func() {
		p.err = cmd.Wait()
		close(p.ended)
	}()
	r.processes = append(r.processes, p)
	return nil
}

// running returns an error where the process has ended, with the end of its log.
func (p *process) running() error {
	select {
	case <-p.ended:
		how := "exit status 0"
		if p.err != nil {
			how = p.err.Error()
		}
		return fmt.Errorf("%s ended (%s); the end of %s:\n%s", p.name, how, p.log, tail(p.log, 20))
	default:
		return nil
	}
}

// stop ends the process group: it is asked, and after a while made to.
func (p *process) stop() {
	group := -p.cmd.Process.Pid
	_ = syscall.Kill(group, syscall.SIGTERM) // it may have ended already
	select {
	case <-p.ended:
	case <-time.After(patience):
	}
	_ = syscall.Kill(group, syscall.SIGKILL) // what it started and left behind as well
	<-p.ended
}

// stopAll ends what the rig started, in the reverse order, and nothing else.
func (r *Rig) stopAll() {
	for i := len(r.processes) - 1; i >= 0; i-- {
		r.processes[i].stop()
	}
	r.processes = nil
}

// alive returns an error where a process of the rig has ended.
func (r *Rig) alive() error {
	for _, p := range r.processes {
		if err := p.running(); err != nil {
			return err
		}
	}
	return nil
}

// await tries until something is so, no process of the rig has ended and the time is not over.
func (r *Rig) await(ctx context.Context, limit time.Duration, what string, try func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for {
		err := try(ctx)
		if err == nil {
			return nil
		}
		if dead := r.alive(); dead != nil {
			return dead
		}
		select {
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.DeadlineExceeded) {
				return fmt.Errorf("waiting for %s: not within %s: %w", what, limit, err)
			}
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// tail returns the last lines of a file.
func tail(file string, lines int) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return err.Error()
	}
	all := strings.Split(strings.TrimSpace(string(text)), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}
