// Command bedapp is what runs in the bed's pods: a server that says who it is, and a client that says what it met.
// Clients print one JSON object a line, so that a test compares outcomes and not the words of some tool.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

const usage = `usage: bedapp serve [-port 8080]... [-udp PORT]... [-ready=false]
       bedapp get [-times N] [-every 100ms] [-timeout 2s] URL
       bedapp dial [-times N] [-every 100ms] [-timeout 2s] tcp|udp HOST:PORT
       bedapp meet        questions as JSON lines on standard input
       bedapp resolve NAME
       bedapp srv _PORT._PROTOCOL.NAME
       bedapp ready on|off [PORT]
       bedapp odd [-address ADDRESS:PORT] [-network tcp4] MODE
       bedapp pause`

var subcommands = map[string]func(args []string) error{
	"serve":   serve,
	"get":     get,
	"dial":    dial,
	"meet":    meet,
	"resolve": resolve,
	"srv":     srv,
	"ready":   setReady,
	"odd":     odd,
	"pause":   pause,
}

func main() {
	if len(os.Args) < 2 || subcommands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, usage)
		os.Exit(2)
	}
	if err := subcommands[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintf(os.Stderr, "bedapp %s: %v\n", os.Args[1], err)
		os.Exit(1)
	}
}

// pause holds the namespaces of a pod, as the image of that name does elsewhere.
func pause([]string) error {
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGINT, syscall.SIGTERM)
	<-ended
	return nil
}
