// Package wholefile writes a file whole or not at all: a full disk, a failed
// writer or a kill leave what was there before.
//
// It is a leaf that any room may import: the engine's checkpoints, the models'
// folders and the reports all need the same care.
package wholefile

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Write has write fill a file under another name in the same folder, and moves
// it into place once it is on the disk. What is there and is no regular file (a
// pipe, a device) is written into; a symbolic link is followed.
func Write(path string, write func(io.Writer) error) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("writing %s: %w", path, err)
		}
	}()
	target := path
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		target = resolved
	}
	if info, err := os.Stat(target); err == nil && !info.Mode().IsRegular() {
		return writeInto(target, write)
	}
	f, err := os.CreateTemp(filepath.Dir(target), ".hemline-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if err := write(f); err != nil {
		return err
	}
	if err := f.Chmod(0o644); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), target)
}

func writeInto(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
