package main

import (
	"io"
	"net"
	"time"
)

// forward connects every client of the listener to the target, as bytes: TLS ends at the API server.
func forward(listener net.Listener, target string) {
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		go join(client.(*net.TCPConn), target)
	}
}

func join(client *net.TCPConn, target string) {
	defer client.Close()
	dialled, err := net.Dial("tcp", target)
	if err != nil {
		return
	}
	server := dialled.(*net.TCPConn)
	defer server.Close()
	done := make(chan struct{})
	go func() {
		copyHalf(server, client)
		close(done)
	}()
	copyHalf(client, server)
	<-done
}

// copyHalf passes on the end of a stream as well: exec and port-forward close one direction before the other.
func copyHalf(to, from *net.TCPConn) {
	_, _ = io.Copy(to, from)
	_ = to.CloseWrite()
}

// forwardDatagrams gives every datagram a socket of its own inside, for one answer: enough for DNS.
func forwardDatagrams(outside net.PacketConn, target string) {
	for {
		question := make([]byte, 65536)
		n, client, err := outside.ReadFrom(question)
		if err != nil {
			return
		}
		go func() {
			inside, err := net.Dial("udp", target)
			if err != nil {
				return
			}
			defer inside.Close()
			_ = inside.SetDeadline(time.Now().Add(5 * time.Second))
			if _, err := inside.Write(question[:n]); err != nil {
				return
			}
			answer := make([]byte, 65536)
			if n, err = inside.Read(answer); err == nil {
				_, _ = outside.WriteTo(answer[:n], client)
			}
		}()
	}
}
