package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"unsafe"
)

// runInit is process 1 of the sandbox. When it ends, for whatever reason, the kernel ends every process in the sandbox
// and with the last of them goes every mount and interface: that is what `down` and a crash both rely on.
func runInit(args []string) error {
	if os.Getpid() != 1 {
		return errors.New("runs only as process 1 of a sandbox")
	}
	if err := privateMounts(); err != nil {
		return err
	}
	if err := loopbackUp(); err != nil {
		return err
	}
	for index, target := range strings.Split(args[1], ",") {
		if err := serveDoor(index, target); err != nil {
			return err
		}
	}
	program, err := exec.LookPath(args[2])
	if err != nil {
		return err
	}
	main, err := os.StartProcess(program, args[2:], &os.ProcAttr{Files: []*os.File{os.Stdin, os.Stdout, os.Stderr}})
	if err != nil {
		return err
	}
	return reap(main.Pid)
}

// reap collects every process that ends, orphans of container runtimes among them, until the main one does.
func reap(main int) error {
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		if err == syscall.EINTR {
			continue
		}
		if err != nil {
			return err
		}
		if pid == main {
			return fmt.Errorf("the supervisor ended (exit code %d, signal %d)", status.ExitStatus(), status.Signal())
		}
	}
}

// privateMounts keeps every later mount in here, and gives the sandbox a /proc of its processes and an empty /run:
// the names of network namespaces and the lock of iptables lie there.
func privateMounts() error {
	if err := syscall.Mount("none", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("private mounts: %w", err)
	}
	if err := syscall.Mount("proc", "/proc", "proc", syscall.MS_NOSUID|syscall.MS_NODEV|syscall.MS_NOEXEC, ""); err != nil {
		return fmt.Errorf("own /proc: %w", err)
	}
	if err := syscall.Mount("tmpfs", "/run", "tmpfs", 0, "mode=755"); err != nil {
		return fmt.Errorf("own /run: %w", err)
	}
	return nil
}

// loopbackUp does what `ip link set lo up` does, without needing the package that has `ip`.
func loopbackUp() error {
	socket, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0)
	if err != nil {
		return err
	}
	defer syscall.Close(socket)
	request := struct {
		name  [syscall.IFNAMSIZ]byte
		flags uint16
		_     [22]byte
	}{flags: syscall.IFF_UP | syscall.IFF_RUNNING}
	copy(request.name[:], "lo")
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, uintptr(socket), syscall.SIOCSIFFLAGS, uintptr(unsafe.Pointer(&request)))
	if errno != 0 {
		return fmt.Errorf("loopback up: %w", errno)
	}
	return nil
}
