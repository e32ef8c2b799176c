package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// ports is a flag that may be given several times.
type ports []string

func (p *ports) String() string        { return strings.Join(*p, ",") }
func (p *ports) Set(port string) error { *p = append(*p, port); return nil }

// serve answers on every port until it is told to end; then it finishes what it has begun, as a good server does.
func serve(args []string) error {
	flags := flag.NewFlagSet("serve", flag.ExitOnError)
	var tcp, udp ports
	flags.Var(&tcp, "port", "TCP port for HTTP, repeatable (default 8080)")
	flags.Var(&udp, "udp", "UDP port that answers each datagram, repeatable")
	startReady := flags.Bool("ready", true, "what /ready answers at the start")
	_ = flags.Parse(args)
	if len(tcp) == 0 && len(udp) == 0 {
		tcp = ports{"8080"}
	}
	name, err := os.Hostname()
	if err != nil {
		return err
	}
	var ready atomic.Bool
	ready.Store(*startReady)
	failed := make(chan error, len(tcp)+len(udp))
	handler := handle(name, &ready)
	servers := make([]*http.Server, 0, len(tcp))
	for _, port := range tcp {
		server := &http.Server{Addr: ":" + port, Handler: handler}
		servers = append(servers, server)
		go func() { failed <- server.ListenAndServe() }()
	}
	for _, port := range udp {
		go func() { failed <- answerDatagrams(port, name) }()
	}
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGINT, syscall.SIGTERM)
	select {
	case err := <-failed:
		return err
	case <-ended:
		return finish(servers)
	}
}

func finish(servers []*http.Server) error {
	limit, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	for _, server := range servers {
		_ = server.Shutdown(limit)
	}
	return nil
}

func handle(name string, ready *atomic.Bool) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, name) })
	mux.HandleFunc("GET /client", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, r.RemoteAddr) })
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /ready", func(w http.ResponseWriter, _ *http.Request) {
		if !ready.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		fmt.Fprintln(w, ready.Load())
	})
	mux.HandleFunc("POST /ready", func(_ http.ResponseWriter, r *http.Request) { ready.Store(r.FormValue("is") != "off") })
	return mux
}

func answerDatagrams(port, name string) error {
	socket, err := net.ListenPacket("udp", ":"+port)
	if err != nil {
		return err
	}
	buffer := make([]byte, 1500)
	for {
		_, client, err := socket.ReadFrom(buffer)
		if err != nil {
			return err
		}
		if _, err := socket.WriteTo([]byte(name+"\n"), client); err != nil {
			return err
		}
	}
}

// setReady switches /ready of the server in the same pod; for use with exec.
func setReady(args []string) error {
	if len(args) == 0 || (args[0] != "on" && args[0] != "off") {
		return fmt.Errorf("on or off?")
	}
	port := "8080"
	if len(args) > 1 {
		port = args[1]
	}
	response, err := http.Post("http://127.0.0.1:"+port+"/ready?is="+args[0], "", nil)
	if err != nil {
		return err
	}
	return response.Body.Close()
}
