package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// startSandbox runs `bedtool init` as process 1 of new network, mount and process namespaces and returns at once.
// For each of TARGETS, addresses inside separated by commas, it prints a port on the machine's loopback that leads there.
//
//	bedtool sandbox STATE TARGETS COMMAND [ARGUMENT...]
func startSandbox(args []string) error {
	if len(args) < 3 {
		return errors.New("usage: bedtool sandbox STATE TARGETS COMMAND [ARGUMENT...]")
	}
	var sockets []*os.File
	for range strings.Split(args[1], ",") {
		door, port, err := openDoor()
		if err != nil {
			return err
		}
		sockets = append(sockets, door...)
		fmt.Println(port)
	}
	log, err := os.Create(filepath.Join(args[0], "sandbox.log"))
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	child := exec.Command(self, append([]string{"init"}, args...)...)
	child.Stdout, child.Stderr = log, log
	child.ExtraFiles = sockets
	child.Dir = "/" // so that the sandbox keeps no folder of the machine in use
	child.SysProcAttr = namespaces()
	if err := child.Start(); err != nil {
		return fmt.Errorf("own namespaces are refused: %w", err)
	}
	return nil
}

func namespaces() *syscall.SysProcAttr {
	attributes := &syscall.SysProcAttr{
		Setsid:     true,
		Cloneflags: syscall.CLONE_NEWNET | syscall.CLONE_NEWNS | syscall.CLONE_NEWPID,
	}
	if os.Geteuid() != 0 {
		// Without root the namespaces need a user namespace of their own, in which this user is root.
		attributes.Cloneflags |= syscall.CLONE_NEWUSER
		attributes.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		attributes.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	return attributes
}
