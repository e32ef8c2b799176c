package main

import (
	"encoding/json"
	"errors"
	"net"
	"net/netip"
	"os"
	"strings"
	"syscall"

	"golang.org/x/net/dns/dnsmessage"
)

// watch looks up each name of stdin with a client, in the container that it stands in, and writes down the questions that leave
// for port 53, as they are on the wire; with the files that decide it.
func watch(client []string) error {
	var names []string
	if err := json.NewDecoder(os.Stdin).Decode(&names); err != nil {
		return err
	}
	wire, err := openWire()
	if err != nil {
		return err
	}
	defer syscall.Close(wire.socket)
	results := make([]result, 0, len(names))
	for _, name := range names {
		wire.questions()
		output, err := ask(client, name)
		if err != nil {
			return err
		}
		results = append(results, result{wire.questions(), output})
	}
	resolvConf, err := os.ReadFile("/etc/resolv.conf")
	if err != nil {
		return err
	}
	hosts, err := os.ReadFile("/etc/hosts")
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(watched{string(resolvConf), string(hosts), results})
}

// watched is what a container has and what its lookups come to.
type watched struct {
	ResolvConf string   `json:"resolvConf"`
	Hosts      string   `json:"hosts"`
	Lookups    []result `json:"lookups"`
}

// wire sees every packet of a network namespace; on the host network also those of others, so that the sender is looked at.
type wire struct {
	socket int
	own    map[netip.Addr]bool
}

func openWire() (*wire, error) {
	const everyProtocol = syscall.ETH_P_ALL<<8&0xff00 | syscall.ETH_P_ALL>>8 // in network byte order
	socket, err := syscall.Socket(syscall.AF_PACKET, syscall.SOCK_DGRAM|syscall.SOCK_NONBLOCK, everyProtocol)
	if err != nil {
		return nil, err
	}
	if err := syscall.AttachLsf(socket, datagramsTo53); err != nil {
		return nil, err
	}
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return nil, err
	}
	own := map[netip.Addr]bool{}
	for _, each := range addresses {
		if prefix, err := netip.ParsePrefix(each.String()); err == nil {
			own[prefix.Addr()] = true
		}
	}
	return &wire{socket, own}, nil
}

// questions returns what was asked since the last call. A packet is in the queue before the program that sent it goes on.
func (w *wire) questions() []string {
	asked := []string{}
	packet := make([]byte, 65536)
	for {
		size, from, err := syscall.Recvfrom(w.socket, packet, 0)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if err != nil {
			return asked
		}
		link, known := from.(*syscall.SockaddrLinklayer)
		if !known || link.Pkttype != syscall.PACKET_OUTGOING {
			continue
		}
		sender, content := senderAndContent(packet[:size])
		var message dnsmessage.Message
		if !w.own[sender] || message.Unpack(content) != nil || message.Response || len(message.Questions) != 1 {
			continue
		}
		question := message.Questions[0]
		asked = append(asked, strings.ToLower(question.Name.String())+" "+strings.TrimPrefix(question.Type.String(), "Type"))
	}
}

// datagramsTo53 lets UDP for port 53 through, so that the other traffic of a node does not fill the queue.
var datagramsTo53 = []syscall.SockFilter{
	*syscall.LsfStmt(syscall.BPF_LD+syscall.BPF_B+syscall.BPF_ABS, 0),
	*syscall.LsfStmt(syscall.BPF_ALU+syscall.BPF_AND+syscall.BPF_K, 0xf0),
	*syscall.LsfJump(syscall.BPF_JMP+syscall.BPF_JEQ+syscall.BPF_K, 0x40, 0, 5), // else to IPv6
	*syscall.LsfStmt(syscall.BPF_LD+syscall.BPF_B+syscall.BPF_ABS, 9),
	*syscall.LsfJump(syscall.BPF_JMP+syscall.BPF_JEQ+syscall.BPF_K, syscall.IPPROTO_UDP, 0, 8),
	*syscall.LsfStmt(syscall.BPF_LDX+syscall.BPF_B+syscall.BPF_MSH, 0),
	*syscall.LsfStmt(syscall.BPF_LD+syscall.BPF_H+syscall.BPF_IND, 2),
	*syscall.LsfJump(syscall.BPF_JMP+syscall.BPF_JEQ+syscall.BPF_K, 53, 4, 5),
	*syscall.LsfStmt(syscall.BPF_LD+syscall.BPF_B+syscall.BPF_ABS, 6),
	*syscall.LsfJump(syscall.BPF_JMP+syscall.BPF_JEQ+syscall.BPF_K, syscall.IPPROTO_UDP, 0, 3),
	*syscall.LsfStmt(syscall.BPF_LD+syscall.BPF_H+syscall.BPF_ABS, 42),
	*syscall.LsfJump(syscall.BPF_JMP+syscall.BPF_JEQ+syscall.BPF_K, 53, 0, 1),
	*syscall.LsfStmt(syscall.BPF_RET+syscall.BPF_K, 65535),
	*syscall.LsfStmt(syscall.BPF_RET+syscall.BPF_K, 0),
}

// senderAndContent takes a datagram of UDP apart, one without extension headers; what came before the filter may be anything.
func senderAndContent(packet []byte) (netip.Addr, []byte) {
	const udpHeader = 8
	if len(packet) < 20 {
		return netip.Addr{}, nil
	}
	sender, start := packet[12:16], int(packet[0]&15)*4+udpHeader
	if packet[0]>>4 == 6 && len(packet) > 40 {
		sender, start = packet[8:24], 40+udpHeader
	}
	address, _ := netip.AddrFromSlice(sender)
	return address, packet[min(start, len(packet)):]
}
