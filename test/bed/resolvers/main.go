// Command resolvers runs clients, each with a resolv.conf of its own, against a DNS server that writes down what it is asked;
// or, in a container that has one already, `resolvers watch CLIENT < names.json` writes down what leaves it.
// It needs network and mount namespaces of its own: `unshare -Urnm --map-root-user resolvers DIRECTORY < cases.json`.
// A client is a program that looks up its only argument; `resolvers lookup NAME` is the one in Go.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
	"unsafe"
)

type testCase struct {
	Client     string            `json:"client"`
	Name       string            `json:"name"`
	ResolvConf string            `json:"resolvConf"`
	Answers    map[string]answer `json:"answers"`
}

type result struct {
	Queries []string `json:"queries"`
	Output  []string `json:"output"`
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "resolvers: %v\n", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 2 && args[0] == "lookup" {
		lookup(args[1])
		return nil
	}
	if len(args) > 1 && args[0] == "watch" {
		return watch(args[1:])
	}
	if len(args) != 1 {
		return errors.New("usage: resolvers DIRECTORY | resolvers lookup NAME | resolvers watch CLIENT")
	}
	var cases []testCase
	if err := json.NewDecoder(os.Stdin).Decode(&cases); err != nil {
		return err
	}
	file := filepath.Join(args[0], "resolv.conf")
	if err := prepare(file); err != nil {
		return err
	}
	socket, err := net.ListenPacket("udp4", "127.0.0.1:53")
	if err != nil {
		return err
	}
	recorder := &recorder{socket: socket}
	go recorder.serve()
	results := make([]result, 0, len(cases))
	for _, each := range cases {
		if err := os.WriteFile(file, []byte(each.ResolvConf), 0o644); err != nil {
			return err
		}
		recorder.begin(each.Answers)
		output, err := ask(strings.Fields(each.Client), each.Name)
		if err != nil {
			return err
		}
		results = append(results, result{recorder.end(), output})
	}
	return json.NewEncoder(os.Stdout).Encode(results)
}

// ask runs a client, and returns the words that it prints; an error and its number are one.
func ask(client []string, name string) ([]string, error) {
	output, err := exec.Command(client[0], append(client[1:], name)...).Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", client[0], err)
	}
	return strings.Fields(strings.ReplaceAll(string(output), "error ", "error")), nil
}

// prepare puts the file in the place of /etc/resolv.conf and brings the loopback interface up.
func prepare(file string) error {
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		return err
	}
	if err := syscall.Mount(file, "/etc/resolv.conf", "", syscall.MS_BIND, ""); err != nil {
		return fmt.Errorf("own resolv.conf: %w", err)
	}
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

// lookup is what a Go program without cgo does with a host name.
func lookup(name string) {
	resolver := net.Resolver{PreferGo: true}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	addresses, err := resolver.LookupHost(ctx, name)
	var failure *net.DNSError
	switch {
	case err == nil:
		fmt.Println(strings.Join(addresses, "\n"))
	case errors.As(err, &failure) && failure.IsNotFound:
		fmt.Println("error not-found")
	default:
		fmt.Println("error temporary")
	}
}
