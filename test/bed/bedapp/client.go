package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sort"
	"strings"
	"syscall"
	"time"
)

// result is one line of output. Outcome is answered, refused, timeout, no-route, no-name, reset or failed.
type result struct {
	Outcome   string   `json:"outcome"`
	Status    int      `json:"status,omitempty"`
	Body      string   `json:"body,omitempty"`
	Addresses []string `json:"addresses,omitempty"`
	Detail    string   `json:"detail,omitempty"`
}

func (r result) print() { _ = json.NewEncoder(os.Stdout).Encode(r) }

type repetition struct {
	times   int
	every   time.Duration
	timeout time.Duration
	rest    []string
}

func parseRepetition(name string, args []string, wanted int) (repetition, error) {
	var r repetition
	flags := flag.NewFlagSet(name, flag.ExitOnError)
	flags.IntVar(&r.times, "times", 1, "how often")
	flags.DurationVar(&r.every, "every", 0, "pause between two")
	flags.DurationVar(&r.timeout, "timeout", 2*time.Second, "limit of each")
	_ = flags.Parse(args)
	r.rest = flags.Args()
	if len(r.rest) != wanted {
		return r, errors.New(usage)
	}
	return r, nil
}

func (r repetition) run(once func(context.Context) result) error {
	for i := range r.times {
		if i > 0 {
			time.Sleep(r.every)
		}
		limit, cancel := context.WithTimeout(context.Background(), r.timeout)
		once(limit).print()
		cancel()
	}
	return nil
}

// get opens a new connection for every request: a kept one would stay with the backend it first met.
func get(args []string) error {
	r, err := parseRepetition("get", args, 1)
	if err != nil {
		return err
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	return r.run(func(limit context.Context) result {
		request, err := http.NewRequestWithContext(limit, http.MethodGet, r.rest[0], nil)
		if err != nil {
			return failure(err)
		}
		response, err := client.Do(request)
		if err != nil {
			return failure(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil {
			return failure(err)
		}
		return result{Outcome: "answered", Status: response.StatusCode, Body: strings.TrimSpace(string(body))}
	})
}

// dial connects, and over UDP sends a datagram and waits for its answer.
func dial(args []string) error {
	r, err := parseRepetition("dial", args, 2)
	if err != nil {
		return err
	}
	return r.run(func(limit context.Context) result {
		connection, err := (&net.Dialer{}).DialContext(limit, r.rest[0], r.rest[1])
		if err != nil {
			return failure(err)
		}
		defer connection.Close()
		if r.rest[0] == "tcp" {
			return result{Outcome: "answered"}
		}
		deadline, _ := limit.Deadline()
		_ = connection.SetDeadline(deadline)
		buffer := make([]byte, 1500)
		if _, err := connection.Write([]byte("?")); err != nil {
			return failure(err)
		}
		n, err := connection.Read(buffer)
		if err != nil {
			return failure(err)
		}
		return result{Outcome: "answered", Body: strings.TrimSpace(string(buffer[:n]))}
	})
}

func resolve(args []string) error {
	if len(args) != 1 {
		return errors.New(usage)
	}
	addresses, err := net.DefaultResolver.LookupHost(context.Background(), args[0])
	if err != nil {
		failure(err).print()
		return nil
	}
	sort.Strings(addresses)
	result{Outcome: "answered", Addresses: addresses}.print()
	return nil
}

func srv(args []string) error {
	if len(args) != 1 {
		return errors.New(usage)
	}
	_, records, err := net.DefaultResolver.LookupSRV(context.Background(), "", "", args[0])
	if err != nil {
		failure(err).print()
		return nil
	}
	targets := make([]string, 0, len(records))
	for _, record := range records {
		targets = append(targets, fmt.Sprintf("%s:%d", record.Target, record.Port))
	}
	sort.Strings(targets)
	result{Outcome: "answered", Addresses: targets}.print()
	return nil
}

func failure(err error) result {
	outcome := "failed"
	var unnamed *net.DNSError
	switch {
	case errors.As(err, &unnamed):
		outcome = "no-name"
	case errors.Is(err, syscall.ECONNREFUSED):
		outcome = "refused"
	case errors.Is(err, syscall.ECONNRESET):
		outcome = "reset"
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		outcome = "no-route"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		outcome = "timeout"
	}
	return result{Outcome: outcome, Detail: err.Error()}
}
