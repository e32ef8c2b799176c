package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"
)

// question is one line of input of meet. Network is http (the body is kept), or udp.
type question struct {
	ID      int    `json:"id"`
	Network string `json:"network"`
	Address string `json:"address"`
	Times   int    `json:"times"`
	// Timeout of each connection, in milliseconds.
	Timeout int `json:"timeout"`
}

type meeting struct {
	ID  int      `json:"id"`
	Met []result `json:"met"`
}

const mostAtOnce = 256

// meet answers any number of questions at once, each as soon as it can, until its input ends: a process for each question
// would take longer than the packets.
func meet(args []string) error {
	if len(args) != 0 {
		return errors.New(usage)
	}
	var open sync.WaitGroup
	var output sync.Mutex
	slots := make(chan struct{}, mostAtOnce)
	encoder := json.NewEncoder(os.Stdout)
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var asked question
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			return err
		}
		open.Add(1)
		go func() {
			defer open.Done()
			answer := meeting{ID: asked.ID, Met: asked.run(slots)}
			output.Lock()
			defer output.Unlock()
			_ = encoder.Encode(answer)
		}()
	}
	open.Wait()
	return lines.Err()
}

// run makes the first connection alone: what it leaves behind (a neighbour's address, an affinity) is there for the others.
func (q question) run(slots chan struct{}) []result {
	met := make([]result, q.Times)
	once := func(i int) {
		slots <- struct{}{}
		defer func() { <-slots }()
		limit, cancel := context.WithTimeout(context.Background(), time.Duration(q.Timeout)*time.Millisecond)
		defer cancel()
		met[i] = q.connect(limit)
	}
	once(0)
	var rest sync.WaitGroup
	for i := 1; i < q.Times; i++ {
		rest.Add(1)
		go func() { defer rest.Done(); once(i) }()
	}
	rest.Wait()
	return met
}

func (q question) connect(limit context.Context) result {
	if q.Network == "udp" {
		return datagram(limit, q.Address)
	}
	connection, err := (&net.Dialer{}).DialContext(limit, "tcp", q.Address)
	if err != nil {
		return failure(err)
	}
	defer connection.Close()
	deadline, _ := limit.Deadline()
	_ = connection.SetDeadline(deadline)
	// by hand, since thousands of http.Clients keep a machine busier than their packets
	if _, err := io.WriteString(connection, "GET / HTTP/1.0\r\n\r\n"); err != nil {
		return failure(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		return failure(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return failure(err)
	}
	return result{Outcome: "answered", Status: response.StatusCode, Body: strings.TrimSpace(string(body))}
}

// datagram asks twice before it says that nothing came: one that is lost on a busy machine is no verdict. A node's own
// rules answer send with EPERM whether they drop or refuse; only what is received afterwards tells.
func datagram(limit context.Context, address string) result {
	connection, err := (&net.Dialer{}).DialContext(limit, "udp", address)
	if err != nil {
		return failure(err)
	}
	defer connection.Close()
	deadline, _ := limit.Deadline()
	half := time.Until(deadline) / 2
	buffer := make([]byte, 1500)
	for range 2 {
		if _, err := connection.Write([]byte("?")); err != nil && !errors.Is(err, syscall.EPERM) {
			return failure(err)
		}
		_ = connection.SetReadDeadline(time.Now().Add(half))
		n, err := connection.Read(buffer)
		if err == nil {
			return result{Outcome: "answered", Body: strings.TrimSpace(string(buffer[:n]))}
		}
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			return failure(err)
		}
	}
	return failure(os.ErrDeadlineExceeded)
}
