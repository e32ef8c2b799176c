// Command terminal runs a program in a pseudo-terminal, which Node cannot make:
//
//	terminal COLUMNS ROWS PROGRAM [ARGUMENT ...]
//
// What the program shows goes to stdout as it comes. Each line of stdin is JSON: {"type": "text"} for what somebody
// types (with "\r" for Enter, "\u0003" for Ctrl-C), {"columns": 40, "rows": 10} for a window that changes its size.
// It ends with the exit code of the program; 128 and the signal where a signal ended it.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"unsafe"
)

type size struct{ rows, columns, width, height uint16 }

type event struct {
	Type          string
	Columns, Rows uint16
}

func main() {
	if len(os.Args) < 4 {
		fmt.Fprintln(os.Stderr, "usage: terminal COLUMNS ROWS PROGRAM [ARGUMENT ...]")
		os.Exit(2)
	}
	code, err := run(os.Args[1], os.Args[2], os.Args[3:])
	if err != nil {
		fmt.Fprintf(os.Stderr, "terminal: %v\n", err)
		os.Exit(2)
	}
	os.Exit(code)
}

func run(columns, rows string, words []string) (int, error) {
	outside, inside, err := open()
	if err != nil {
		return 0, err
	}
	if err := resize(outside, number(columns), number(rows)); err != nil {
		return 0, err
	}
	program := exec.Command(words[0], words[1:]...)
	program.Stdin, program.Stdout, program.Stderr = inside, inside, inside
	program.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := program.Start(); err != nil {
		return 0, err
	}
	inside.Close()
	go follow(outside)
	// reading fails when the last one inside has closed it: that is the end
	io.Copy(os.Stdout, outside)
	return codeOf(program.Wait())
}

// open makes both ends of a pseudo-terminal, as ptmx(4) says.
func open() (*os.File, *os.File, error) {
	// blocking, so that the end of the other side is seen
	descriptor, err := syscall.Open("/dev/ptmx", syscall.O_RDWR|syscall.O_NOCTTY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("/dev/ptmx: %w", err)
	}
	outside := os.NewFile(uintptr(descriptor), "/dev/ptmx")
	var locked, index int32
	if err := control(outside, syscall.TIOCSPTLCK, unsafe.Pointer(&locked)); err != nil {
		return nil, nil, err
	}
	if err := control(outside, syscall.TIOCGPTN, unsafe.Pointer(&index)); err != nil {
		return nil, nil, err
	}
	inside, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", index), os.O_RDWR|syscall.O_NOCTTY, 0)
	return outside, inside, err
}

func resize(outside *os.File, columns, rows uint16) error {
	return control(outside, syscall.TIOCSWINSZ, unsafe.Pointer(&size{rows: rows, columns: columns}))
}

func control(file *os.File, request uintptr, argument unsafe.Pointer) error {
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, file.Fd(), request, uintptr(argument))
	if errno != 0 {
		return fmt.Errorf("ioctl %#x: %w", request, errno)
	}
	return nil
}

func follow(outside *os.File) {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var event event
		if err := json.Unmarshal(lines.Bytes(), &event); err != nil {
			fmt.Fprintf(os.Stderr, "terminal: %v\n", err)
			continue
		}
		if event.Columns > 0 {
			resize(outside, event.Columns, event.Rows)
		}
		io.WriteString(outside, event.Type)
	}
}

func codeOf(err error) (int, error) {
	var ended *exec.ExitError
	if !errors.As(err, &ended) {
		return 0, err
	}
	if status, ok := ended.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal()), nil
	}
	return ended.ExitCode(), nil
}

func number(text string) uint16 {
	parsed, _ := strconv.ParseUint(text, 10, 16)
	return uint16(parsed)
}
