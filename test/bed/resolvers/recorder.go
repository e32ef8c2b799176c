package main

import (
	"net"
	"strings"
	"sync"

	"golang.org/x/net/dns/dnsmessage"
)

// answer is what the server says to one question; an empty code means that it stays silent.
type answer struct {
	Rcode   string `json:"rcode"`
	Records []struct {
		Name string `json:"name"`
		Type string `json:"type"`
		Data string `json:"data"`
	} `json:"records"`
}

type recorder struct {
	socket  net.PacketConn
	lock    sync.Mutex
	asked   []string
	answers map[string]answer
}

var rcodes = map[string]dnsmessage.RCode{
	"NOERROR": dnsmessage.RCodeSuccess, "NXDOMAIN": dnsmessage.RCodeNameError,
	"SERVFAIL": dnsmessage.RCodeServerFailure, "REFUSED": dnsmessage.RCodeRefused,
}

func (r *recorder) begin(answers map[string]answer) {
	r.lock.Lock()
	defer r.lock.Unlock()
	r.asked, r.answers = []string{}, answers
}

func (r *recorder) end() []string {
	r.lock.Lock()
	defer r.lock.Unlock()
	return r.asked
}

func (r *recorder) serve() {
	buffer := make([]byte, 4096)
	for {
		n, client, err := r.socket.ReadFrom(buffer)
		if err != nil {
			return
		}
		var question dnsmessage.Message
		if question.Unpack(buffer[:n]) != nil || len(question.Questions) != 1 {
			continue
		}
		if reply := r.reply(question); reply != nil {
			_, _ = r.socket.WriteTo(reply, client)
		}
	}
}

func (r *recorder) reply(question dnsmessage.Message) []byte {
	asked := question.Questions[0]
	key := strings.ToLower(asked.Name.String()) + " " + strings.TrimPrefix(asked.Type.String(), "Type")
	r.lock.Lock()
	r.asked = append(r.asked, key)
	found, known := r.answers[key]
	r.lock.Unlock()
	if !known {
		found.Rcode = "NXDOMAIN"
	}
	rcode, speaks := rcodes[found.Rcode]
	if !speaks {
		return nil
	}
	reply := dnsmessage.Message{Questions: question.Questions, Header: dnsmessage.Header{
		ID: question.ID, Response: true, RecursionDesired: question.RecursionDesired, RecursionAvailable: true, RCode: rcode,
	}}
	for _, record := range found.Records {
		body, kind := bodyOf(record.Type, record.Data)
		header := dnsmessage.ResourceHeader{Name: dnsmessage.MustNewName(record.Name), Type: kind, Class: dnsmessage.ClassINET, TTL: 5}
		reply.Answers = append(reply.Answers, dnsmessage.Resource{Header: header, Body: body})
	}
	packed, err := reply.Pack()
	if err != nil {
		return nil
	}
	return packed
}

func bodyOf(kind, data string) (dnsmessage.ResourceBody, dnsmessage.Type) {
	switch kind {
	case "A":
		return &dnsmessage.AResource{A: [4]byte(net.ParseIP(data).To4())}, dnsmessage.TypeA
	case "AAAA":
		return &dnsmessage.AAAAResource{AAAA: [16]byte(net.ParseIP(data).To16())}, dnsmessage.TypeAAAA
	default:
		return &dnsmessage.CNAMEResource{CNAME: dnsmessage.MustNewName(data)}, dnsmessage.TypeCNAME
	}
}
