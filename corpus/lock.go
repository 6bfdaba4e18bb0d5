package corpus

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/gofrs/flock"
)

// lockWriter takes the workspace's write lock, which is gone with the process
// however it ends. The lock file stays: removing it would let two processes
// lock two files of one name.
func lockWriter(path string) (*flock.Flock, error) {
	name := path + ".lock"
	l := flock.New(name)
	ok, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("corpus: lock %s for writing: %w; check that the folder exists and that you may write in it, "+
			"or open the workspace for reading only", path, err)
	}
	if !ok {
		who := ""
		if b, err := os.ReadFile(name); err == nil {
			if pid, err := strconv.Atoi(strings.TrimSpace(string(b))); err == nil {
				who = fmt.Sprintf(" (pid %d)", pid)
			}
		}
		return nil, fmt.Errorf("corpus: another process is writing to %s%s: wait for it to end, or stop it, and try again", path, who)
	}
	// The number only helps a person; where the system lets nobody write to a
	// locked file there is none.
	_ = os.WriteFile(name, []byte(strconv.Itoa(os.Getpid())+"\n"), 0o644)
	return l, nil
}
