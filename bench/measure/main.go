// SPDX-License-Identifier: Apache-2.0

// Command measure runs a program the way that an orchestrator runs a function, with pipes for stdin and stdout, and
// writes what it cost: exit status, CPU in nanoseconds (user and system, with the children that it waited for) and peak
// memory as the kernel reports it (KiB on Linux).
//
// It is a program of its own because the kernel counts the memory of the parent at the fork as the child's: a child of
// a large program never seems small. This one is as small as a Go program is.
//
//	measure RESULT STDIN STDOUT PROGRAM [ARGUMENT...]
package main

import (
	"io"
	"os"
	"strconv"
	"syscall"
)

func main() {
	if len(os.Args) < 5 {
		os.Stderr.WriteString("usage: measure RESULT STDIN STDOUT PROGRAM [ARGUMENT...]\n")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3], os.Args[4:]); err != nil {
		os.Stderr.WriteString("measure: " + err.Error() + "\n")
		os.Exit(1)
	}
}

func run(result, stdin, stdout string, command []string) error {
	in, err := os.Open(stdin)
	if err != nil {
		return err
	}
	out, err := os.OpenFile(stdout, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	inRead, inWrite, err := os.Pipe()
	if err != nil {
		return err
	}
	outRead, outWrite, err := os.Pipe()
	if err != nil {
		return err
	}
	process, err := os.StartProcess(command[0], command, &os.ProcAttr{Env: os.Environ(), Files: []*os.File{inRead, outWrite, os.Stderr}})
	if err != nil {
		return err
	}
	inRead.Close()
	outWrite.Close()
	go func() {
		io.Copy(inWrite, in) // a program that does not read its stdin is not wrong
		inWrite.Close()
	}()
	if _, err := io.Copy(out, outRead); err != nil {
		return err
	}
	state, err := process.Wait()
	if err != nil {
		return err
	}
	usage := state.SysUsage().(*syscall.Rusage)
	cpu := state.UserTime() + state.SystemTime()
	text := strconv.Itoa(state.ExitCode()) + " " + strconv.FormatInt(int64(cpu), 10) + " " + strconv.FormatInt(int64(usage.Maxrss), 10) + "\n"
	return os.WriteFile(result, []byte(text), 0o644)
}
