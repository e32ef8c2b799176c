// Command bedtool does for the bed what Node cannot: own namespaces, being process 1 in them, keys and images.
package main

import (
	"fmt"
	"os"
)

var subcommands = map[string]func(args []string) error{
	"sandbox":      startSandbox,
	"init":         runInit,
	"certificates": writeCertificates,
	"image":        writeImage,
}

func main() {
	if len(os.Args) < 2 || subcommands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: bedtool sandbox|init|certificates|image ...")
		os.Exit(2)
	}
	if err := subcommands[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintf(os.Stderr, "bedtool %s: %v\n", os.Args[1], err)
		os.Exit(1)
	}
}
