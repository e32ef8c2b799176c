package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"flag"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"strings"
	"time"
)

// odd serves as programs do that a caller does not get along with: hang, reset, close, tls, h2c, unavailable, failing, missing, redirect, postgres, redis,
// mysql, plain.
func odd(args []string) error {
	flags := flag.NewFlagSet("odd", flag.ExitOnError)
	address := flags.String("address", ":8080", "where it listens")
	network := flags.String("network", "tcp", "tcp, tcp4 or tcp6")
	names := flags.String("names", "web.example", "names of its certificate, with commas between")
	server := flags.String("server", "odd/1.0", "what it calls itself")
	_ = flags.Parse(args)
	if flags.NArg() != 1 {
		return fmt.Errorf("usage: bedapp odd [-address ADDRESS:PORT] [-network tcp4] [-names a,b] MODE")
	}
	listener, err := net.Listen(*network, *address)
	if err != nil {
		return err
	}
	answer := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Server", *server)
			if status == http.StatusFound {
				w.Header().Set("Location", "https://login.example/start?token=not-to-be-shown")
			}
			w.WriteHeader(status)
			fmt.Fprintln(w, "secret-of-the-body", r.Host)
		}
	}
	switch mode := flags.Arg(0); mode {
	case "plain":
		return http.Serve(listener, answer(http.StatusOK))
	case "unavailable":
		return http.Serve(listener, answer(http.StatusServiceUnavailable))
	case "failing":
		return http.Serve(listener, answer(http.StatusInternalServerError))
	case "missing":
		return http.Serve(listener, answer(http.StatusNotFound))
	case "redirect":
		return http.Serve(listener, answer(http.StatusFound))
	case "tls":
		certificate, err := selfSigned(strings.Split(*names, ","))
		if err != nil {
			return err
		}
		server := &http.Server{Handler: answer(http.StatusOK), TLSConfig: &tls.Config{Certificates: []tls.Certificate{certificate}}}
		return server.ServeTLS(listener, "", "")
	case "h2c":
		protocols := new(http.Protocols)
		protocols.SetUnencryptedHTTP2(true)
		server := &http.Server{Handler: answer(http.StatusOK), Protocols: protocols}
		return server.Serve(listener)
	case "hang", "reset", "close", "postgres", "redis", "mysql":
		return accept(listener, mode)
	default:
		return fmt.Errorf("no mode %s", mode)
	}
}

func accept(listener net.Listener, mode string) error {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return err
		}
		go behave(connection, mode)
	}
}

func behave(connection net.Conn, mode string) {
	defer connection.Close()
	buffer := make([]byte, 4096)
	if mode == "mysql" {
		greeting := append([]byte{10}, []byte("8.4.0\x00")...)
		greeting = append(greeting, make([]byte, 40)...)
		_, _ = connection.Write(append([]byte{byte(len(greeting)), 0, 0, 0}, greeting...))
	}
	n, _ := connection.Read(buffer)
	switch mode {
	case "hang":
		_, _ = io.Copy(io.Discard, connection)
	case "reset":
		_ = connection.(*net.TCPConn).SetLinger(0)
	case "postgres":
		if n == 8 {
			_, _ = connection.Write([]byte("N"))
		}
	case "redis":
		if n > 0 && buffer[0] == '*' {
			_, _ = connection.Write([]byte("-NOAUTH Authentication required.\r\n"))
		} else {
			_, _ = connection.Write([]byte("-ERR unknown command\r\n"))
		}
	}
}

func selfSigned(names []string) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		Subject:      pkix.Name{CommonName: names[0]},
		DNSNames:     names,
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(24 * time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}
