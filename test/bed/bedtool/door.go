package main

import (
	"net"
	"os"
	"syscall"
)

// A door is a TCP and a UDP socket on one port of the machine's loopback. It is made before the namespaces and handed over:
// a socket belongs to the network namespace that it was made in, so process 1 takes from the machine and dials inside, and
// no interface has to join the two.
func openDoor() (sockets []*os.File, port int, err error) {
	loopback := net.IPv4(127, 0, 0, 1)
	for range 20 {
		listener, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: loopback})
		if err != nil {
			return nil, 0, err
		}
		port = listener.Addr().(*net.TCPAddr).Port
		datagrams, err := net.ListenUDP("udp4", &net.UDPAddr{IP: loopback, Port: port})
		if err != nil {
			listener.Close() // that port is taken for UDP: try another
			continue
		}
		stream, err := listener.File()
		if err != nil {
			return nil, 0, err
		}
		datagram, err := datagrams.File()
		return []*os.File{stream, datagram}, port, err
	}
	return nil, 0, syscall.EADDRINUSE
}

// serveDoor takes over the sockets of the door with this number; the first three descriptors are the standard ones.
func serveDoor(number int, target string) error {
	first := 3 + 2*number
	stream, datagram := os.NewFile(uintptr(first), "door"), os.NewFile(uintptr(first+1), "door")
	defer stream.Close()
	defer datagram.Close()
	listener, err := net.FileListener(stream)
	if err != nil {
		return err
	}
	datagrams, err := net.FilePacketConn(datagram)
	if err != nil {
		return err
	}
	go forward(listener, target)
	go forwardDatagrams(datagrams, target)
	return nil
}
