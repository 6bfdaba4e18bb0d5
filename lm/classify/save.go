package classify

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"hemline/neural/safetensors"
)

// The files of a model's folder. A member's are named after its number, from
// 1, or "baseline".
const (
	cardFile       = "model.json"
	weightsFile    = ".safetensors"
	vocabularyFile = ".vocabulary.txt"
	languageFolder = ".lm"
)

// Save writes the classifier as a folder that needs nothing beside it. It is
// written whole under another name and then put in place, so that a full disk
// leaves the model that was there.
func (c *Classifier) Save(dir string) (err error) {
	if err := replaceable(dir); err != nil {
		return err
	}
	dir = filepath.Clean(dir)
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return fmt.Errorf("classify: %w", err)
	}
	fresh, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+"-new-*")
	if err != nil {
		return fmt.Errorf("classify: %w", err)
	}
	defer os.RemoveAll(fresh) // nothing is there once it is in place
	if err := os.Chmod(fresh, 0o755); err != nil {
		return fmt.Errorf("classify: %w", err)
	}
	if err := c.write(fresh); err != nil {
		return err
	}
	old := fresh + ".old"
	if err := os.Rename(dir, old); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("classify: %w", err)
	}
	if err := os.Rename(fresh, dir); err != nil {
		return errors.Join(fmt.Errorf("classify: %w", err), os.Rename(old, dir))
	}
	if err := os.RemoveAll(old); err != nil {
		return fmt.Errorf("classify: the model is saved; the one before it could not be removed: %w", err)
	}
	return nil
}

// replaceable refuses folders that hold something else than a model.
func replaceable(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, os.ErrNotExist) || err == nil && len(entries) == 0:
		return nil
	case err != nil:
		return fmt.Errorf("classify: %w", err)
	}
	if _, err := os.Stat(filepath.Join(dir, cardFile)); err != nil {
		return fmt.Errorf("classify: %s holds files but no %s: name a new folder, or that of a model to replace", dir, cardFile)
	}
	return nil
}

func (c *Classifier) write(dir string) error {
	raw, err := json.MarshalIndent(c.Card, "", "  ")
	if err != nil {
		return fmt.Errorf("classify: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, cardFile), append(raw, '\n'), 0o644); err != nil {
		return fmt.Errorf("classify: %w", err)
	}
	for k, m := range c.members {
		if err := writeMember(filepath.Join(dir, strconv.Itoa(k+1)), m); err != nil {
			return err
		}
	}
	if c.Card.Shared == 0 {
		return writeMember(filepath.Join(dir, "baseline"), c.baseline)
	}
	return nil
}

func writeMember(path string, m member) error {
	if err := safetensors.WriteFile(path+weightsFile, nil, m.tensors()); err != nil {
		return fmt.Errorf("classify: %w", err)
	}
	switch m := m.(type) {
	case *cnn:
		// No token holds white space, so a line can be one.
		if err := os.WriteFile(path+vocabularyFile, []byte(strings.Join(m.vocabulary.tokens, "\n")), 0o644); err != nil {
			return fmt.Errorf("classify: %w", err)
		}
	case *attention:
		if err := m.model.Save(path + languageFolder); err != nil {
			return fmt.Errorf("classify: %w", err)
		}
	}
	return nil
}
