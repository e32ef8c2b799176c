package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
)

// startSandbox runs `bedtool init` as process 1 of new network, mount and process namespaces and returns at once.
// It prints the port on the machine's loopback that leads to TARGET inside.
//
// The listening socket is made before the namespaces and handed over: a socket belongs to the network namespace that it
// was made in, so process 1 accepts from the machine and dials inside, and no interface has to join the two.
//
//	bedtool sandbox STATE TARGET COMMAND [ARGUMENT...]
func startSandbox(args []string) error {
	if len(args) < 3 {
		return errors.New("usage: bedtool sandbox STATE TARGET COMMAND [ARGUMENT...]")
	}
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return err
	}
	socket, err := listener.(*net.TCPListener).File()
	if err != nil {
		return err
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
	child.ExtraFiles = []*os.File{socket}
	child.Dir = "/" // so that the sandbox keeps no folder of the machine in use
	child.SysProcAttr = namespaces()
	if err := child.Start(); err != nil {
		return fmt.Errorf("own namespaces are refused: %w", err)
	}
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
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
