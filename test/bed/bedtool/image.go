package main

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path"
	"runtime"
	"sort"
	"strings"
	"time"
)

// imageArchive describes an archive that `ctr images import` reads: layers by name, and images made of them.
type imageArchive struct {
	Layers map[string][]layerFile `json:"layers"`
	Images []struct {
		Name    string   `json:"name"`
		Layers  []string `json:"layers"`
		Command []string `json:"command"`
		// Entrypoint stays when a pod gives only args.
		Entrypoint []string `json:"entrypoint"`
	} `json:"images"`
}

// layerFile is a copy of a file of this machine, a symbolic link, or a text.
type layerFile struct {
	Path string `json:"path"`
	From string `json:"from"`
	Link string `json:"link"`
	Text string `json:"text"`
}

// writeImage writes the archive that stdin describes: no registry and no build engine is needed for a few static programs.
func writeImage(args []string) error {
	if len(args) != 1 {
		return errors.New("usage: bedtool image ARCHIVE.tar < description.json")
	}
	var wanted imageArchive
	if err := json.NewDecoder(os.Stdin).Decode(&wanted); err != nil {
		return err
	}
	out, err := os.Create(args[0])
	if err != nil {
		return err
	}
	defer out.Close()
	archive := tar.NewWriter(out)
	digests := map[string]string{}
	for name, files := range wanted.Layers {
		layer, err := packLayer(files)
		if err != nil {
			return err
		}
		digests[name] = digest(layer)
		if err := add(archive, name+"/layer.tar", layer, 0o644); err != nil {
			return err
		}
	}
	if err := addImages(archive, wanted, digests); err != nil {
		return err
	}
	return archive.Close()
}

func addImages(archive *tar.Writer, wanted imageArchive, digests map[string]string) error {
	type object map[string]any
	var manifest []object
	for _, image := range wanted.Images {
		diffs, files := []string{}, []string{}
		for _, layer := range image.Layers {
			diffs, files = append(diffs, "sha256:"+digests[layer]), append(files, layer+"/layer.tar")
		}
		config, err := json.Marshal(object{
			"architecture": runtime.GOARCH, "os": "linux",
			"config": object{"Entrypoint": image.Entrypoint, "Cmd": image.Command, "Env": []string{"PATH=/bin"}, "WorkingDir": "/"},
			"rootfs": object{"type": "layers", "diff_ids": diffs},
		})
		if err != nil {
			return err
		}
		file := digest(config) + ".json"
		if err := add(archive, file, config, 0o644); err != nil {
			return err
		}
		manifest = append(manifest, object{"Config": file, "RepoTags": []string{image.Name}, "Layers": files})
	}
	text, err := json.Marshal(manifest)
	if err != nil {
		return err
	}
	return add(archive, "manifest.json", text, 0o644)
}

func packLayer(files []layerFile) ([]byte, error) {
	var layer bytes.Buffer
	archive := tar.NewWriter(&layer)
	for _, folder := range foldersOf(files) {
		if err := archive.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: folder + "/", Mode: 0o755}); err != nil {
			return nil, err
		}
	}
	for _, file := range files {
		if file.Link != "" {
			if err := archive.WriteHeader(&tar.Header{Typeflag: tar.TypeSymlink, Name: file.Path, Linkname: file.Link, Mode: 0o777}); err != nil {
				return nil, err
			}
			continue
		}
		content, mode, err := []byte(file.Text), int64(0o644), error(nil)
		if file.From != "" {
			content, err = os.ReadFile(file.From)
			mode = 0o755
		}
		if err != nil {
			return nil, err
		}
		if err := add(archive, file.Path, content, mode); err != nil {
			return nil, err
		}
	}
	err := archive.Close()
	return layer.Bytes(), err
}

// foldersOf lists the folders of the files, outer ones first, and those that every program expects.
func foldersOf(files []layerFile) []string {
	seen := map[string]bool{"tmp": true, "etc": true}
	for _, file := range files {
		for folder := path.Dir(file.Path); folder != "." && folder != "/"; folder = path.Dir(folder) {
			seen[strings.TrimPrefix(folder, "/")] = true
		}
	}
	folders := make([]string, 0, len(seen))
	for folder := range seen {
		folders = append(folders, folder)
	}
	sort.Strings(folders)
	return folders
}

func add(archive *tar.Writer, name string, content []byte, mode int64) error {
	header := &tar.Header{Name: name, Mode: mode, Size: int64(len(content)), ModTime: time.Unix(0, 0)}
	if err := archive.WriteHeader(header); err != nil {
		return err
	}
	_, err := io.Copy(archive, bytes.NewReader(content))
	return err
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
