package main

import "errors"

func writeImage(args []string) error { return errors.New("later") }
